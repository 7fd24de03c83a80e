import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { HostEvent } from "../../src/host/events.ts";
import { findOpenCode } from "../../src/host/find.ts";
import { isolatedHome } from "../../src/host/isolated-home.ts";
import { type Host, startServe } from "../../src/host/serve.ts";
import { type ModelServer, startModelServer } from "../../src/scripted-model/server.ts";
import { ROUTER_HEALTH, routerArgs } from "../../src/serving/router.ts";
import { type Ground, newGround } from "../support/ground.ts";
import { script } from "../support/script-lines.ts";
import { freePort } from "../support/serve-scene.ts";
import { ROOT } from "../support/setup-scene.ts";

// The real router with our flags; behind it scripted servers, for where a request goes is all that is asked here.
const SOON = { timeout: 60_000, interval: 200 };
const STEPS = ["one", "two", "three", "four", "five"].map((text) => ({ text }));

let folder: string;
let replicas: ModelServer[];
let origin: string;
let router: ReturnType<typeof startRouter>;
let host: Host;
let ground: Ground;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-router-")));
  replicas = [await replica(), await replica()];
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  router = startRouter(port, await freePort());
});
afterAll(async () => {
  await host?.stop();
  router.kill("SIGTERM");
  await router;
  for (const each of replicas) await each.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});

test("it starts with our flags and finds both replicas", async () => {
  await expect
    .poll(
      async () => (await fetch(`${origin}${ROUTER_HEALTH}`).catch(() => undefined))?.status,
      SOON,
    )
    .toBe(200);
});

test("sessions are spread over the replicas, and each stays where it is", async () => {
  const sessions = Array.from({ length: 40 }, (_, number) => `ses_${number}`);
  for (let round = 0; round < 3; round += 1)
    for (const session of sessions) expect((await ask(session)).status).toBe(200);
  const [first, second] = replicas.map(sessionsOf) as [Set<string>, Set<string>];
  expect([...first].filter((session) => second.has(session))).toEqual([]);
  expect(first.size + second.size).toBe(40);
  // Both have a fair share; chance alone gives fewer than 8 of 40 once in a hundred thousand times.
  expect(Math.min(first.size, second.size)).toBeGreaterThanOrEqual(8);
});

test("a conversation of OpenCode's stays with its replica, outlives it, and comes back to it", async () => {
  host = await openCode();
  const session = await host.createSession(ground.dir, "commander");
  for (const text of ["one", "two", "three"]) expect(await say(session)).toBe(text);
  const [mine, other] = asked(session);
  if (!mine || !other) throw new Error("no replica was asked");
  expect(mine.requests.filter((one) => one.session === session).length).toBeGreaterThanOrEqual(3);
  expect(sessionsOf(other).has(session)).toBe(false);

  await mine.stop();
  expect(await say(session)).toBe("four");
  expect(sessionsOf(other).has(session)).toBe(true);
  // At the first try: OpenCode had nothing to repeat.
  expect(host.events.filter(isRetry)).toEqual([]);

  const again = await replica(Number(new URL(mine.url).port));
  replicas = [again, other];
  await expect
    .poll(async () => {
      await ask(session);
      return sessionsOf(again).has(session);
    }, SOON)
    .toBe(true);
  expect(await say(session)).toBe("five");
  expect(again.requests.filter((one) => one.agent === "commander" && one.step === 4)).toHaveLength(
    1,
  );
});

function isRetry({ type, properties }: HostEvent): boolean {
  return type === "session.status" && JSON.stringify(properties).includes('"retry"');
}

function replica(port = 0): Promise<ModelServer> {
  return startModelServer({ script: script({ commander: STEPS }), port });
}

function startRouter(port: number, metrics: number) {
  const workers = replicas.map(({ url }) => new URL(url).origin);
  const args = [
    ...["--prometheus-host", "127.0.0.1", "--prometheus-port", String(metrics)],
    ...routerArgs({ host: "127.0.0.1", port }, workers),
  ];
  return execa(inject("vllm").router, args, { reject: false, stdin: "ignore", all: true });
}

async function openCode(): Promise<Host> {
  const searchPath = process.env["PATH"] ?? "";
  const opencode = await findOpenCode({ packageRoot: ROOT, searchPath });
  if (!opencode) throw new Error("opencode-ai is not installed: npm ci");
  const { env } = await isolatedHome(folder, {
    ...{ baseURL: `${origin}/v1`, searchPath, packageRoot: ROOT },
    plugin: join(ROOT, "dist/plugin.js"),
  });
  ground = await newGround(join(folder, "project"), env);
  return startServe({ opencode, cwd: folder, env, logFile: join(folder, "opencode.log") });
}

/** The Commander's answer to one more message of the user. */
async function say(session: string): Promise<unknown> {
  await host.prompt(session, ground.dir, "Go on.", "commander");
  await host.waitIdle(session, ground.dir, 120_000);
  const messages = await host.messages(session, ground.dir);
  return messages.at(-1)?.parts.find(({ type }) => type === "text")?.["text"];
}

/** The replicas: the one that has the session first. */
function asked(session: string): ModelServer[] {
  return replicas.toSorted(
    (a, b) => Number(sessionsOf(b).has(session)) - Number(sessionsOf(a).has(session)),
  );
}

function sessionsOf({ requests }: ModelServer): Set<string> {
  return new Set(requests.flatMap(({ session }) => session ?? []));
}

async function ask(session: string): Promise<Response> {
  const response = await fetch(`${origin}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-session-id": session },
    body: JSON.stringify({
      model: "qwen3-coder-next",
      messages: [{ role: "user", content: "hi" }],
    }),
  });
  await response.arrayBuffer();
  return response;
}
