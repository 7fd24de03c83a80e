import { expect, test } from "vitest";
import type { LiveCalls } from "../../../../src/swarm/core/live-calls.ts";
import { callWatch } from "../../../../src/swarm/opencode/call-watch.ts";

/** A watch whose clock the test moves; `shown` is what was written, the newest last. */
function scene({ fails = false } = {}) {
  const shown: LiveCalls[] = [];
  const problems: string[] = [];
  const timers: (() => void)[] = [];
  const watch = callWatch({
    file: {
      write(calls) {
        shown.push(structuredClone(calls));
        return fails ? Promise.reject(new Error("EROFS")) : Promise.resolve();
      },
    },
    pid: () => 7,
    clock: {
      after(_ms, run) {
        timers.push(run);
        return () => undefined;
      },
    },
    report: (problem) => problems.push(problem),
  });
  return { watch, shown, problems, tick: () => timers.shift()?.() };
}

const edit = { id: "1", tool: "edit", about: "a.ts", startedAt: 10, status: "running" };
const W = { worker: "auth" };

test("a call is shown at once while it runs, and as the last one when it has ended", () => {
  const { watch, shown, tick } = scene();
  watch.call("run-1", "ses-a", W, edit);
  expect(shown).toEqual([
    {
      ...{ v: 1, run: "run-1", pid: 7 },
      workers: {
        auth: { call: { tool: "edit", about: "a.ts", startedAt: 10, status: "running" } },
      },
    },
  ]);
  watch.call("run-1", "ses-a", W, { ...edit, status: "completed", endedAt: 20 });
  tick();
  expect(shown.at(-1)?.workers["auth"]?.call).toMatchObject({ status: "completed", endedAt: 20 });
});

test("what comes within half a second is written together, and output that streams not at all", () => {
  const { watch, shown, tick } = scene();
  watch.call("run-1", "ses-a", W, edit);
  for (let at = 0; at < 50; at += 1) watch.call("run-1", "ses-a", W, { ...edit, startedAt: at });
  tick();
  expect(shown).toHaveLength(1);
  for (const id of ["2", "3", "4"])
    watch.call("run-1", `ses-${id}`, { worker: id }, { ...edit, id });
  expect(shown).toHaveLength(2);
  tick();
  expect(shown).toHaveLength(3);
  expect(Object.keys(shown.at(-1)?.workers ?? {})).toEqual(["2", "3", "4", "auth"]);
});

test("the call of a Worker's Scout goes before the call that started the Scout", () => {
  const { watch, shown, tick } = scene();
  watch.call("run-1", "ses-a", W, { ...edit, tool: "task" });
  const grep = { ...edit, id: "9", tool: "grep", helper: "scout", startedAt: 12 } as const;
  watch.call("run-1", "ses-s", { ...W, helper: "scout" }, grep);
  tick();
  expect(shown.at(-1)?.workers["auth"]?.call).toMatchObject({ tool: "grep", helper: "scout" });
  watch.idle("ses-s", 14);
  tick();
  expect(shown.at(-1)?.workers["auth"]?.call).toMatchObject({ tool: "task" });
});

test("an answer is shown while the model writes it; an idle session does nothing", () => {
  const { watch, shown, tick } = scene();
  watch.answer("run-1", "ses-c", {}, 5);
  expect(shown.at(-1)?.commander).toEqual({ answeringSince: 5 });
  watch.call("run-1", "ses-c", {}, { ...edit, tool: "worker_wait" });
  watch.idle("ses-c", 20);
  tick();
  expect(shown.at(-1)?.commander).toEqual({ restingSince: 20 });
});

test("an agent rests from the end of its turn until its next call or answer", () => {
  const { watch, shown, tick } = scene();
  const rest = () => {
    tick();
    return shown.at(-1)?.commander?.restingSince;
  };
  watch.answer("run-1", "ses-c", {}, 5);
  expect(rest()).toBeUndefined();
  watch.idle("ses-c", 20);
  expect(rest()).toBe(20);
  watch.idle("ses-c", 25);
  watch.answer("run-1", "ses-c", {}, undefined);
  watch.call("run-1", "ses-c", {}, { ...edit, status: "completed", endedAt: 19 });
  expect(rest()).toBe(20);
  watch.call("run-1", "ses-c", {}, { ...edit, id: "2" });
  expect(rest()).toBeUndefined();
  watch.idle("ses-c", 30);
  expect(rest()).toBe(30);
  watch.answer("run-1", "ses-new", {}, 40);
  expect(rest()).toBeUndefined();
});

test("an agent that goes on in another session is shown as it is there", () => {
  const { watch, shown, tick } = scene();
  watch.answer("run-1", "ses-old", {}, 5);
  watch.answer("run-1", "ses-old", {}, undefined);
  tick();
  watch.answer("run-1", "ses-new", {}, 9);
  tick();
  expect(shown.at(-1)?.commander).toEqual({ answeringSince: 9 });
  watch.answer("run-1", "ses-old", {}, 12);
  tick();
  expect(shown.at(-1)?.commander).toEqual({ answeringSince: 12 });
});

test("another run begins with nothing", () => {
  const { watch, shown, tick } = scene();
  watch.call("run-1", "ses-a", W, edit);
  watch.call("run-2", "ses-b", { worker: "pay" }, edit);
  tick();
  expect(shown.at(-1)).toMatchObject({ run: "run-2" });
  expect(Object.keys(shown.at(-1)?.workers ?? {})).toEqual(["pay"]);
});

test("a folder that cannot be written is told once", async () => {
  const { watch, problems, tick } = scene({ fails: true });
  watch.call("run-1", "ses-a", W, edit);
  watch.call("run-1", "ses-a", W, { ...edit, id: "2" });
  tick();
  await expect.poll(() => problems).toEqual(["what agents do cannot be shown: Error: EROFS"]);
});
