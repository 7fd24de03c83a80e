import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { type ChatRequest, parseChatRequest, toolNames } from "./chat-request.ts";
import { completionTokens } from "./completion.ts";
import { Gates } from "./gates.ts";
import { sendError } from "./http-reply.ts";
import { FULL_SESSIONS, type Load } from "./metrics.ts";
import { type Player, playerOf } from "./player.ts";
import { PrefixCache } from "./prefix-cache.ts";
import { type RecordedRequest, RequestLog } from "./request-log.ts";
import type { Improviser, Script } from "./script.ts";
import { sendAnswer } from "./send-answer.ts";
import { Weather } from "./weather.ts";

/** POST /v1/chat/completions: one model, one script, and the record of everything asked. */
export class ChatEndpoint {
  readonly log = new RequestLog();
  readonly gates = new Gates();
  readonly weather = new Weather();
  readonly #cache = new PrefixCache();
  readonly #modelId: string | undefined;
  readonly #maxModelLen: number;
  #player: Player;

  /** `modelId`: the only model that it has; undefined: it answers for every model. */
  constructor(script: Script | Improviser, modelId: string | undefined, maxModelLen: number) {
    this.#player = playerOf(script);
    this.#modelId = modelId;
    this.#maxModelLen = maxModelLen;
  }

  play(script: Script | Improviser): void {
    this.#player = playerOf(script);
  }

  /** Values for /metrics. Nothing ever queues, and the cache holds the prompts being computed. */
  load(): Load {
    const { requests, active } = this.log;
    const open = requests.filter((request) => !request.closed);
    const capacity = FULL_SESSIONS * this.#maxModelLen;
    return {
      running: active,
      waiting: 0,
      kvCacheUsage: Math.min(1, sum(open.map((r) => r.promptTokens)) / capacity),
      promptTokens: sum(requests.map((r) => r.promptTokens)),
      cachedTokens: sum(requests.map((r) => r.cachedTokens)),
      generatedTokens: sum(requests.filter((r) => r.answered).map((r) => r.completionTokens)),
    };
  }

  async handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await text(incoming);
    const parsed = parseChatRequest(raw);
    if ("problem" in parsed) {
      // vLLM's text for a body that is not a chat request.
      const message = `1 validation error:\n  ${parsed.problem}`;
      sendError(response, 400, message, { type: "Bad Request", param: "body" });
      return;
    }
    const { request } = parsed;
    if (this.#modelId !== undefined && request.model !== this.#modelId) {
      const message = `The model \`${request.model}\` does not exist. Valid aliases: ${this.#modelId}.`;
      sendError(response, 404, message, { param: "model" });
      return;
    }
    const session = header(incoming, "x-session-id");
    const parentSession = header(incoming, "x-parent-session-id");
    const turn = await this.#player.play(request, session);
    const tokens = this.#cache.admit(request);
    const record: RecordedRequest = {
      id: this.log.requests.length + 1,
      time: Date.now(),
      agent: turn.agent,
      actor: turn.actor,
      session,
      parentSession,
      pluginVersion: header(incoming, "x-aegis-version"),
      step: turn.step,
      bytes: Buffer.byteLength(raw),
      raw,
      body: request,
      tools: toolNames(request),
      promptTokens: tokens.prompt,
      cachedTokens: tokens.cached,
      completionTokens: completionTokens(turn.answer),
      divergence: turn.divergence,
      status: undefined,
      answered: false,
      aborted: false,
      closed: false,
    };
    const gone = this.#watch(record, response);
    const tooLong = lengthProblem(request, tokens.prompt, this.#maxModelLen);
    if (tooLong === undefined) {
      await this.weather.untilMoving(gone);
      const { answer } = turn;
      const fail = this.weather.fail ?? turn.fail;
      await sendAnswer({ request, record, answer, fail }, response, this.gates, gone);
    } else {
      record.status = 400;
      sendError(response, 400, tooLong.message, { param: tooLong.param });
    }
    record.aborted = gone.aborted;
    this.log.changed();
  }

  /** Opens the record; it closes with the connection. The signal says that the client left. */
  #watch(record: RecordedRequest, response: ServerResponse): AbortSignal {
    const leaving = new AbortController();
    response.once("close", () => {
      leaving.abort();
      record.closed = true;
      this.log.changed();
    });
    this.log.open(record);
    return leaving.signal;
  }
}

/** An answer limit above the remaining room is allowed: the answer ends at the end of the room. */
function lengthProblem(
  { max_tokens: output }: ChatRequest,
  prompt: number,
  longest: number,
): { message: string; param: string } | undefined {
  if (output && output > longest) {
    return problem(
      `max_tokens=${output} cannot be greater than max_model_len=${longest}. Please request fewer output tokens.`,
      "max_tokens",
      output,
    );
  }
  if (prompt <= longest) return undefined;
  // vLLM stops counting here.
  const counted = longest + 1;
  return problem(
    `This model's maximum context length is ${longest} tokens. However, your prompt contains at least ${counted} input tokens, which exceeds this limit even without any output tokens. Please reduce the length of the input prompt.`,
    "input_tokens",
    counted,
  );
}

function problem(words: string, param: string, value: number) {
  return { message: `${words} (parameter=${param}, value=${value})`, param };
}

function header(incoming: IncomingMessage, name: string): string | undefined {
  const value = incoming.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
