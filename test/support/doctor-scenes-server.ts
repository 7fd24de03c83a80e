import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ModelServerOptions } from "../../src/scripted-model/server.ts";
import { type Answers, examined } from "./doctor-scene.ts";
import { installHere, type Scene, type Scenes, type Stand } from "./doctor-stand.ts";
import { closedPort, serving } from "./stand-ins.ts";

const APPROVE = "oh-my-qwencoder install --approve-project";
export const FLAGS = "--enable-auto-tool-choice --tool-call-parser qwen3_coder";
const ADDRESS = "in …/opencode.json, set provider.vllm.options.baseURL to …";

/** Points the configuration at this address. */
async function at(stand: Stand, url: string, change: (text: string) => string = (text) => text) {
  await installHere(stand, url);
  const file = join(stand.dir, "opencode.json");
  await writeFile(file, change(await readFile(file, "utf8")));
  await stand.approve();
}

/** Points the configuration at another address than the one of the server. */
async function readdressed(stand: Stand, other: (url: string) => string) {
  const { url } = await examined();
  await at(stand, url, (text) => text.replace(url, other(url)));
}

/** The person starts the server again, rightly, at the same address. */
export async function again(stand: Stand): Promise<void> {
  const { provider } = JSON.parse(await stand.read("opencode.json")) as {
    provider: { vllm: { options: { baseURL: string } } };
  };
  await stand.stop?.();
  await examined({}, { port: Number(new URL(provider.vllm.options.baseURL).port) });
}

/** A server that answers like this, until the person starts it again. */
export async function bad(
  stand: Stand,
  answers: Answers,
  options: Partial<ModelServerOptions> = {},
) {
  const server = await examined(answers, options);
  stand.stop = () => server.stop();
  await at(stand, server.url);
}

export function restarted(name: string, flags: string, make: Scene["make"]): Scene {
  return { name, fix: "person", printed: `start vllm serve again with ${flags}`, make, act: again };
}

/** A server of vLLM's pages, each of which can be another one. */
async function pages(
  stand: Stand,
  other: Record<string, [number, string]>,
  rewrite: (text: string) => string = (text) => text,
): Promise<void> {
  let right = false;
  const real = await examined();
  const url = await serving(async (request, response) => {
    const found = right ? undefined : other[request.url ?? ""];
    if (found) return response.writeHead(found[0]).end(found[1]);
    const body = request.method === "POST" ? Buffer.concat(await request.toArray()) : null;
    const answer = await fetch(new URL(request.url ?? "", real.url), {
      method: request.method ?? "GET",
      headers: { "content-type": "application/json" },
      body,
    });
    const text = await answer.text();
    const type = answer.headers.get("content-type") ?? "";
    return response
      .writeHead(answer.status, { "content-type": type })
      .end(right ? text : rewrite(text));
  });
  stand.stop = async () => {
    right = true;
  };
  await at(stand, url);
}

const KEY = "right-key-of-the-server";
const stopped = async (stand: Stand) => stand.stop?.();

