import { describe, expect, test } from "vitest";
import {
  carryOut,
  findings,
  type Scene,
  stand,
  type Unstaged,
} from "../../support/doctor-stand.ts";
import { findingRows } from "../../support/doctor-table.ts";
import { IS_WHOLE } from "../../support/whole.ts";

/** One of each kind: a command with a hostile file name, an edit that needs an approval, an act of a person. */
const SAMPLE = [
  "egress.plugins: a script that OpenCode would run",
  "egress.share: on in a file of higher rank",
  "server.key: the configuration names no variable",
];
const rows = findingRows().flatMap(({ id, scene }) =>
  isStaged(scene) ? [{ id, scene, name: `${id}: ${scene.name}` }] : [],
);
const played = IS_WHOLE ? rows : rows.filter(({ name }) => SAMPLE.includes(name));

function isStaged(scene: Scene | Unstaged): scene is Scene {
  return "make" in scene;
}

/** The printed text, with … for any text. */
function pattern(printed: string): RegExp {
  const parts = printed.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s");
}

describe("what doctor finds is gone when its fix is done as it is printed", () => {
  for (const { id, scene, name } of played)
    test.skipIf(scene.missing)(name, async () => {
      const here = await stand(scene.installed === true);
      await scene.make(here);
      const group = [id.split(".")[0] ?? ""];
      const before = await findings(here, group);
      expect([...new Set(before.map((one) => one.id))].sort()).toEqual(
        [id, ...(scene.with ?? [])].sort(),
      );
      const mine = before.find((one) => one.id === id);
      expect(mine?.fixKind).toBe(scene.fix);
      expect(mine?.fix).toMatch(pattern(scene.printed));
      await here.between?.();
      if (scene.fix === "person") await scene.act?.(here, mine?.fix ?? "");
      else if (mine) await carryOut(here, mine);
      const after = await findings(here, group);
      expect(after.filter((one) => one.id === id)).toEqual([]);
      expect(await here.exists("pwned")).toBe(false);
    });
});

test("every way that is no person's is done for real, and every person's has an act", () => {
  expect(played.length).toBe(IS_WHOLE ? rows.length : SAMPLE.length);
  for (const { scene } of rows) expect(scene.act !== undefined).toBe(scene.fix === "person");
});
