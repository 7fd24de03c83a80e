import type { RequestListener } from "node:http";
import { describe, expect, test } from "vitest";
import { exitCodeOf } from "../../../src/doctor/core/check.ts";
import {
  diagnose,
  examined,
  notOk,
  resultOf,
  type ShownResult,
} from "../../support/doctor-scene.ts";
import { closedPort, halfOpenPort, serving, talkingPort } from "../../support/stand-ins.ts";

const SET = "in opencode.json, set provider.vllm.options.baseURL to ";
const ASK =
  "ask who runs the server for its address, and write it in opencode.json as provider.vllm.options.baseURL";
const json = { "content-type": "application/json" };

/** The line about the server; everything after it has to be skipped with the reason, and the exit code 1; 2 if no answer came. */
function unreachable(results: readonly ShownResult[], late = false): ShownResult {
  const [first, ...rest] = results;
  expect(first).toMatchObject({ id: "server.reachable", status: late ? "unknown" : "error" });
  expect(rest).toHaveLength(12);
  for (const { status, why } of rest) {
    expect(status).toBe("skipped");
    expect(why?.en).toContain(late ? "gave no answer" : "not reachable");
    expect(why?.ko).toContain("server.reachable");
  }
  expect(exitCodeOf(results, false)).toBe(late ? 2 : 1);
  return first as ShownResult;
}

describe("no connection", () => {
  test("nobody listens: the command that starts a server on this port", async () => {
    const url = await closedPort();
    const line = unreachable(await diagnose(url));
    expect(line.what.en).toBe(`${url}: connection refused: nothing listens on this port`);
    expect(line.what.ko).toContain("연결 거부");
    expect(line.fix).toContain(`--port ${new URL(url).port} --enable-auto-tool-choice`);
    expect(line.details?.[0]).toContain("ECONNREFUSED");
  });

  test("no such host", async () => {
    // A label of more than 63 letters is no host anywhere: no name server is asked.
    const line = unreachable(await diagnose(`http://${"a".repeat(64)}.test:8001/v1`));
    expect(line.what.en).toContain("no such host");
    expect(line.fix).toBe(ASK);
  });

  test("a port that accepts and never answers is told from one that does not accept", async () => {
    const limits = { page: 300, connect: 10_000 };
    const url = await halfOpenPort();
    const line = unreachable(await diagnose(url, { limits }), true);
    expect(line.what.en).toContain("accepts connections, but no whole answer came within 0.3 s");
    expect(line.fix).toBe("oh-my-qwencoder doctor server --timeout 300");
  });

  test("a body that never ends is none", async () => {
    const url = await serving((_request, response) => {
      response.writeHead(200, json).write('{"data":[');
    });
    const limits = { page: 300, connect: 10_000 };
    expect(unreachable(await diagnose(url, { limits }), true).what.en).toContain("within 0.3 s");
  });

  test("https to a server that speaks plain HTTP", async () => {
    const { url } = await examined();
    const line = unreachable(await diagnose(url.replace("http:", "https:")));
    expect(line.what.en).toContain("TLS");
    expect(line.fix).toBe(`${SET}"${url}"`);
  });

  test("another protocol, and a connection closed without a word", async () => {
    const other = unreachable(await diagnose(await talkingPort("SSH-2.0-server\r\n")));
    expect(other.what.en).toContain("does not speak HTTP");
    const closed = unreachable(await diagnose(await talkingPort("")));
    expect(closed.what.en).toContain("closed before an answer");
  });

  test("addresses that cannot be used; a password in one is not shown", async () => {
    expect(unreachable(await diagnose("127.0.0.1")).what.en).toContain("cannot be used");
    expect(unreachable(await diagnose("ftp://127.0.0.1/v1")).details).toEqual(["unknown scheme"]);
    const results = await diagnose("http://me:pass-word@127.0.0.1:8001/v1");
    expect(unreachable(results).fix).toBe(`${SET}"http://127.0.0.1:8001/v1"`);
    expect(JSON.stringify(results)).not.toContain("pass-word");
  });

  test("who stops it gets no error, and no wait", async () => {
    const stop = new AbortController();
    const url = await serving(() => stop.abort());
    const results = await diagnose(url, { signal: stop.signal });
    expect(results.every(({ status }) => status === "skipped")).toBe(true);
    expect(results[5]?.why?.en).toBe("stopped by the user");
  });
});

