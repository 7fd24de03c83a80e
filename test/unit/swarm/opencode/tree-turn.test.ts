import { expect, test } from "vitest";
import type { Actor } from "../../../../src/swarm/core/agents.ts";
import { endCall } from "../../../../src/swarm/opencode/call-end.ts";
import { watchEvents } from "../../../../src/swarm/opencode/event-hook.ts";
import { hostEventReader } from "../../../../src/swarm/opencode/host-event.ts";
import { openings } from "../../../../src/swarm/opencode/openings.ts";
import type { Project } from "../../../../src/swarm/opencode/project.ts";
import { treeQueue } from "../../../../src/swarm/opencode/tree-queue.ts";
import { inItsTree } from "../../../../src/swarm/opencode/tree-turn.ts";

const worker = (name: string) => ({ spec: { name }, home: { directory: `/top/.aegis/${name}` } });

/** A project with the Workers a and b; notes the calls whose gate has run. */
function scene(phase = "MONITORING") {
  const passed: string[] = [];
  const project = {
    swarm: {
      top: "/top",
      run: { state: { phase, workers: [worker("a"), worker("b")] } },
      foundationWrites: { end: async () => undefined },
    },
    shell: { end: async () => undefined },
    written: { end: async () => undefined },
    trees: treeQueue(),
    openings: openings(),
    readEvent: hostEventReader(() => undefined),
  } as unknown as Project;
  const callOf = (who: string, tool: string) => {
    const [role = "", name = ""] = who.split(" ");
    const actor = (role === "worker" ? { role, worker: name } : { role }) as Actor;
    const directory = name === "" ? "/top/sub" : `/top/.aegis/${name}`;
    return { tool, sessionID: `ses_${who}`, callID: tool, args: {}, actor, directory };
  };
  const ask = (who: string, tool: string, gate = async (): Promise<void> => undefined) =>
    inItsTree(project, callOf(who, tool), async () => {
      passed.push(`${who}: ${tool}`);
      await gate();
    });
  /** The calls whose gate has run when every waiting promise has had its turn. */
  const soFar = () => new Promise<string[]>((resolve) => setImmediate(() => resolve([...passed])));
  return { project, ask, callOf, soFar };
}

test.each([
  ["worker a", "bash", "worker a", "write"],
  ["worker a", "bash", "worker a", "edit"],
  ["worker a", "bash", "worker a", "apply_patch"],
  ["worker a", "write", "worker a", "bash"],
  ["scout a", "bash", "worker a", "write"],
  ["worker a", "edit", "scout a", "bash"],
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
  ["MONITORING", "worker a", "bash", "worker a", "read"],
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
