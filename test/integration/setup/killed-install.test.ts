import { expect, test } from "vitest";
import { halfDone, killScene } from "../../support/kill-scene.ts";
import { IS_WHOLE } from "../../support/whole.ts";

/** Every write, or every third one: an odd step meets both next commands. */
const STEP = IS_WHOLE ? 1 : 3;

test("an install that is killed at any write leaves old or new files, and the next command ends it", async () => {
  const scene = await killScene();
  await scene.save();
  const before = await scene.tree();
  await scene.run("install");
  const after = await scene.tree();
  expect(after).not.toEqual(before);

  let points = 0;
  let begun = 0;
  for (let at = 1; ; at += STEP) {
    await scene.restore();
    if (!(await scene.killed("install", at))) break;
    points++;
    expect(halfDone(await scene.tree(), before, after), `killed at ${at}`).toEqual([]);
    const wasBegun = await scene.begun();
    if (wasBegun) begun++;
    // Taken back and made anew by one, taken back and left at that by the other.
    const next = at % 2 === 0 ? "install" : "uninstall";
    const { recovered } = await scene.run(next);
    expect(recovered.length > 0, `${next} tells of it, killed at ${at}`).toBe(wasBegun);
    const wanted = next === "install" ? after : before;
    expect(await scene.tree(), `${next} after ${at}`).toEqual(wanted);
  }
  // Ten files, each opened, half written, written and renamed: fewer would mean the preload counts nothing.
  expect(points).toBeGreaterThan(60 / STEP);
  expect(begun).toBeGreaterThan(40 / STEP - 1);
});
