import { expect, test } from "vitest";
import { stillTree } from "../../../../src/swarm/opencode/still-tree.ts";

/** Shells as the scopes count them: those that are confined and run; `compared`: after each the checkout is compared. */
function shells(compared = false) {
  const state = { running: 0 };
  const busy = () => state.running > 0;
  return { state, tree: stillTree({ busy, compares: () => compared && busy() }) };
}

test("a free tree lets a step run, and a shell begin afterwards", async () => {
  const { tree } = shells();
  expect(tree.now).toEqual({ use: "free" });
  const step = tree.step("integrate", async () => tree.now);
  expect(await step).toEqual({ use: "steps", steps: 1 });
  expect(tree.now).toEqual({ use: "free" });
  let during: unknown;
  const refusal = await tree.beginShell(async () => {
    during = tree.now;
  });
  expect([refusal, during]).toEqual([undefined, { use: "shells", beginning: 1 }]);
  expect(tree.now).toEqual({ use: "free" });
});

test("a step is refused while a shell begins, and while one runs; its work is not done", async () => {
  const { state, tree } = shells();
  let worked = 0;
  const step = () => tree.step("qa_run", async () => (worked += 1));
  await tree.beginShell(async () => {
    expect(tree.shellAtWork()).toBe(true);
    expect(await step()).toMatchObject({ denial: { code: "SHELL_RUNNING" } });
    state.running = 1;
  });
  expect(tree.now).toEqual({ use: "free" });
  expect(tree.shellAtWork()).toBe(true);
  const refused = await step();
  expect(refused).toMatchObject({
    denial: { why: { en: expect.stringContaining("qa_run needs") } },
  });
  expect(worked).toBe(0);
  state.running = 0;
  expect(await step()).toBe(1);
});

test("a shell is refused while a step is under way, and never begins", async () => {
  const { tree } = shells();
  let begun = 0;
  const begin = () =>
    tree.beginShell(async () => {
      begun += 1;
    });
  const inStep = await tree.step("commit", begin);
  expect(inStep).toMatchObject({ code: "SHELL_RUNNING" });
  expect(begun).toBe(0);
  expect(await begin()).toBeUndefined();
  expect(begun).toBe(1);
});

test("a step or a shell that throws frees the tree", async () => {
  const { tree } = shells();
  const fail = () => Promise.reject(new Error("no"));
  await expect(tree.step("integrate", fail)).rejects.toThrow("no");
  expect(tree.now).toEqual({ use: "free" });
  await expect(tree.beginShell(fail)).rejects.toThrow("no");
  expect(tree.now).toEqual({ use: "free" });
});

test("two shells that begin side by side both count until both have begun", async () => {
  const { tree } = shells();
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const first = tree.beginShell(() => gate);
  await tree.beginShell(async () => expect(tree.now).toEqual({ use: "shells", beginning: 2 }));
  expect(tree.now).toEqual({ use: "shells", beginning: 1 });
  open();
  await first;
  expect(tree.now).toEqual({ use: "free" });
});

test("a file is not written beside a running shell that is compared; a confined one is no obstacle", () => {
  const compared = shells(true);
  expect(compared.tree.writeRefusal()).toBeUndefined();
  compared.state.running = 1;
  expect(compared.tree.writeRefusal()).toMatchObject({ code: "SHELL_RUNNING" });
  const confined = shells(false);
  confined.state.running = 1;
  expect(confined.tree.writeRefusal()).toBeUndefined();
});