export const SERVER: Scenes = {
  "server.reachable": [
    {
      name: "nothing listens",
      fix: "person",
      printed: `start the model server on 127.0.0.1, for example: vllm serve /path/to/weights --served-model-name qwen3-coder-next --port … ${FLAGS}`,
      make: async (stand) => at(stand, await closedPort()),
      act: again,
    },
    ...["/v1/chat/completions", "/v1/models"].map(
      (path): Scene => ({
        name: `an address that ends in ${path}`,
        fix: "edit",
        printed: `${ADDRESS}; then run ${APPROVE}`,
        make: (stand) => readdressed(stand, (url) => url.replace("/v1", path)),
      }),
    ),
    {
      name: "an address that ends in /llm",
      fix: "person",
      printed:
        "ask who runs the server for its address, and write it in …/opencode.json as provider.vllm.options.baseURL",
      make: (stand) => readdressed(stand, (url) => url.replace("/v1", "/llm/v1")),
      async act(stand) {
        const text = await stand.read("opencode.json");
        await stand.write("opencode.json", text.replace("/llm/v1", "/v1"));
        await stand.approve();
      },
    },
    {
      name: "https to a server of plain http",
      fix: "edit",
      printed: `${ADDRESS}; then run ${APPROVE}`,
      make: (stand) => readdressed(stand, (url) => url.replace("http:", "https:")),
    },
    {
      name: "a server that fails",
      fix: "person",
      printed:
        "look at the server's log, or ask who runs it; this shows the traffic: curl -sv --max-time 10 …",
      make: (stand) => pages(stand, { "/v1/models": [500, "{}"] }),
      act: stopped,
    },
  ],
  "server.health": [
    {
      name: "a dead engine",
      fix: "person",
      printed:
        "look at the server's log, or ask who runs it; this shows the traffic: curl -sv --max-time 10 …",
      make: (stand) => pages(stand, { "/health": [503, ""] }),
      act: stopped,
    },
  ],
  "server.version": [
    {
      name: "a vLLM that is too old",
      fix: "person",
      printed: 'on the server run pip install --upgrade "vllm>=0.31", and start it again',
      make: (stand) => pages(stand, { "/version": [200, '{"version":"0.25.1"}'] }),
      act: stopped,
    },
  ],
  "server.key": [
    {
      name: "a key in its variable is missing",
      fix: "person",
      printed: "export VLLM_API_KEY='the key the server was started with'",
      make: async (stand) => at(stand, (await examined({}, { apiKey: KEY })).url),
      act: (stand, printed) =>
        stand.shell(printed.replace("the key the server was started with", KEY)),
    },
    {
      name: "the configuration names no variable",
      fix: "person",
      printed:
        "in …/opencode.json, set provider.vllm.options.apiKey to \"{env:VLLM_API_KEY}\"; then export VLLM_API_KEY='the key the server was started with'",
      async make(stand) {
        const { url } = await examined({}, { apiKey: KEY });
        await at(stand, url, (text) => text.replace("{env:VLLM_API_KEY}", "EMPTY"));
      },
      async act(stand, printed) {
        const config = (await stand.read("opencode.json")).replace("EMPTY", "{env:VLLM_API_KEY}");
        await stand.write("opencode.json", config);
        await stand.approve();
        const line = printed.slice(printed.indexOf("export "));
        await stand.shell(line.replace("the key the server was started with", KEY));
      },
    },
    {
      name: "the server takes requests without the key",
      fix: "person",
      printed:
        'start the server with its key: export VLLM_API_KEY="$VLLM_API_KEY" before vllm serve',
      async make(stand) {
        await bad(stand, {});
        stand.env["VLLM_API_KEY"] = KEY;
      },
      async act(stand) {
        const { provider } = JSON.parse(await stand.read("opencode.json"));
        await stand.stop?.();
        const port = Number(new URL(provider.vllm.options.baseURL).port);
        await examined({}, { port, apiKey: KEY });
      },
    },
  ],
  "server.model": [
    {
      name: "another model",
      fix: "command",
      printed: "oh-my-qwencoder install --model other/model",
      async make(stand) {
        const { url } = await examined({}, { modelId: "other/model" });
        await at(stand, url, (text) => text.replaceAll("other/model", "qwen"));
      },
    },
  ],
  "server.context": [
    {
      name: "less than OpenCode counts on",
      fix: "edit",
      printed: `in …/opencode.json, set provider.vllm.models.qwen3-coder-next.limit to {"context":65536,"output":16384}; then run ${APPROVE}`,
      async make(stand) {
        const { url } = await examined({}, { maxModelLen: 65_536 });
        await at(stand, url, (text) => text.replace("65536", "131072"));
      },
    },
  ],
  "server.output": [
    {
      name: "more than half of the context",
      fix: "edit",
      printed: `in …/opencode.json, set provider.vllm.models.qwen3-coder-next.limit to {"context":131072,"output":32768}; then run ${APPROVE}`,
      async make(stand) {
        const { url } = await examined();
        await at(stand, url, (text) => text.replace("16384", "131000"));
      },
    },
  ],
  "server.prefix-cache": [
    {
      name: "nothing is reused",
      fix: "person",
      printed: "start vllm serve again with --enable-prefix-caching",
      make: (stand) =>
        pages(stand, {}, (text) => text.replaceAll(/"cached_tokens": *\d+/g, '"cached_tokens":0')),
      act: stopped,
    },
  ],
  "server.parallel": [
    restarted("requests at once fail", "--max-num-seqs 32", (stand) =>
      bad(stand, {
        parallel: { fail: { error: { status: 429, message: "many" }, times: "always" } },
      }),
    ),
  ],
};
