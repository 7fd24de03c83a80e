import { describe, expect, test } from "vitest";
import { readAct } from "../../../src/steering/core/read-act.ts";
import {
  actLines,
  nextWorker,
  possibleActs,
  typedAnswer,
  typedFor,
} from "../../../src/tui/core/acts.ts";
import { lineWidth, textOf } from "../../../src/tui/core/line.ts";
import { followed, NOTHING_SEEN, type Seen, unreadRun } from "../../../src/tui/core/seen.ts";
import {
  dispatched,
  emptyRun,
  planOf,
  type RunBuilder,
  settled,
} from "../../support/run-builder.ts";

function seenOf(run: RunBuilder, over: Partial<Seen> = {}): Seen {
  return {
    run: followed(unreadRun("run-1"), run.records, undefined),
    driver: { pid: 7, alive: true },
    trouble: undefined,
    ...over,
  };
}

describe("what the user can do", () => {
  const run = dispatched("a", "b", "c", "d").start("a", "b", "c").complete("b").fail("c");
  const acts = (chosen?: string, over: Partial<Seen> = {}) =>
    possibleActs(seenOf(run, over), chosen);

  test("without a chosen Worker: the acts on the whole run", () => {
    expect(acts()).toEqual(["choose", "plan", "stop", "resume", "abort"]);
  });

  test("a Worker at work is cancelled, one that has ended is retried, a failed one both", () => {
    expect(acts("w01")).toContain("cancel");
    expect(acts("w01")).not.toContain("retry");
    expect(acts("w02")).toContain("retry");
    expect(acts("w02")).not.toContain("cancel");
    expect(acts("w03")).toEqual(expect.arrayContaining(["retry", "cancel"]));
  });

  test("a conversation and a diff are there after the first start", () => {
    expect(acts("w01")).toEqual(expect.arrayContaining(["open", "diff"]));
    expect(acts("w04")).not.toContain("open");
    expect(acts("w04")).not.toContain("diff");
  });

  test("while nobody drives the run it can only go on or end; after its end and without a run nothing is steered", () => {
    const looking = ["choose", "open", "diff", "plan"];
    expect(acts("w01", { driver: { pid: 7, alive: false } })).toEqual([
      ...looking,
      "resume",
      "abort",
    ]);
    const over = settled("a").add({ type: "RUN_ABORTED", quote: "stop", kept: [] });
    expect(possibleActs(seenOf(over), "w01")).toEqual(looking);
    expect(possibleActs(NOTHING_SEEN, "w01")).toEqual([]);
    expect(possibleActs(seenOf(emptyRun().propose(planOf(["a"]))), undefined)).toContain("plan");
  });

  test("the keys are named in rows that fit", () => {
    for (const columns of [30, 80, 200])
      for (const language of ["en", "ko"] as const)
        for (const line of actLines(acts("w03"), { language, columns, ascii: false }))
          expect(lineWidth(line)).toBeLessThanOrEqual(columns);
    const [first] = actLines(acts("w01"), { language: "en", columns: 200, ascii: true });
    expect(textOf(first ?? [])).toBe(
      "Tab Worker - Enter conversation - d diff - p plan - s stop - r resume - x cancel - A abort",
    );
  });
});

test("an act is what the user could type, and the server half reads it so", () => {
  const typed = (...given: Parameters<typeof typedFor>) => readAct(typedFor(...given));
  expect(typed("stop", "w01")).toEqual({ act: "stop" });
  expect(typed("resume", undefined)).toEqual({ act: "resume" });
  expect(typed("abort", undefined)).toEqual({ act: "abort", sure: true });
  expect(typed("cancel", "w02")).toEqual({ act: "cancel", worker: "w02" });
  expect(typed("retry", "w02", "")).toEqual({ act: "retry", worker: "w02", words: "" });
  // Words of the user stay words, whatever they say.
  const words = "cancel w01 and abort yes";
  expect(typed("retry", "w02", words)).toEqual({ act: "retry", worker: "w02", words });
});

test("an answer to a plan is what the user could type, of the plan that was read, and their words stay words", () => {
  const typed = (...given: Parameters<typeof typedAnswer>) => readAct(typedAnswer(...given));
  expect(typed("approve", 3, "")).toEqual({ act: "approve", plan: 3 });
  expect(typed("decline", 3, "")).toEqual({ act: "decline", plan: 3, words: "" });
  expect(typed("change", 3, "approve")).toEqual({ act: "decline", plan: 3, words: "approve" });
  expect(typed("change", 3, "plan-2 QA 1")).toMatchObject({ plan: 3, words: "plan-2 QA 1" });
  expect(typed("choose", 3, "QA 2, Workers 1")).toMatchObject({ act: "choose", plan: 3 });
});

test("the choice goes round the Workers in both directions", () => {
  const seen = seenOf(dispatched("a", "b", "c"));
  expect(nextWorker(seen, undefined, 1)).toBe("w01");
  expect(nextWorker(seen, "w03", 1)).toBe("w01");
  expect(nextWorker(seen, undefined, -1)).toBe("w03");
  expect(nextWorker(seen, "w01", -1)).toBe("w03");
  // A Worker of an earlier plan is gone.
  expect(nextWorker(seen, "w09", 1)).toBe("w01");
  expect(nextWorker(NOTHING_SEEN, undefined, 1)).toBeUndefined();
});
