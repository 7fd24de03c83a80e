import { expect, test } from "vitest";
import { type TreeUse, treeQueue } from "../../../../src/swarm/opencode/tree-queue.ts";

/** A queue whose calls note when they may use their tree. A call's name begins with its tool's first letter. */
function scene() {
  const queue = treeQueue();
  const seen: string[] = [];
  const callOf = (name: string, sessionID = "ses_a") => ({
    tool: name.startsWith("b") ? "bash" : "write",
    sessionID,
    callID: name,
    directory: `/of ${sessionID}`,
  });
  const enter = (name: string, tree = "/w01", sessionID?: string) => {
    const use: TreeUse = name.startsWith("b") ? "shell" : "file tool";
    const entered = queue.enter(tree, use, callOf(name, sessionID)).admitted;
    return entered.then((mayUse) => void seen.push(mayUse ? name : `${name} ended`));
  };
  const leave = (name: string, sessionID?: string) => queue.leave(callOf(name, sessionID));
  /** What has happened when every waiting promise has had its turn. */
  const soFar = () => new Promise<string[]>((resolve) => setImmediate(() => resolve([...seen])));
  return { queue, enter, leave, soFar, callOf };
}

test.each([
  ["b1", "b2", "w1"],
  ["w1", "w2", "b1"],
])("%s and %s run side by side, %s waits for both", async (one, two, other) => {
  const { enter, leave, soFar } = scene();
  for (const name of [one, two, other]) void enter(name);
  expect(await soFar()).toEqual([one, two]);
  leave(one);
  expect(await soFar()).toEqual([one, two]);
  leave(two);
  expect(await soFar()).toEqual([one, two, other]);
});

test("nobody overtakes a waiting call, so that none waits for ever", async () => {
  const { enter, leave, soFar } = scene();
  for (const name of ["b1", "w1", "b2", "w2"]) void enter(name);
  expect(await soFar()).toEqual(["b1"]);
  leave("b1");
  expect(await soFar()).toEqual(["b1", "w1"]);
  leave("w1");
  expect(await soFar()).toEqual(["b1", "w1", "b2"]);
  leave("b2");
  expect(await soFar()).toEqual(["b1", "w1", "b2", "w2"]);
});

test("trees are independent of each other", async () => {
  const { enter, soFar } = scene();
  for (const [name, tree] of [
    ["b1", "/w01"],
    ["w1", "/w02"],
    ["b2", "/top"],
  ] as const)
    void enter(name, tree);
  expect(await soFar()).toEqual(["b1", "w1", "b2"]);
});

test("a call that is ended while it waits is told so, and holds nobody up", async () => {
  const { enter, leave, soFar } = scene();
  for (const name of ["b1", "w1", "b2"]) void enter(name);
  leave("w1");
  expect(await soFar()).toEqual(["b1", "w1 ended", "b2"]);
});

test("an idle session gives back all its trees, used and waited for", async () => {
  const { queue, enter, soFar } = scene();
  void enter("b1", "/w01", "ses_gone");
  void enter("w1", "/w01", "ses_a");
  void enter("b2", "/w02", "ses_a");
  void enter("w2", "/w02", "ses_gone");
  void enter("b3", "/w02", "ses_a");
  queue.leaveSession("ses_gone");
  expect(await soFar()).toEqual(["b1", "b2", "w1", "w2 ended", "b3"]);
});

test("an instance that is closed gives back its trees, used and waited for", async () => {
  const { queue, enter, soFar } = scene();
  void enter("b1", "/w01", "ses_gone");
  void enter("w1", "/w01", "ses_a");
  void enter("b2", "/w01", "ses_gone");
  void enter("w2", "/w01", "ses_a");
  queue.leaveInstance("/of ses_gone");
  expect(await soFar()).toEqual(["b1", "b2 ended", "w1", "w2"]);
});

test("a call that gives up ends itself, and none with its id", async () => {
  const { queue, enter, soFar } = scene();
  const call = { tool: "bash", sessionID: "ses_a", callID: "b1", directory: "/" };
  const first = queue.enter("/w01", "shell", call);
  void enter("w1");
  const second = queue.enter("/w01", "shell", call);
  expect(second.holders()).toEqual([call]);
  second.giveUp();
  expect(await second.admitted).toBe(false);
  expect([first.isHeld(), second.isHeld()]).toEqual([true, false]);
  expect(await soFar()).toEqual([]);
  first.giveUp();
  expect(await soFar()).toEqual(["w1"]);
});

test("the end of a call ends no call of another tool, session or id", async () => {
  const { queue, enter, callOf, soFar } = scene();
  void enter("b1");
  void enter("w1");
  queue.leave({ ...callOf("b1"), tool: "write" });
  queue.leave(callOf("b1", "ses_b"));
  queue.leave(callOf("b2"));
  expect(await soFar()).toEqual(["b1"]);
});

test("two calls of one answer with the same id both hold the tree", async () => {
  const { enter, leave, soFar } = scene();
  for (const name of ["b1", "b1", "w1"]) void enter(name);
  leave("b1");
  expect(await soFar()).toEqual(["b1", "b1"]);
  leave("b1");
  expect(await soFar()).toEqual(["b1", "b1", "w1"]);
});

/** Numbers that are the same in each run of the test. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

test("random calls on two trees: a shell is never beside a file tool, and all get their turn", async () => {
  const { queue } = scene();
  const random = randomNumbers(7);
  const trees = ["/w00", "/w01"];
  const using = new Map<string, { tree: string; use: TreeUse }>();
  const open: { callID: string; tool: string; sessionID: string }[] = [];
  const begin = (at: number): void => {
    const use: TreeUse = random(2) === 0 ? "shell" : "file tool";
    const tree = trees[random(2)] ?? "";
    const call = { tool: use, sessionID: `ses_${random(3)}`, callID: `call_${at}` };
    open.push(call);
    void queue.enter(tree, use, { ...call, directory: tree }).admitted.then((mayUse) => {
      if (mayUse) using.set(call.callID, { tree, use });
    });
  };
  const endOne = (): void => {
    const [gone] = open.splice(random(open.length), 1);
    if (!gone) return;
    using.delete(gone.callID);
    queue.leave(gone);
  };
  const mixed = () =>
    trees.filter((tree) => {
      const uses = [...using.values()].filter((one) => one.tree === tree).map(({ use }) => use);
      return new Set(uses).size > 1;
    });
  for (let at = 0; at < 500; at += 1) {
    begin(at);
    await Promise.resolve();
    if (random(3) > 0) endOne();
    await Promise.resolve();
    expect(mixed()).toEqual([]);
  }
  while (open.length > 0) {
    expect(using.size).toBeGreaterThan(0);
    endOne();
    await Promise.resolve();
    expect(mixed()).toEqual([]);
  }
  const last = { tool: "bash", sessionID: "ses_z", callID: "z", directory: "/" };
  for (const tree of trees) expect(await queue.enter(tree, "shell", last).admitted).toBe(true);
});
