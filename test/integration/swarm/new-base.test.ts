import { expect, test } from "vitest";
import { acceptReport } from "../../../src/swarm/app/evidence.ts";
import { integrate } from "../../../src/swarm/app/integration.ts";
import { startWorkers } from "../../../src/swarm/app/start-workers.ts";
import { worktreeOf } from "../../../src/swarm/app/swarm.ts";
import { workerNamed } from "../../../src/swarm/core/run/workers-of.ts";
import { finished, LINES } from "../../support/finished-scene.ts";
import { repoAt } from "../../support/repo-at.ts";

const CLASH = {
  ...{ code: "MERGE_CONFLICT", worker: "b", text: "b does not merge: src/b/x.txt" },
  ko: "b이(가) 병합되지 않습니다: src/b/x.txt",
};

test("b saw a line of the user's that is gone since: the retry starts without it, keeps b's other file, and merges", async () => {
  const { repo, check, retry, told, complete, swarm } = await finished(({ repo: { write } }) =>
    write("src/b/x.txt", "one of the user\ntwo\nthree\n"),
  );
  await repo.git("checkout", "-q", "src/b/x.txt");
  expect(await check()).toEqual([CLASH]);
  const tree = await retry("b");
  expect(await tree.read("src/b/x.txt")).toBe(LINES);
  expect(await tree.read("src/b/new.txt")).toBe("b\n");
  expect(await tree.read("src/a/new.txt")).toBe("a\n");
  const old = /`(git diff .*)`/.exec(told.at(-1) ?? "")?.[1]?.split(" ") ?? [];
  expect(await tree.git(...old.slice(1))).toContain("\n-one\n+one by b\n");
  await tree.write("src/b/x.txt", "one by b\ntwo\nthree\n");
  await complete("b");
  expect(await check()).toEqual([]);
  await integrate(swarm);
  expect(await repo.git("show", `${swarm.run.state.integration?.commit}:src/b/x.txt`)).toBe(
    "one by b\ntwo\nthree",
  );
});

test.each([
  ["before the integration", false],
  ["after the integration", true],
])(
  "the user commits the line that b changes, %s: b is named, and its retry merges",
  async (_when, late) => {
    const scene = await finished();
    const { repo, check, retry, commit, complete, swarm } = scene;
    if (late) await scene.integrate();
    await commit("src/b/x.txt", "one of the user\ntwo\nthree\n");
    expect(await check()).toEqual([CLASH]);
    const tree = await retry("b");
    expect(await tree.read("src/b/x.txt")).toBe("one of the user\ntwo\nthree\n");
    expect(await tree.read("src/b/new.txt")).toBe("b\n");
    await tree.write("src/b/x.txt", "one of both\ntwo\nthree\n");
    await complete("b");
    expect(await check()).toEqual([]);
    expect(await integrate(swarm)).toMatchObject({ integrated: {} });
    const made = swarm.run.state.integration?.commit;
    expect(await repo.git("show", `${made}:src/b/x.txt`)).toBe("one of both\ntwo\nthree");
    for (const name of ["a", "b"])
      expect(await repo.git("show", `${made}:src/${name}/new.txt`)).toBe(name);
  },
);

test("control: work that fits stays where it is, with its ignored and unfinished files", async () => {
  const { retry, treeOf, told, commit, swarm } = await finished();
  const base = workerNamed(swarm.run.state, "b")?.home?.base;
  await commit("notes.txt", "more\n");
  await treeOf("b").write("half", "half\n");
  const tree = await retry("b");
  expect(await tree.read("half")).toBe("half\n");
  expect(workerNamed(swarm.run.state, "b")?.home?.base).toBe(base);
  expect(told.at(-1)).not.toContain("worktree is new");
});

