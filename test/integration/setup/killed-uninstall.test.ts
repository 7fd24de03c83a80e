import { expect, test } from "vitest";
import { halfDone, killScene } from "../../support/kill-scene.ts";
import { IS_WHOLE } from "../../support/whole.ts";

/** Every write, or every third one: an odd step meets both next commands. */
const STEP = IS_WHOLE ? 1 : 3;

test("an uninstall that is killed at any write leaves old or new files, and the next command ends it", async () => {
  const scene = await killScene();
  const before = await scene.tree();
  await scene.run("install");
  const installed = await scene.tree();
  await scene.save();

  let points = 0;
  let begun = 0;
  for (let at = 1; ; at += STEP) {
    await scene.restore();
    if (!(await scene.killed("uninstall", at))) break;
    points++;
    expect(halfDone(await scene.tree(), installed, before), `killed at ${at}`).toEqual([]);
    const wasBegun = await scene.begun();
    if (wasBegun) begun++;
    const next = at % 2 === 0 ? "install" : "uninstall";
    const { recovered } = await scene.run(next);
    expect(recovered.length > 0, `${next} tells of it, killed at ${at}`).toBe(wasBegun);
    const wanted = next === "install" ? installed : before;
    expect(await scene.tree(), `${next} after ${at}`).toEqual(wanted);
  }
  expect(points).toBeGreaterThan(35 / STEP);
  expect(begun).toBeGreaterThan(25 / STEP - 1);
});
