import { expect, test } from "vitest";
import { alike } from "../../../../src/kit/sentence.ts";
import { deny } from "../../../../src/swarm/core/run/denial.ts";
import type { RunEvent } from "../../../../src/swarm/core/run/events.ts";
import { INITIAL, type RunState } from "../../../../src/swarm/core/run/state.ts";
import { notes } from "../../../../src/swarm/opencode/notes.ts";
import { approval, emptyRun, planOf } from "../../../support/run-builder.ts";

/** Notes of a run whose events the test plays; `settled` resolves when all of them have been shown. */
function scene(fail: (text: string) => boolean = () => false, layer?: string) {
  const listeners: ((state: RunState, event: RunEvent) => void)[] = [];
  const shown: string[] = [];
  const problems: string[] = [];
  const run = {
    state: INITIAL,
    onChange: (listener: (state: RunState, event: RunEvent) => void) => {
      listeners.push(listener);
      return () => undefined;
    },
  };
  const drawn = notes({
    run,
    language: { now: "en" },
    show: async (session, text) => {
      if (fail(text)) throw new Error("the host is gone");
      shown.push(`${session}: ${layer === undefined ? text.split("\n")[0] : text}`);
    },
    weakLayer: () => layer,
    committedFiles: async () => [],
    report: (problem) => problems.push(problem),
  });
  const play = (state: RunState, event: RunEvent) => {
    run.state = state;
    for (const listener of listeners) listener(state, event);
  };
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { drawn, play, shown, problems, settled };
}

const proposed = () => emptyRun().propose(planOf(["a"]));
const refused = (who = "commander", code: "COMMIT_LOCKED" | "OUT_OF_SCOPE" = "COMMIT_LOCKED") => ({
  ...{ who, tool: "bash" },
  denial: deny(code, alike("why"), "next"),
});

test("an event is drawn once, in the Commander's newest session, else where the run began", async () => {
  const { drawn, play, shown, settled } = scene();
  const run = proposed();
  play(run.state, { type: "RUN_STARTED", runId: "r", sessionID: "ses-1" });
  const event = approval(run.state);
  play(run.approve().state, event);
  drawn.commanderIn("ses-2");
  play(run.freeze().state, run.records.at(-1)?.event as RunEvent);
  await settled();
  expect(shown).toEqual([
    "ses-1: ✅ **You approved the plan:** 1 Worker.",
    "ses-2: 🧱 **Shared files are frozen:** src/shared/types.ts.",
  ]);
});

test("shells that the kernel does not hold whole are told with the first approval, once", async () => {
  const { play, shown, settled } = scene(undefined, "⚠️ compared after each call");
  const run = proposed();
  play(run.state, { type: "RUN_STARTED", runId: "r", sessionID: "ses-1" });
  const first = approval(run.state);
  play(run.approve().state, first);
  play(run.state, first);
  await settled();
  expect(shown).toHaveLength(2);
  expect(shown[0]).toMatch(/1 Worker\.[\s\S]*\n\n⚠️ compared after each call$/);
  expect(shown[1]).toBe("ses-1: ✅ **You approved the plan:** 0 Workers.");
});

test("a refusal is news once until the user speaks, one of a row at its third time", async () => {
  const { drawn, shown, settled } = scene();
  drawn.commanderIn("ses-1");
  for (let at = 0; at < 5; at += 1) drawn.refused(refused());
  for (let at = 0; at < 5; at += 1) drawn.refused(refused("a", "OUT_OF_SCOPE"));
  drawn.userSpoke();
  drawn.refused(refused());
  await settled();
  expect(shown).toEqual([
    "ses-1: ⛔ **Refused:** the Commander called bash.",
    "ses-1: ⛔ **Refused 3 times:** a calls bash again and again.",
    "ses-1: ⛔ **Refused:** the Commander called bash.",
  ]);
});

test("a note that cannot be shown is reported and holds up no other", async () => {
  const { drawn, shown, problems, settled } = scene((text) => text.includes("commander"));
  drawn.commanderIn("ses-1");
  drawn.refused(refused("commander x"));
  drawn.refused(refused("b"));
  await settled();
  expect(problems).toEqual(["note: Error: the host is gone"]);
  expect(shown).toEqual(["ses-1: ⛔ **Refused:** b called bash."]);
});

test("without any session there is nowhere to draw", async () => {
  const { drawn, shown, settled } = scene();
  drawn.refused(refused());
  await settled();
  expect(shown).toEqual([]);
});