describe("an answer, but not a model server's", () => {
  const answers: Record<string, [RequestListener, RegExp, string | RegExp]> = {
    "HTTP 500 on everything": [
      (_request, response) =>
        response.writeHead(500, json).end('{"error":"engine \\u001b[31mdead"}'),
      /answers HTTP 500$/,
      /curl .*\/v1\/models$/,
    ],
    "HTTP 404: an address without its /v1": [
      (_request, response) => response.writeHead(404, json).end('{"detail":"Not Found"}'),
      /answers HTTP 404$/,
      ASK,
    ],
    "a redirect to another address of the same server": [
      (_request, response) => response.writeHead(307, { location: "/api/v1/models/" }).end(),
      /answers HTTP 307$/,
      /baseURL to "http:\/\/127\.0\.0\.1:\d+\/api\/v1"$/,
    ],
    "a redirect elsewhere, which is not followed, nor offered": [
      (_request, response) =>
        response.writeHead(302, { location: "https://login.example/v1/models" }).end(),
      /answers HTTP 302$/,
      /curl .*127\.0\.0\.1:\d+\/v1\/models$/,
    ],
    "HTML instead of JSON": [
      (_request, response) =>
        response.writeHead(200, { "content-type": "text/html" }).end("<!DOCTYPE html><p>Hello"),
      /gives a web page instead of JSON$/,
      ASK,
    ],
    "text instead of JSON": [
      (_request, response) => response.end("It works!"),
      /gives text that is not JSON$/,
      /baseURL/,
    ],
    "JSON that is no list": [
      (_request, response) => response.writeHead(200, json).end('{"models":[]}'),
      /gives JSON that is not a model list$/,
      /baseURL/,
    ],
  };

  test.each(Object.entries(answers))("%s", async (_name, [listener, what, fix]) => {
    const line = unreachable(await diagnose(await serving(listener)));
    expect(line.what.en).toMatch(what);
    expect(line.fix).toEqual(fix instanceof RegExp ? expect.stringMatching(fix) : fix);
    expect(line.details?.join()).toMatch(/^HTTP \d+/);
    expect(line.details?.join()).not.toMatch(/\p{Cc}/u);
  });

  test("without /v1 in the address, /v1 is the fix", async () => {
    const { url } = await examined();
    const root = url.replace("/v1", "");
    // People paste the page that they know from a manual.
    for (const pasted of [
      "/v1/chat/completions",
      "/v1/models",
      "/v1/completions",
      "/chat/completions",
    ])
      expect(unreachable(await diagnose(`${root}${pasted}`)).fix).toBe(`${SET}"${url}"`);
    expect(unreachable(await diagnose(root)).fix).toBe(`${SET}"${url}"`);
  });
});

test("a server that is not vLLM: what only vLLM tells is skipped, the rest is examined", async () => {
  const { url } = await examined();
  const proxy = await serving(async (request, response) => {
    if (!request.url?.startsWith("/v1")) return response.writeHead(404).end();
    if (request.url.endsWith("/models"))
      return response.writeHead(200, json).end('{"data":[{"id":"qwen3-coder-next"}]}');
    const body = Buffer.concat(await request.toArray());
    const answer = await fetch(`${url}/chat/completions`, { method: "POST", body });
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    return response.end(Buffer.from(await answer.arrayBuffer()));
  });
  const results = await diagnose(proxy);
  expect(notOk(results)).toEqual([
    "server.health skipped",
    "server.version skipped",
    "server.context skipped",
  ]);
  expect(resultOf(results, "server.version").why?.en).toContain("not vLLM");
  expect(exitCodeOf(results, true)).toBe(0);
});
