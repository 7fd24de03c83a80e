import { expect, test } from "vitest";
import type { CommandRunner, ShellCall, ShellScopes } from "../../../../src/shell/port.ts";
import { agentActivity } from "../../../../src/swarm/compose/agent-activity.ts";

const NOW = 1_000;
const clock = { now: () => NOW, steady: () => NOW, after: () => () => {} };
const result = { exitCode: 0, timedOut: false, seconds: 0, tail: "" };
const call: ShellCall = {
  sessionID: "s",
  callID: "c",
  writable: [],
  checkout: false,
  quiet: [],
  network: "none" as const,
  secrets: "shown",
};

/** Does a message that comes in while this runs prove nothing about the user? */
const shell = async (offline: boolean, listed: boolean) => {
  const activity = agentActivity(clock, offline);
  await activity
    .watchShell({ begin: async () => {} } as unknown as ShellScopes)
    .begin({ ...call, network: listed ? { list: ["a"], openCodePort: 1 } : "none" });
  return activity.at(NOW);
};
const command = async (offline: boolean) => {
  const activity = agentActivity(clock, offline);
  let during = false;
  const runner: CommandRunner = {
    async run() {
      during = activity.at(NOW);
      return result;
    },
  };
  const request = { line: "true", directory: "/", writable: [], timeoutMs: 1 };
  expect(await activity.watchRunner(runner).run(request)).toBe(result);
  return during;
};

test("code that could reach the server may have written what came in meanwhile", async () => {
  expect(await shell(false, false)).toBe(true);
  expect(await shell(false, true)).toBe(true);
  expect(await shell(true, true)).toBe(true);
  expect(await command(false)).toBe(true);
});

test("a shell whose end fails has ended all the same", async () => {
  let now = NOW;
  const activity = agentActivity({ ...clock, now: () => now }, false);
  const fails = async () => Promise.reject(new Error("git is busy"));
  const shells = { begin: async () => {}, end: fails, endSession: fails };
  const watched = activity.watchShell(shells as unknown as ShellScopes);
  await watched.begin(call);
  await expect(watched.endSession("s")).rejects.toThrow("git is busy");
  now += 1;
  expect(activity.at(now)).toBe(false);
});

test("code from which the kernel keeps the network may not", async () => {
  expect(await shell(true, false)).toBe(false);
  expect(await command(true)).toBe(false);
});
