import { rm } from "node:fs/promises";
import { expect, test } from "vitest";
import { acceptReport } from "../../../src/swarm/app/evidence.ts";
import { integrate } from "../../../src/swarm/app/integration.ts";
import { startWorkers } from "../../../src/swarm/app/start-workers.ts";
import { keepWork, type Swarm, worktreeOf } from "../../../src/swarm/app/swarm.ts";
import { workerNamed } from "../../../src/swarm/core/run/workers-of.ts";
import { finished } from "../../support/finished-scene.ts";
import { repoAt } from "../../support/repo-at.ts";
import { planOf, worker } from "../../support/run-builder.ts";

const W = (name: string, over = {}) => worker(name, { qa: ["true"], ...over });
const USER = "one of the user\ntwo\nthree\n";

function stateOf(swarm: Swarm, name: string) {
  const found = workerNamed(swarm.run.state, name);
  if (!found) throw new Error(`no Worker ${name}`);
  return found;
}

test("a line of the foundation in b's scope is not dropped for the user's: b is named, and its retry mends", async () => {
  const { check, commit, retry, swarm, told, complete } = await finished((scene) =>
    scene.foundFile("src/b/skeleton.txt", "the foundation's\n"),
  );
  await commit("src/b/skeleton.txt", "the user's\n");
  expect(await check()).toMatchObject([{ worker: "b" }]);
  const tree = await retry("b");
  expect(await tree.read("src/b/skeleton.txt")).toBe("the user's\n");
  expect(await tree.read("src/b/new.txt")).toBe("b\n");
  expect(told.at(-1)).toContain("skeleton");
  await complete("b");
  expect(await check()).toEqual([]);
  expect(await integrate(swarm)).toMatchObject({ integrated: {} });
});

test("accepted work is not dropped for a commit of the user during the Worker's second attempt", async () => {
  const scene = await finished();
  const { check, commit, retry, complete, swarm, repo } = scene;
  await scene.integrate();
  const tree = await retry("b");
  await tree.write("src/b/y.txt", "y\n");
  await commit("src/b/x.txt", USER);
  await complete("b");
  expect(await check()).toMatchObject([{ worker: "b" }]);
  const again = await retry("b");
  expect(await again.read("src/b/y.txt")).toBe("y\n");
  expect(await again.read("src/b/new.txt")).toBe("b\n");
  expect(scene.told.at(-1)).toContain("src/b/x.txt");
  await again.write("src/b/x.txt", "both\n");
  await complete("b");
  expect(await check()).toEqual([]);
  await integrate(swarm);
  const made = swarm.run.state.integration?.commit;
  expect(await repo.git("show", `${made}:src/b/x.txt`)).toBe("both");
  expect(await repo.git("show", `${made}:src/b/y.txt`)).toBe("y");
});

test("a file that the user's new .gitignore names stays in the work; what a lost prompt told is told again", async () => {
  const { commit, retry, treeOf, repo, swarm, told, world } = await finished();
  await treeOf("b").write("src/b/out.log", "log\n");
  await commit(".gitignore", "*.log\n");
  await commit("src/b/x.txt", USER);
  world.onPrompt = () => Promise.reject(new Error("the host has ended"));
  const tree = await retry("b");
  world.onPrompt = async () => {};
  await retry("b");
  expect(told).toHaveLength(2);
  expect(told.at(-1)).toContain("make it again");
  expect(await tree.read("src/b/out.log")).toBe("log\n");
  const kept = await keepWork(swarm, stateOf(swarm, "b"));
  expect(await repo.git("show", `${kept}:src/b/out.log`)).toBe("log");
});

test("after two starts that were cut off, the Worker is told both files that clash", async () => {
  const { retry, commit, queue, swarm, told } = await finished();
  await commit("src/b/x.txt", USER);
  await queue("b");
  const host = swarm.host;
  Object.assign(swarm, {
    host: { ...host, guardDirectory: () => Promise.reject(new Error("cut")) },
  });
  await startWorkers(swarm, ["b"]);
  Object.assign(swarm, { host });
  await commit("src/b/new.txt", "user's new\n");
  const tree = await retry("b");
  expect(told.at(-1)).toContain("src/b/x.txt");
  expect(told.at(-1)).toContain("src/b/new.txt");
  expect(await tree.read("src/b/new.txt")).toBe("user's new\n");
});

