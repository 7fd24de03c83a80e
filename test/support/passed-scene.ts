import { type AppScene, appScene } from "./app-scene.ts";
import { planOf, QA_OK } from "./run-builder.ts";

/** A run of one Worker that has passed its QA and is not committed yet. */
export async function passedScene(): Promise<AppScene> {
  const scene = await appScene();
  await scene.approve(planOf(["a"]));
  await scene.freeze();
  await (await scene.start("a")).write("src/a/new", "n\n");
  await scene.complete("a");
  await scene.integrate();
  const tree = scene.swarm.run.state.integration?.tree ?? "";
  await scene.submit({ type: "QA_PASSED", tree, results: [QA_OK] });
  return scene;
}
