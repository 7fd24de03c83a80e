import { checkConflicts } from "../../src/swarm/app/integration.ts";
import { startWorkers } from "../../src/swarm/app/start-workers.ts";
import type { WorkerSpec } from "../../src/swarm/core/plan/plan.ts";
import { workerNamed } from "../../src/swarm/core/run/workers-of.ts";
import { appScene } from "./app-scene.ts";
import { repoAt } from "./repo-at.ts";
import { planOf, worker } from "./run-builder.ts";

export const LINES = "one\ntwo\nthree\n";
const FILES = { "src/a/x.txt": LINES, "src/b/x.txt": LINES, "notes.txt": "notes\n" };

/** Workers a and b have changed a line and made a file each; `before` runs before the freeze. */
export async function finished(
  before?: (scene: Scene) => Promise<unknown>,
  workers: WorkerSpec[] = ["a", "b"].map((name) => worker(name, { qa: ["true"] })),
) {
  const scene = await appScene({ files: FILES });
  const { swarm, repo, submit } = scene;
  const told: string[] = [];
  const world = { onPrompt: async () => {} };
  Object.assign(swarm, {
    host: {
      ...swarm.host,
      guardDirectory: async () => {},
      openWorker: async () => "ses-new",
      lastTurn: async () => ({ busy: false, text: "" }),
      async prompt({ text }: { text: string }) {
        told.push(text);
        await world.onPrompt();
      },
    },
  });
  await scene.approve(planOf(workers));
  await before?.(scene);
  await scene.freeze();
  for (const name of ["a", "b"]) {
    const tree = await scene.start(name);
    await tree.write(`src/${name}/x.txt`, `one by ${name}\ntwo\nthree\n`);
    await tree.write(`src/${name}/new.txt`, `${name}\n`);
    await scene.complete(name);
  }
  const treeOf = (name: string) =>
    repoAt(workerNamed(swarm.run.state, name)?.home?.directory ?? "", repo.env);
  const check = async () => (await checkConflicts(swarm)).report.problems;
  const queue = (name: string) =>
    submit({ type: "WORKER_RETRIED", worker: name, instructions: "Again." });
  const retry = async (name: string) => {
    await queue(name);
    await startWorkers(swarm, [name]);
    return treeOf(name);
  };
  const commit = async (path: string, text: string) => {
    await repo.write(path, text);
    await repo.git("add", "--", path);
    await repo.git("commit", "-qm", "mine", "--", path);
  };
  return { ...scene, told, world, treeOf, check, queue, retry, commit };
}
type Scene = Awaited<ReturnType<typeof appScene>>;