test("a Worker starts on a dependency that has a new base", async () => {
  const scene = await finished(undefined, [W("a"), W("b"), W("c", { depends_on: ["b"] })]);
  const { commit, retry, complete, submit, swarm, treeOf } = scene;
  await commit("src/b/x.txt", USER);
  const tree = await retry("b");
  await tree.write("src/b/x.txt", "one of both\ntwo\nthree\n");
  await complete("b");
  await submit({ type: "WORKERS_DISPATCHED", names: ["c"] });
  await startWorkers(swarm, ["c"]);
  expect(workerNamed(swarm.run.state, "c")?.now).toMatchObject({ status: "running" });
  expect(await treeOf("c").read("src/b/x.txt")).toBe("one of both\ntwo\nthree\n");
});

test("a plan without an integrated Worker keeps both attempts of the other", async () => {
  const scene = await finished();
  const { retry, complete, swarm, check, repo } = scene;
  await scene.integrate();
  const tree = await retry("b");
  await tree.write("src/b/y.txt", "y\n");
  await complete("b");
  await scene.approve(planOf([W("b")]));
  expect(swarm.run.state.integration).toBeUndefined();
  await scene.submit({ type: "WORKERS_DISPATCHED", names: [] });
  expect(await check()).toEqual([]);
  expect(await integrate(swarm)).toMatchObject({ integrated: {} });
  const made = swarm.run.state.integration?.commit;
  expect(await repo.git("show", `${made}:src/b/y.txt`)).toBe("y");
  expect(await repo.git("show", `${made}:src/b/new.txt`)).toBe("b");
  expect(await repo.git("ls-tree", "-r", "--name-only", `${made}`)).not.toContain("src/a/new.txt");
});

test("if the worktree has vanished, the kept work comes back on the line", async () => {
  const { commit, check, retry, swarm, told, treeOf } = await finished();
  await commit("src/b/x.txt", USER);
  await keepWork(swarm, stateOf(swarm, "b"));
  await rm(treeOf("b").dir, { recursive: true });
  expect(await check()).toMatchObject([{ worker: "b" }]);
  const tree = await retry("b");
  expect(await tree.read("src/b/x.txt")).toBe(USER);
  expect(await tree.read("src/b/new.txt")).toBe("b\n");
  expect(told.at(-1)).toContain("src/b/x.txt");
});

test("while the checkout is on another branch, the Worker stays on its base", async () => {
  const { commit, repo, retry, swarm } = await finished();
  const base = workerNamed(swarm.run.state, "b")?.home?.base;
  await repo.git("switch", "-q", "-c", "other");
  await commit("src/b/x.txt", USER);
  await retry("b");
  expect(workerNamed(swarm.run.state, "b")?.home?.base).toBe(base);
});

test("if the user's commits stand for all of b's work, neither an empty report nor the user's file counts", async () => {
  const scene = await finished();
  await scene.integrate();
  await scene.commit("src/b/x.txt", USER);
  await scene.commit("src/b/new.txt", "of the user\n");
  await scene.retry("b");
  const report = (changes: { path: string; what: string }[]) =>
    acceptReport(scene.swarm, "b", { summary: "Done.", changes, checks: [] });
  expect(await report([])).toMatchObject({ code: "EMPTY_DIFF" });
  await scene.treeOf("b").write("src/b/y.txt", "y\n");
  const claimed = { path: "src/b/new.txt", what: "x" };
  expect(await report([claimed])).toMatchObject({ code: "REPORT_MISMATCH" });
});

test("a fix of the Commander that clashes with a retried Worker is the Commander's to undo", async () => {
  const scene = await finished();
  const { repo, swarm, retry, complete, check } = scene;
  await scene.integrate();
  await repoAt(worktreeOf(swarm, "integration"), repo.env).write("src/b/x.txt", "fixed\n");
  const tree = await retry("b");
  await tree.write("src/b/x.txt", "b's second\n");
  await complete("b");
  expect(await check()).toEqual([]);
  const refused = JSON.stringify(await integrate(swarm));
  expect(refused).toContain("Undo your fixes");
});
