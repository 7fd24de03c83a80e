import { describe, expect, test } from "vitest";
import type { Actor } from "../../../../src/swarm/core/agents.ts";
import { endCall } from "../../../../src/swarm/opencode/call-end.ts";
import { watchEvents } from "../../../../src/swarm/opencode/event-hook.ts";
import { hostEventReader } from "../../../../src/swarm/opencode/host-event.ts";
import { judgedWrites } from "../../../../src/swarm/opencode/judged-writes.ts";
import { openings } from "../../../../src/swarm/opencode/openings.ts";
import type { Project } from "../../../../src/swarm/opencode/project.ts";
import { treeQueue } from "../../../../src/swarm/opencode/tree-queue.ts";
import { inItsTree, type WaitTimes } from "../../../../src/swarm/opencode/tree-turn.ts";

const worker = (name: string) => ({ spec: { name }, home: { directory: `/top/.aegis/${name}` } });

/** A project with the Workers a and b; notes the calls whose gate has run. */
function scene(phase = "MONITORING", isRunning: Project["isRunning"] = async () => true) {
  const passed: string[] = [];
  const ended: string[] = [];
  const logged: string[] = [];
  const project = {
    swarm: {
      top: "/top",
      run: {
        state: { phase, workers: [worker("a"), worker("b")] },
        submit: async () => undefined,
      },
      foundationWrites: { end: async () => undefined },
    },
    shell: { end: async (_session: string, callID: string) => void ended.push(callID) },
    written: judgedWrites(),
    trees: treeQueue(),
    notes: { refused: () => undefined },
    openings: openings(),
    isRunning,
    log: async (_level: string, message: string) => void logged.push(message),
    readEvent: hostEventReader(() => undefined),
  } as unknown as Project;
  const callOf = (who: string, tool: string) => {
    const [role = "", name = ""] = who.split(" ");
    const actor = (role === "worker" ? { role, worker: name } : { role }) as Actor;
    const directory = name === "" ? "/top/sub" : `/top/.aegis/${name}`;
    return { tool, sessionID: `ses_${who}`, callID: tool, args: {}, actor, directory };
  };
  const ask = (
    who: string,
    tool: string,
    gate = async (): Promise<void> => undefined,
    times?: WaitTimes,
  ) =>
    inItsTree(
      project,
      callOf(who, tool),
      async () => {
        passed.push(`${who}: ${tool}`);
        await gate();
      },
      times,
    );
  /** The calls whose gate has run when every waiting promise has had its turn. */
  const soFar = () => new Promise<string[]>((resolve) => setImmediate(() => resolve([...passed])));
  return { project, ask, callOf, soFar, ended, logged };
}

test.each([
  ["worker a", "bash", "worker a", "write"],
  ["worker a", "bash", "worker a", "edit"],
  ["worker a", "bash", "worker a", "apply_patch"],
  ["worker a", "write", "worker a", "bash"],
  ["scout a", "bash", "worker a", "write"],
  ["worker a", "edit", "scout a", "bash"],
  ["worker a", "bash", "worker a", "read"],
  ["worker a", "bash", "scout a", "grep"],
  ["worker a", "glob", "worker a", "bash"],
  ["commander", "bash", "commander", "write"],
  ["commander", "write", "scout", "bash"],
])("%s: %s, then %s: %s: the gate waits for the end of the first", async (...all) => {
  const [one, tool, two, second] = all;
  const { project, ask, callOf, soFar } = scene();
  await ask(one, tool);
  const waits = ask(two, second);
  expect(await soFar()).toEqual([`${one}: ${tool}`]);
  await endCall(project, callOf(one, tool));
  await waits;
  expect(await soFar()).toEqual([`${one}: ${tool}`, `${two}: ${second}`]);
});

test.each([
  ["MONITORING", "worker a", "bash", "worker b", "write"],
  ["MONITORING", "worker a", "bash", "commander", "write"],
  ["MONITORING", "commander", "bash", "scout", "read"],
  ["MONITORING", "worker a", "bash", "scout a", "bash"],
  ["MONITORING", "worker a", "write", "worker a", "edit"],
  ["DONE", "commander", "bash", "other", "write"],
])("in %s %s: %s holds up no %s: %s", async (phase, one, tool, two, second) => {
  const { ask, soFar } = scene(phase);
  await ask(one, tool);
  await ask(two, second);
  expect(await soFar()).toHaveLength(2);
});