test("after an integration, a second retry keeps what the first has begun", async () => {
  const scene = await finished();
  await scene.integrate();
  const tree = await scene.retry("b");
  expect(await tree.read("src/a/new.txt")).toBe("a\n");
  expect(scene.told.at(-1)).toContain("worktree is new");
  await tree.write("src/b/half.txt", "half\n");
  await scene.submit({ type: "WORKER_FAILED", worker: "b", failure: "INTERRUPTED", why: "x" });
  expect(await (await scene.retry("b")).read("src/b/half.txt")).toBe("half\n");
});

test("a start that is cut off while the work moves loses none of it", async () => {
  const { check, queue, retry, commit, treeOf, submit, swarm } = await finished();
  await commit("src/b/x.txt", "one of the user\ntwo\nthree\n");
  expect(await check()).toEqual([CLASH]);
  const { git } = swarm;
  const cut = () => Promise.reject(new Error("cut off"));
  Object.assign(swarm, {
    git: { ...git, addWorktree: cut, resetWorktree: cut },
  });
  await queue("b");
  await startWorkers(swarm, ["b"]);
  expect(workerNamed(swarm.run.state, "b")?.now.status).toBe("failed");
  Object.assign(swarm, { git });
  expect(await (await retry("b")).read("src/b/new.txt")).toBe("b\n");
  expect(await treeOf("b").read("src/b/x.txt")).toBe("one of the user\ntwo\nthree\n");
  await submit({ type: "WORKER_FAILED", worker: "b", failure: "INTERRUPTED", why: "x" });
});

test("a clash of the foundation is the user's to solve, and a revert solves it", async () => {
  const { repo, check, commit, swarm } = await finished((scene) =>
    scene.foundFile("src/shared/types.ts", "the foundation's\n"),
  );
  await commit("src/shared/types.ts", "the user's\n");
  expect(await check()).toMatchObject([{ code: "FOUNDATION_OVERLAPS_USER" }]);
  const refused = await integrate(swarm);
  expect(JSON.stringify(refused)).toContain("git revert");
  expect(JSON.stringify(refused)).not.toContain("worker_retry");
  await repo.git("revert", "--no-edit", "HEAD");
  expect(await check()).toEqual([]);
  expect(await integrate(swarm)).toMatchObject({ integrated: {} });
});

test("a fix of the Commander is not given up for the user's commit to the same line", async () => {
  const scene = await finished();
  const { repo, check, commit, swarm } = scene;
  await scene.integrate();
  await repoAt(worktreeOf(swarm, "integration"), repo.env).write("src/b/x.txt", "fixed\n");
  await commit("src/b/x.txt", "one of the user\ntwo\nthree\n");
  expect(await check()).toEqual([CLASH]);
  const tree = await scene.retry("b");
  await tree.write("src/b/x.txt", "one of both\ntwo\nthree\n");
  await scene.complete("b");
  expect(await check()).toEqual([]);
  const refused = JSON.stringify(await integrate(swarm));
  expect(refused).toContain("Undo your fixes");
  await repo.git("-C", worktreeOf(swarm, "integration"), "checkout", "-q", "--", "src/b/x.txt");
  expect(await integrate(swarm)).toMatchObject({ integrated: {} });
  expect(await repo.git("show", `${swarm.run.state.integration?.commit}:src/b/x.txt`)).toBe(
    "one of both\ntwo\nthree",
  );
});

test("after the integration, earlier work counts as done; a file that nobody has written still does not", async () => {
  const scene = await finished();
  const { swarm } = scene;
  await scene.integrate();
  await scene.retry("b");
  const report = (path: string) =>
    acceptReport(swarm, "b", { summary: "Done.", changes: [{ path, what: "x" }], checks: [] });
  expect(await report("src/b/never.txt")).toMatchObject({ code: "REPORT_MISMATCH" });
  expect(await report("src/a/new.txt")).toMatchObject({ code: "REPORT_MISMATCH" });
  expect(await report("src/b/new.txt")).toBeUndefined();
  expect(await scene.check()).toEqual([]);
});
