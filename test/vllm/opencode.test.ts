import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { SERVER_CHECKS } from "../../src/doctor/core/check-ids.ts";
import { findOpenCode } from "../../src/host/find.ts";
import { startServe } from "../../src/host/serve.ts";
import type { ShownResult } from "../support/doctor-scene.ts";
import { type Ground, newGround } from "../support/ground.ts";
import { ROOT } from "../support/setup-scene.ts";
import { sharedVllm } from "../support/vllm-scene.ts";

// Hand-made weights that do as the probes tell them, see scripts/vllm-test/scripted.py.
const server = sharedVllm("scripted", {}, ["--enforce-eager"]);

let ground: Ground;
beforeAll(async () => {
  ground = await newGround(join(server.dir, "project"), GIT, {
    "README.md": "# Of the tiny one\n",
  });
});
const GIT = {
  PATH: process.env["PATH"] ?? "",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "User",
  GIT_AUTHOR_EMAIL: "user@localhost",
  GIT_COMMITTER_NAME: "User",
  GIT_COMMITTER_EMAIL: "user@localhost",
};

test("install sets a project up for it, and doctor finds it well: every check, none left out", async () => {
  const install = ["install", "--yes", "--base-url", `${server.origin}/v1`];
  const installed = await server.command(["--json", ...install], ground.dir);
  expect(JSON.parse(installed.stdout)).toMatchObject({ ok: true, written: true, verified: true });
  expect(await ground.read("opencode.json")).toContain(`"context": 131072`);

  const { stdout, exitCode } = await server.command(["--json", "doctor", "server"], ground.dir);
  const { results } = JSON.parse(stdout) as { results: ShownResult[] };
  expect(
    results.filter(({ status }) => status !== "ok"),
    stdout,
  ).toEqual([]);
  expect(results.map(({ id }) => id)).toEqual([...SERVER_CHECKS]);
  expect(exitCode).toBe(0);
  const words = results.find(({ id }) => id === "server.prefix-cache")?.what.en ?? "";
  const [, reused, asked] = /(\d+) of (\d+) tokens reused/.exec(words) ?? [];
  expect(Number(reused)).toBeGreaterThan(0.9 * Number(asked));
});

test("OpenCode streams a turn from it: a parsed tool call, its result, an answer, the prefix from the cache", async () => {
  const searchPath = server.env["PATH"] ?? "";
  const opencode = await findOpenCode({ packageRoot: ROOT, searchPath });
  if (!opencode) throw new Error("opencode-ai is not installed: npm ci");
  const host = await startServe({
    opencode,
    cwd: ground.dir,
    env: { ...server.env, ...GIT, PATH: searchPath },
    logFile: join(server.dir, "opencode.log"),
  });
  try {
    const session = await host.createSession(ground.dir, "commander");
    await host.prompt(session, ground.dir, "What does the readme say?", "commander");
    await host.waitIdle(session, ground.dir, 300_000);
    const messages = await host.messages(session, ground.dir);
    const parts = messages.filter(({ info }) => info.role === "assistant").flatMap((m) => m.parts);
    const [call] = parts.filter(({ type }) => type === "tool");
    expect(call, JSON.stringify(messages)).toMatchObject({
      tool: "read",
      callID: expect.stringMatching(/^chatcmpl-tool-/),
      state: { status: "completed", output: expect.stringContaining("# Of the tiny one") },
    });
    const texts = parts.filter(({ type }) => type === "text").map(({ text }) => text);
    expect(texts).toEqual(["The tool has answered: all is done."]);
    // In pieces, as the server sends them: one event for each.
    const pieces = host.events.flatMap(({ type, properties }) =>
      type === "message.part.delta" && properties["field"] === "text" ? properties["delta"] : [],
    );
    expect(pieces).toEqual(["The tool", " has answered:", " all is done."]);
    const [first, second] = parts.flatMap((part) =>
      part.type === "step-finish" ? (part["tokens"] as Tokens) : [],
    );
    // The Commander's prompt is long, and the second request of the turn starts with all of the first.
    expect(first?.input).toBeGreaterThan(5_000);
    expect(second?.cache.read).toBeGreaterThan(0.9 * (first?.input ?? 0));
  } finally {
    await host.stop();
  }
});

interface Tokens {
  input: number;
  cache: { read: number };
}
