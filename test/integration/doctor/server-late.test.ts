import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { exitCodeOf } from "../../../src/doctor/core/check.ts";
import { limitsOf } from "../../../src/doctor/server.ts";
import { diagnose, examined, resultOf, type ShownResult } from "../../support/doctor-scene.ts";
import { halfOpenPort, serving } from "../../support/stand-ins.ts";
import { IS_WHOLE } from "../../support/whole.ts";

const SHORT = { page: 1_200, connect: 10_000, chat: 1_200, parallel: 1_200 };
/** Later than SHORT. */
const SLOW_MS = 2_500;
const KEY = "right-key-of-the-server";
const FIX = "oh-my-qwencoder doctor server --timeout 300";

/** A server that is well, but answers late what `isSlow` holds of. */
async function slowServer(isSlow: (asked: Asked) => boolean, rewrite = (text: string) => text) {
  const real = await examined({}, { apiKey: KEY });
  return serving(async (request, response) => {
    const { url: path = "", method = "GET" } = request;
    const body = method === "POST" ? Buffer.concat(await request.toArray()) : null;
    const key = request.headers.authorization;
    if (isSlow({ path, key, body: body?.toString() ?? "" })) await delay(SLOW_MS);
    if (response.destroyed) return;
    const headers = { "content-type": "application/json", ...(key ? { authorization: key } : {}) };
    const answer = await fetch(new URL(path, real.url), { method, headers, body });
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(rewrite(await answer.text()));
  });
}
interface Asked {
  readonly path: string;
  readonly key: string | undefined;
  readonly body: string;
}

/** Could not look: says how long it waited, blames nothing, and says what to do. */
function expectLate(line: ShownResult): void {
  expect(line).toMatchObject({ status: "unknown", fix: FIX, fixKind: "command" });
  expect(line.what.en).toContain("within 1.2 s");
  expect(`${line.what.en} ${line.why?.en}`).not.toMatch(/dead|hang|restart|may|queue|stop/i);
}

/** What the printed command does. */
const asAdvised = (line: ShownResult) =>
  limitsOf(Number(/--timeout (\d+)$/.exec(line.fix ?? "")?.[1]) * 1000);

function trickle(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "application/json" });
  const timer = setInterval(() => response.write(" "), 50);
  response.once("close", () => clearInterval(timer));
}

describe("no model list in time", () => {
  test.each([
    ["accepts and says nothing", () => halfOpenPort()],
    ["sends a head alone", () => serving((_request, response) => response.flushHeaders())],
    ["trickles", () => serving((_request, response) => trickle(response))],
  ])("a server that %s: could not look, exit code 2", async (_how, server) => {
    const results = await diagnose(await server(), { limits: SHORT });
    const [first, ...rest] = results;
    expectLate(first as ShownResult);
    expect(new Set(rest.map(({ status }) => status))).toEqual(new Set(["skipped"]));
    expect(rest[0]?.why?.en).toContain("gave no answer");
    expect(exitCodeOf(results, true)).toBe(2);
  });
});

/** Each place at which a server may be late, and the finding that tells so. */
const PLACES: readonly (readonly [string, string, (asked: Asked) => boolean])[] = [
  ["the list", "server.reachable", ({ path, key }) => path === "/v1/models" && key !== undefined],
  ["/health", "server.health", ({ path }) => path === "/health"],
  ["/version", "server.version", ({ path }) => path === "/version"],
  ["a refusal", "server.key", ({ path, key }) => path === "/v1/models" && key === undefined],
  ["a forced call", "server.tools.required", ({ body }) => body.includes("Set the mode")],
  ["a long prompt", "server.prefix-cache", ({ body }) => body.includes("one word: done")],
  ["one of many", "server.parallel", ({ body }) => body.includes("Count upwards from 300")],
];

/** One page and many chats. */
const SAMPLE = ["/health", "one of many"];

test.each(PLACES.filter(([what]) => IS_WHOLE || SAMPLE.includes(what)))(
  "%s comes late: %s could not look; with the time advised it is as if quick",
  async (_what, id, isSlow) => {
    const url = await slowServer(isSlow);
    const short = await diagnose(url, { apiKey: KEY, limits: SHORT });
    expectLate(resultOf(short, id));
    expect(exitCodeOf(short, false)).toBe(2);
    const long = await diagnose(url, { apiKey: KEY, limits: asAdvised(resultOf(short, id)) });
    expect(long.filter(({ status }) => status !== "ok")).toEqual([]);
  },
);

test("the counter of the cache comes late: the server is not said to keep it back", async () => {
  const url = await slowServer(
    ({ path }) => path === "/metrics",
    (text) => text.replaceAll(/,?"prompt_tokens_details": *\{[^}]*\}/g, ""),
  );
  const short = await diagnose(url, { apiKey: KEY, limits: SHORT });
  expectLate(resultOf(short, "server.prefix-cache"));
  const { fix } = resultOf(short, "server.prefix-cache");
  expect(fix).toBe(FIX);
});

test("a connection that the server closed while it was idle is no failure", async () => {
  const used = new Set<unknown>();
  let closed = 0;
  const real = await examined();
  const url = await serving(async (request, response) => {
    const body = request.method === "POST" ? Buffer.concat(await request.toArray()) : null;
    if (used.has(request.socket) && closed === 0) {
      closed += 1;
      return request.socket.destroy();
    }
    used.add(request.socket);
    const answer = await fetch(new URL(request.url ?? "", real.url), {
      method: request.method ?? "GET",
      headers: { "content-type": "application/json" },
      body,
    });
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    return response.end(await answer.text());
  });
  expect((await diagnose(url)).filter(({ status }) => status === "error")).toEqual([]);
  expect(closed).toBe(1);
});
