import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { alike } from "../../../src/kit/sentence.ts";
import { failWorker } from "../../../src/swarm/app/fail-worker.ts";
import { runFinalQa } from "../../../src/swarm/app/final-qa.ts";
import { integrate } from "../../../src/swarm/app/integration.ts";
import { commitRun } from "../../../src/swarm/app/landing.ts";
import type { EventOf } from "../../../src/swarm/core/run/events.ts";
import { type AppScene, appScene } from "../../support/app-scene.ts";
import { planOf, worker } from "../../support/run-builder.ts";

const PLAN = planOf([worker("a")]);
const MESSAGE = { type: "feat", subject: "add a" } as const;

/** Everything that git keeps: objects, refs and worktrees. */
async function gitWork({ repo }: AppScene): Promise<string> {
  const shown = await Promise.all([
    repo.git("cat-file", "--batch-all-objects", "--batch-check", "--unordered"),
    repo.git("for-each-ref"),
    repo.git("worktree", "list"),
  ]);
  return shown.map((text) => text.split("\n").sort().join("\n")).join("\n\n");
}

/** The scene in a phase; files have changed since, so that work done too early leaves an object. */
const AT: Record<string, () => Promise<AppScene>> = {
  DESIGN: async () => edited(await appScene()),
  FOUNDATION: async () => edited(await founded()),
  "INTEGRATE, unchecked": async () => edited(await built()),
  FINAL_QA: async () => {
    const scene = await built();
    expect(await scene.integrate()).toHaveProperty("integrated");
    return edited(scene);
  },
};

async function founded(): Promise<AppScene> {
  const scene = await appScene();
  await scene.approve(PLAN);
  return scene;
}

async function built(): Promise<AppScene> {
  const scene = await founded();
  await scene.freeze();
  const tree = await scene.start("a");
  await tree.write("src/a/ok.txt", "ok\n");
  await scene.complete("a");
  return scene;
}

async function edited(scene: AppScene): Promise<AppScene> {
  await scene.repo.write("README.md", "edited meanwhile\n");
  return scene;
}

const STEPS = {
  foundation_freeze: async (scene: AppScene) => ({ denial: await scene.freeze() }),
  integrate: (scene: AppScene) => integrate(scene.swarm),
  qa_run: (scene: AppScene) => runFinalQa(scene.swarm, {}),
  commit: (scene: AppScene) => commitRun(scene.swarm, MESSAGE),
};

test.each([
  ["foundation_freeze", "DESIGN", "NO_PROPOSAL"],
  ["foundation_freeze", "FINAL_QA", "NOT_IN_PHASE"],
  ["integrate", "FOUNDATION", "NOT_IN_PHASE"],
  ["integrate", "INTEGRATE, unchecked", "CONFLICTS_UNCHECKED"],
  ["integrate", "FINAL_QA", "NOT_IN_PHASE"],
  ["qa_run", "FOUNDATION", "NOT_IN_PHASE"],
  ["qa_run", "INTEGRATE, unchecked", "NOTHING_INTEGRATED"],
  ["commit", "DESIGN", "NO_PROPOSAL"],
  ["commit", "INTEGRATE, unchecked", "NOTHING_INTEGRATED"],
  ["commit", "FINAL_QA", "QA_NOT_RUN"],
] as const)("%s in %s is refused with %s before git does anything", async (step, at, code) => {
  const scene = await AT[at]?.();
  if (!scene) throw new Error(`no scene ${at}`);
  const before = await gitWork(scene);
  const records = scene.swarm.run.state.seq;
  expect(await STEPS[step](scene)).toMatchObject({ denial: { code } });
  expect(await gitWork(scene)).toBe(before);
  expect(scene.swarm.run.state.seq).toBe(records);
});

test("integrate on a head that has moved since the check merges nothing", async () => {
  const scene = await built();
  await scene.integrate();
  await scene.submit(await recheck(scene));
  await scene.repo.write("README.md", "moved\n");
  await scene.repo.git("add", "README.md");
  await scene.repo.git("commit", "-qm", "the user's");
  const before = await gitWork(scene);
  expect(await integrate(scene.swarm)).toMatchObject({ denial: { code: "CONFLICTS_UNCHECKED" } });
  expect(await gitWork(scene)).toBe(before);
});

async function recheck({ swarm }: AppScene): Promise<EventOf<"CONFLICTS_CHECKED">> {
  const head = await swarm.git.resolve(swarm.top, "HEAD");
  const commits = swarm.run.state.conflictCheck?.commits ?? {};
  return { type: "CONFLICTS_CHECKED", head, commits, problems: [] };
}

test("a Worker of an aborted run is not failed: nothing more of it is kept", async () => {
  const scene = await founded();
  await scene.freeze();
  const tree = await scene.start("a");
  await scene.submit({ type: "RUN_ABORTED", quote: "stop", kept: [] });
  await tree.write("src/a/late.txt", "late\n");
  const before = await gitWork(scene);
  await failWorker(scene.swarm, "a", "SILENT", alike("it said nothing"));
  expect(await gitWork(scene)).toBe(before);
});

test("control: the same look at git sees the work of a step that is accepted", async () => {
  const scene = await edited(await founded());
  const before = await gitWork(scene);
  expect(await scene.freeze()).toBeUndefined();
  expect(await gitWork(scene)).not.toBe(before);
});

test("no source holds a made-up object id", async () => {
  const src = new URL("../../../src/", import.meta.url);
  const files = (await readdir(src, { recursive: true })).filter((name) => name.endsWith(".ts"));
  const bad = [];
  for (const name of files)
    if (
      !name.startsWith("bench/") &&
      /0{40}|\.repeat\(40\)/.test(await readFile(new URL(name, src), "utf8"))
    )
      bad.push(name);
  expect(files.length).toBeGreaterThan(100);
  expect(bad).toEqual([]);
});
