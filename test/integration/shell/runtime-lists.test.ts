import { describe, expect, test } from "vitest";
import type { LandlockList } from "../../attacks/landlock-gaps.ts";
import { RUNTIME_GAPS } from "../../attacks/runtime-gaps.ts";
import { IS_WHOLE } from "../../support/whole.ts";
import { sharedProject } from "./guarded-project.ts";
import { type Attack, type Attacks, layerLists } from "./lists/layer-lists.ts";
import { runtimeSandbox } from "./runtime-layer.ts";

const runtime = await runtimeSandbox();
const LISTS = layerLists(await sharedProject());

/** What is played where not all is. */
const EXAMPLES: Partial<Record<LandlockList, string>> = {
  visibility: "a shell reads an ssh key",
  secrets: "the files of the Worker's own worktree",
};

const played = (Object.entries(LISTS) as [LandlockList, Attacks][])
  .map(([list, attacks]) => {
    const names = Object.keys(attacks).filter((name) => IS_WHOLE || name === EXAMPLES[list]);
    return [list, names.map((name) => [name, attacks[name]] as [string, Attack])] as const;
  })
  .filter(([, attacks]) => attacks.length > 0);

describe.skipIf(!runtime).each(played)("%s", (list, attacks) => {
  test.each(attacks)("%s: as docs/limits.md says", async (name, attack) => {
    if (!runtime) throw new Error("not tested");
    expect(await attack(runtime)).toBe(!(name in RUNTIME_GAPS[list]));
  });
});

test("every gap and every example is an attack of its list", () => {
  for (const [list, attacks] of Object.entries(LISTS) as [LandlockList, Attacks][]) {
    const named = [...Object.keys(RUNTIME_GAPS[list]), EXAMPLES[list] ?? []].flat();
    expect(Object.keys(attacks)).toEqual(expect.arrayContaining(named));
  }
});