test("a refused call frees its tree", async () => {
  const { ask, soFar } = scene();
  await expect(ask("worker a", "bash", () => Promise.reject(new Error("no")))).rejects.toThrow(
    "no",
  );
  await ask("worker a", "write");
  expect(await soFar()).toHaveLength(2);
});

test.each([false, true])(
  "a call that the host ends while it waits or runs is out of the queue; suspended: %s",
  async (suspended) => {
    const { project, ask, callOf, soFar } = scene();
    if (suspended) project.openings.closed("/top");
    const part = (who: string, tool: string) => ({
      id: "evt_1",
      type: "message.part.updated",
      properties: {
        part: { ...callOf(who, tool), type: "tool", state: { status: "error", error: "aborted" } },
      },
    });
    const hear = async (who: string, tool: string) => {
      const event = part(who, tool);
      if (suspended) await watchEvents(project)({ event: event as never });
      else await endCall(project, callOf(who, tool));
    };
    await ask("worker a", "bash");
    const waits = ask("worker a", "write");
    const last = ask("scout a", "bash");
    await hear("worker a", "write");
    await expect(waits).rejects.toThrow("ended while it waited");
    await last;
    await hear("worker a", "bash");
    await hear("scout a", "bash");
    await ask("worker a", "edit");
    expect(await soFar()).toEqual(["worker a: bash", "scout a: bash", "worker a: edit"]);
  },
);

const nothing = async (): Promise<void> => undefined;
const SHORT = { lookMs: 2, limitMs: 6 };

test.each([
  ["bash", "write", async () => true],
  ["write", "bash", async () => true],
  ["edit", "bash", () => Promise.reject(new Error("the host is gone"))],
  ["bash", "edit", () => new Promise<boolean>(() => undefined)],
])("a call that %s holds up for too long is refused by name: %s", async (one, two, isRunning) => {
  const { project, ask, callOf, soFar } = scene("MONITORING", isRunning);
  await ask("worker a", one);
  const refusal = ask("worker a", two, nothing, SHORT);
  await expect(refusal).rejects.toThrow(
    new RegExp(`\\[AEGIS SHELL_RUNNING\\].*${one} has not returned`),
  );
  expect(await soFar()).toEqual([`worker a: ${one}`]);
  // The refused call is out of the queue, the first call still uses the tree.
  const waits = ask("worker a", two);
  expect(await soFar()).toHaveLength(1);
  await endCall(project, callOf("worker a", one));
  await waits;
});

test("a call that the host runs no more is ended whole, and the next one has its turn", async () => {
  const asked: string[] = [];
  const { ask, soFar, ended } = scene("MONITORING", async ({ sessionID, callID }) => {
    asked.push(`${sessionID} ${callID}`);
    return false;
  });
  await ask("worker a", "bash");
  await ask("worker a", "write", nothing, { lookMs: 2, limitMs: 60_000 });
  expect(asked).toEqual(["ses_worker a bash"]);
  expect(ended).toEqual(["bash"]);
  expect(await soFar()).toEqual(["worker a: bash", "worker a: write"]);
});

test("a host that cannot be asked ends no call, and the log says so", async () => {
  const { ask, soFar, ended, logged } = scene("MONITORING", () => Promise.reject(new Error("no")));
  await ask("worker a", "bash");
  await expect(ask("worker a", "write", nothing, SHORT)).rejects.toThrow("SHELL_RUNNING");
  expect(await soFar()).toEqual(["worker a: bash"]);
  expect(ended).toEqual([]);
  expect(logged[0]).toContain("the end of bash bash: Error: no");
});

test("a call that is ended while its gate runs is closed and does not run", async () => {
  const { project, ask, callOf, soFar, ended } = scene();
  const gate = () => endCall(project, callOf("worker a", "bash"));
  await expect(ask("worker a", "bash", gate)).rejects.toThrow("ended while it waited");
  expect(ended).toEqual(["bash", "bash"]);
  await ask("worker a", "write");
  expect(await soFar()).toEqual(["worker a: bash", "worker a: write"]);
});

describe.each(["bash", "write"])("beside a %s in each tree", (used) => {
  test.each([
    ["commander", "dispatch_workers"],
    ["commander", "worker_wait"],
    ["commander", "worker_send"],
    ["commander", "question"],
    ["worker a", "task"],
    ["worker a", "todowrite"],
  ])("%s: %s never waits, and holds up nobody", async (who, tool) => {
    const { ask, soFar } = scene();
    await ask("worker a", used);
    await ask("commander", used);
    await ask(who, tool, nothing, { lookMs: 1, limitMs: 0 });
    await ask("scout a", used);
    expect(await soFar()).toHaveLength(4);
  });
});
