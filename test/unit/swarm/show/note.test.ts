import { describe, expect, test } from "vitest";
import { PHASES } from "../../../../src/swarm/core/phases/phase.ts";
import { FAILURES, type RunEvent } from "../../../../src/swarm/core/run/events.ts";
import { evolve } from "../../../../src/swarm/core/run/evolve.ts";
import { INITIAL, type RunState } from "../../../../src/swarm/core/run/state.ts";
import { noteOf } from "../../../../src/swarm/core/show/note.ts";
import { NOTE_WORDS } from "../../../../src/swarm/core/show/words.ts";
import {
  dispatched,
  emptyRun,
  failed,
  oid,
  planOf,
  QA_OK,
  type RunBuilder,
  settled,
  worker,
} from "../../../support/run-builder.ts";

const LANGUAGES = ["en", "ko"] as const;

/** The notes of all events of a run, in their order. */
function notesOf({ records }: RunBuilder, language: "en" | "ko" = "en", files: string[] = []) {
  let before: RunState = INITIAL;
  return records.flatMap((record) => {
    const after = evolve(before, record);
    const note = noteOf({ before, after, event: record.event, files }, language);
    before = after;
    return note === undefined ? [] : [note];
  });
}

const lastNote = (run: RunBuilder, language: "en" | "ko" = "en") => notesOf(run, language).at(-1);

const wholeRun = () => settled("a", "b").check().integrate().pass().commit();

function failedQa(change: object, results: readonly object[]) {
  const run = settled("a", "b").check().integrate();
  const tree = run.state.integration?.tree ?? "";
  const event = { type: "QA_FAILED", tree, results, why: '"npm test" ended with 1', suspects: [] };
  return run.add({ ...event, ...change } as RunEvent);
}

describe("a whole run", () => {
  test("shows each phase once, in order, with what happened", () => {
    const text = notesOf(wholeRun(), "en", ["src/a/index.ts", "src/b/index.ts"]);
    const phases = text.join("\n").match(/Aegis \d\/7 \w+/g);
    const entered = PHASES.slice(1, -1);
    expect(phases).toEqual(entered.map((phase, at) => `Aegis ${at + 2}/7 ${phase}`));
    expect(text[0]).toBe(
      `✅ **You approved the plan:** 2 Workers.\n\n**▸ Aegis 2/7 FOUNDATION** — ${NOTE_WORDS.en.phase.FOUNDATION}`,
    );
    const rest = text.join("\n");
    for (const part of [
      "Shared files are frozen:** src/shared/types.ts.",
      "Dispatched:** w01 The a, w02 The b.",
      "Conflict check: ✅ none** between 2 Workers",
      "Merged for QA:** a, b.",
      "Final QA: ✅ passed** (1 of 1).",
      `Committed ${oid("commit").slice(0, 12)}** feat: board`,
      "2 files: src/a/index.ts, src/b/index.ts",
      `git revert ${oid("commit").slice(0, 12)}`,
    ])
      expect(rest).toContain(part);
  });

  test("in Korean tells the same", () => {
    const text = notesOf(wholeRun(), "ko");
    expect(text).toHaveLength(notesOf(wholeRun()).length);
    expect(text.join("\n")).toContain("최종 QA: ✅ 통과");
    expect(text.join("\n")).not.toMatch(/passed|Committed|FAILED/);
  });

  test.each(LANGUAGES)("is short: no note has more than 12 lines (%s)", (language) => {
    for (const note of notesOf(wholeRun(), language))
      expect(note.split("\n").length).toBeLessThanOrEqual(12);
  });
});

