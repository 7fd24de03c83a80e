import { describe, expect, test } from "vitest";
import type { Sandbox } from "../../../src/shell/sandbox.ts";
import { LANDLOCK_GAPS, LANDLOCK_LISTS, type LandlockList } from "../../attacks/landlock-gaps.ts";
import { landlockSandbox } from "../../support/landlock.ts";
import { IS_WHOLE } from "../../support/whole.ts";
import { COMPARE, machineSandbox, sharedProject } from "./guarded-project.ts";
import { layerLists } from "./lists/layer-lists.ts";

const isPlayed = IS_WHOLE || (await machineSandbox()).kind !== "bubblewrap";
const landlock = isPlayed ? await landlockSandbox() : undefined;
const LISTS = layerLists(await sharedProject());

/** Variables are left out in every layer; nothing is mounted that could be removed. */
const NEEDS_MORE = ["the user's variables"];

describe.skipIf(!landlock).each(Object.entries(LISTS))("%s", (list, attacks) => {
  const gaps = LANDLOCK_GAPS[list as LandlockList];
  test.each(Object.entries(attacks))("%s: as docs/limits.md says", async (name, attack) => {
    expect(await attack(landlock as Sandbox)).toBe(!(name in gaps));
  });
});

/** Lists that nothing else holds: in compare-and-restore each attack gets through. */
const OPEN = [LISTS.visibility, LISTS.secrets, LISTS.sockets].flatMap((attacks) =>
  Object.entries(attacks),
);

describe.skipIf(!landlock)("control", () => {
  test.each(OPEN.filter(([name]) => !NEEDS_MORE.includes(name)))(
    "without a kernel that holds it: %s",
    async (_name, attack) => {
      expect(await attack(COMPARE)).toBe(false);
    },
  );
});

test("every gap is an attack of its list", () => {
  for (const list of Object.keys(LANDLOCK_LISTS) as LandlockList[])
    expect(Object.keys(LISTS[list])).toEqual(
      expect.arrayContaining(Object.keys(LANDLOCK_GAPS[list])),
    );
});
