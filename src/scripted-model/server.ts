import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { AegisError } from "../kit/errors.ts";
import { say } from "../kit/sentence.ts";
import { ChatEndpoint } from "./endpoint.ts";
import { sendError, sendJson } from "./http-reply.ts";
import { type Load, metricsText } from "./metrics.ts";
import type { Divergence } from "./player.ts";
import type { RecordedRequest, RequestLog } from "./request-log.ts";
import { type Improviser, parseScript, type Script } from "./script.ts";
import type { Trouble } from "./weather.ts";

/** The vLLM release whose answers this server imitates. */
const VLLM_VERSION = "0.32.0";

export interface ModelServerOptions {
  readonly script: Script | Improviser;
  /** 0 takes a free port. */
  readonly port?: number;
  readonly host?: string;
  readonly modelId?: string;
  /** True if a request for any other model is answered too. */
  readonly servesAnyModel?: boolean;
  /** Context of the simulated model, in tokens; larger prompts are refused with vLLM's error. */
  readonly maxModelLen?: number;
  /** If set, requests under /v1 need this key as a bearer token. */
  readonly apiKey?: string;
}

export interface ModelServer {
  /** Base URL for an OpenAI client; ends with `/v1`. */
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  readonly divergences: readonly Divergence[];
  /** Unanswered chat requests: the present number and the highest number so far. */
  readonly active: number;
  readonly peakActive: number;
  waitFor: RequestLog["waitFor"];
  release(gate: string): void;
  /** Takes effect at the next request. */
  setScript(script: Script | Improviser): Promise<void>;
  /** Puts the whole server into trouble until it is called without one. An error answers every request under /v1. */
  disturb(trouble?: Trouble): void;
  /** Closes the port and all connections; the returned function opens the same port again. */
  unplug(): Promise<() => Promise<void>>;
  /** Overrides the values of /metrics, as if others used the server too. */
  setLoad(load: Partial<Pick<Load, "running" | "waiting" | "kvCacheUsage">>): void;
  stop(): Promise<void>;
}

/**
 * Starts an OpenAI-compatible server on `host` that answers in vLLM's form with the script's
 * answers. Throws `AegisError` SCRIPT_INVALID or MODEL_SERVER_LISTEN.
 */
export async function startModelServer(options: ModelServerOptions): Promise<ModelServer> {
  const { port = 0, host = "127.0.0.1", modelId = "qwen3-coder-next" } = options;
  const maxModelLen = options.maxModelLen ?? 131_072;
  const chat = new ChatEndpoint(
    await checked(options.script),
    options.servesAnyModel ? undefined : modelId,
    maxModelLen,
  );
  let load: Partial<Load> = {};

  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else sendError(response, 500, error instanceof Error ? error.message : String(error));
    });
  });

  const open = (at: number) =>
    new Promise<void>((resolve, reject) => {
      const fail = (cause: Error) => {
        const what = say(
          `Cannot listen on ${host}:${at}: ${cause.message}`,
          `${host}:${at}에서 연결을 받을 수 없습니다: ${cause.message}`,
        );
        reject(
          new AegisError(
            "MODEL_SERVER_LISTEN",
            what,
            say("Choose another port.", "다른 포트를 지정하세요."),
            { cause },
          ),
        );
      };
      server.once("error", fail);
      server.listen(at, host, () => {
        server.off("error", fail);
        resolve();
      });
    });
  const close = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  await open(port);
  const address = server.address() as AddressInfo;

  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${address.port}/v1`,
    requests: chat.log.requests,
    get divergences() {
      return chat.log.requests.flatMap((request) => request.divergence ?? []);
    },
    get active() {
      return chat.log.active;
    },
    get peakActive() {
      return chat.log.peakActive;
    },
    waitFor: (predicate, timeoutMs) => chat.log.waitFor(predicate, timeoutMs),
    release: (gate) => chat.gates.release(gate),
    async setScript(script) {
      chat.play(await checked(script));
    },
    disturb: (trouble) => chat.weather.change(trouble),
    async unplug() {
      await close();
      return () => open(address.port);
    },
    setLoad(given) {
      load = given;
    },
    stop: close,
  };

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", "http://server");
    response.setHeader("x-request-id", request.headers["x-request-id"] ?? randomUUID());
    if (options.apiKey !== undefined && pathname.startsWith("/v1")) {
      if (request.headers.authorization !== `Bearer ${options.apiKey}`) {
        sendJson(response, 401, { error: "Unauthorized" });
        return;
      }
    }
    const failing = chat.weather.fail?.error;
    if (failing !== undefined && pathname === "/v1/models") {
      sendError(response, failing.status, failing.message, { headers: failing.headers });
      return;
    }
    switch (`${request.method} ${pathname}`) {
      case "POST /v1/chat/completions":
        return chat.handle(request, response);
      case "GET /v1/models":
        return sendJson(response, 200, { object: "list", data: [modelCard(modelId, maxModelLen)] });
      case "GET /health":
        response.end();
        return;
      case "GET /version":
        return sendJson(response, 200, { version: VLLM_VERSION });
      case "GET /metrics":
        response.setHeader("content-type", "text/plain; version=0.0.4; charset=utf-8");
        response.end(metricsText(modelId, maxModelLen, { ...chat.load(), ...load }));
        return;
      default:
        sendJson(response, 404, { detail: "Not Found" });
    }
  }
}

async function checked(part: Script | Improviser): Promise<Script | Improviser> {
  return typeof part === "function" ? part : parseScript(part);
}

function modelCard(id: string, maxModelLen: number): object {
  const created = Math.floor(Date.now() / 1000);
  return {
    ...{ id, object: "model", created, owned_by: "vllm", root: id, parent: null },
    max_model_len: maxModelLen,
    permission: [
      {
        ...{ id: `modelperm-${id}`, object: "model_permission", created },
        ...{ allow_create_engine: false, allow_sampling: true, allow_logprobs: true },
        ...{ allow_search_indices: false, allow_view: true, allow_fine_tuning: false },
        ...{ organization: "*", group: null, is_blocking: false },
      },
    ],
  };
}