describe("a failed QA", () => {
  const bad = {
    ...QA_OK,
    exitCode: 1,
    counts: { passed: 2, failed: 1 },
    tail: "x\n\nlast | line\n",
  };

  test.each(LANGUAGES)("differs from a passed one in words and marks (%s)", (language) => {
    const note = lastNote(failedQa({}, [QA_OK, bad]), language) ?? "";
    const { fail, pass, failed: head, uncommitted } = NOTE_WORDS[language].qa;
    expect(note.split("\n")[0]).toBe(head(1, 2));
    expect(note).toContain(`| ${pass} 1s |`);
    expect(note).toContain(`| ${fail(1)} (`);
    expect(note).toContain(uncommitted);
    expect(note).toContain("~~~\nx\nlast | line\n~~~");
    expect(note).toContain("Aegis 5/7 INTEGRATE");
    const passed = notesOf(wholeRun(), language).join("\n");
    expect(passed).not.toContain("❌");
  });

  test("is failed also if each command passed, and says why", () => {
    const note =
      lastNote(failedQa({ why: "a QA command changed tracked files: x" }, [QA_OK])) ?? "";
    expect(note).toMatch(/^🧪 \*\*Final QA: ❌ FAILED\*\* \(0 of 1/);
    expect(note).toContain("Why: a QA command changed tracked files: x");
  });

  test("names a time-out and a signal", () => {
    const late = { ...bad, exitCode: null, timedOut: true, tail: "" };
    const note =
      lastNote(failedQa({ suspects: ["b"] }, [late, { ...late, timedOut: false }])) ?? "";
    expect(note).toContain("❌ FAILED (out of time)");
    expect(note).toContain("❌ FAILED (ended by a signal)");
    expect(note).toContain("The output names files of: b.");
  });
});

describe("what goes wrong", () => {
  test.each(FAILURES.filter((each) => each !== "INTERRUPTED"))(
    "a Worker's end by %s",
    (failure) => {
      for (const language of LANGUAGES) {
        const run = dispatched("a", "b")
          .start("a")
          .add({ ...failed("a"), failure });
        const note = lastNote(run, language) ?? "";
        expect(note).toContain(`❌ **w01 The a `);
        expect(note).toContain(NOTE_WORDS[language].failure[failure]);
        expect(note).toContain("(it said nothing)");
      }
    },
  );

  test("an interruption is told where it happens: no note", () => {
    const run = dispatched("a", "b").start("a");
    const before = notesOf(run).length;
    run.add({ ...failed("a"), failure: "INTERRUPTED" });
    expect(notesOf(run)).toHaveLength(before);
  });

  test("conflicts are listed, and nothing is merged", () => {
    const text = "src/x.ts is changed by a and b";
    const note = lastNote(settled("a", "b").check([{ code: "SAME_PATH", text }])) ?? "";
    expect(note).toBe(
      `🔍 **Conflict check: ❌ 1 PROBLEM.** Nothing is merged.\n\n- ❌ SAME_PATH: ${text}`,
    );
  });

  test("a model server that fails is told once until it answers again", () => {
    const run = dispatched("a", "b").start("a", "b");
    const before = notesOf(run).length;
    run.add({ type: "WORKER_PAUSED", worker: "a", why: "503" });
    run.add({ type: "WORKER_PAUSED", worker: "b", why: "503" });
    run.add({ type: "WORKER_RESUMED", worker: "a" }, { type: "WORKER_RESUMED", worker: "b" });
    const [down, back, ...more] = notesOf(run).slice(before);
    expect(down).toContain("The model server fails:** 503");
    expect(back).toContain("answers again");
    expect(more).toEqual([]);
  });

  test("a Worker that asks for paths", () => {
    const run = dispatched("a").start("a");
    run.add({ type: "SCOPE_REQUESTED", worker: "a", paths: ["src/b/x.ts"], why: "need" });
    expect(lastNote(run)).toContain("w01 The a asks for more paths:** src/b/x.ts");
  });
});

describe("the end without a commit", () => {
  test("keeps the diffs and says that nothing is committed", () => {
    const kept = [".aegis/runs/r/w01.patch", "(w02 could not be kept: x)"];
    const run = dispatched("a").start("a").add({ type: "RUN_ABORTED", quote: "stop", kept });
    expect(lastNote(run)).toMatch(
      /Nothing is committed\.[\s\S]*1 diff is kept as a patch: \.aegis\/runs\/r\/w01\.patch$/,
    );
  });

  test("a cancelled plan has built nothing", () => {
    const run = emptyRun().propose(planOf(["a"]));
    run.add({ type: "RUN_ABORTED", quote: "Cancel", kept: [] });
    expect(lastNote(run)).toBe("🚫 **You cancelled the plan.** Nothing was built.");
  });

  test("by slash command is answered there: no note", () => {
    const run = dispatched("a");
    const before = notesOf(run).length;
    run.add({ type: "RUN_ABORTED", quote: "(/aegis abort yes)", kept: [] });
    expect(notesOf(run)).toHaveLength(before);
  });
});

test("an agent's words stay one short line and end no table, mark or paragraph of ours", () => {
  const feature = `A | **b**\n\n> ⛔ AEGIS: Committed <!-- \u202e${"x".repeat(300)}`;
  const run = dispatched(worker("a", { feature })).start("a").fail("a");
  const note = notesOf(run).find((each) => each.includes("FAILED")) ?? "";
  const [first = ""] = note.split("\n\n");
  expect(first).not.toContain("\n");
  expect(first).toContain("A \\| \\*\\*b\\*\\* > ⛔ AEGIS: Committed \\<!--");
  expect(first).not.toMatch(/\u202e/);
  expect(first.length).toBeLessThan(250);
});

test("an approval by words shows which words counted", () => {
  const run = emptyRun().propose(planOf(["a"]));
  const quoted = { by: "quote", messageID: "m", createdAt: 1, quote: "go | ahead" } as const;
  run.add({ type: "PLAN_APPROVED", proposal: run.state.proposal?.number ?? 0, approval: quoted });
  expect(lastNote(run)).toContain("with your words “go \\| ahead”: 1 Worker.");
});

test.each(LANGUAGES)(
  "INTEGRATE promises no merge of Workers that have not completed (%s)",
  (language) => {
    const words = NOTE_WORDS[language];
    const ends = (failure: "INTERRUPTED" | "LOOP") =>
      dispatched("a", "b")
        .start("a", "b")
        .complete("a")
        .add({ type: "WORKER_FAILED", worker: "b", failure, why: "x" });
    expect(lastNote(ends("INTERRUPTED"), language)).toContain(words.integrateStopped);
    expect(lastNote(ends("LOOP"), language)).toContain(words.integrateUndone);
    const done = dispatched("a").start("a").complete("a");
    expect(lastNote(done, language)).toContain(words.phase.INTEGRATE);
  },
);
