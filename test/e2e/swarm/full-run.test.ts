import { describe, expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import { CLEAN_UP } from "../../support/ground.ts";
import { ALL_SCOPES } from "../../support/hostile-shell.ts";
import { requestsOf } from "../../support/scene.ts";
import { call, calls, commit, goodWorkers, integrated, says } from "../../support/script-lines.ts";

/** The machine's own layer, and Landlock where the central lists play it. */
const LAYERS = ALL_SCOPES.filter(({ sandbox }) => sandbox !== "off");

describe.each(LAYERS)("with $kind", ({ sandbox }) => {
  const arena = sharedArena({ undo: true, sandbox });

  test("a run of two Workers ends in one commit of exactly the tree that passed QA", async () => {
    const ground = await arena.ground();
    const before = await ground.git("rev-parse", "HEAD");
    const talk = await arena.talk(ground, {
      commander: [
        ...integrated(["a", "b"]),
        calls(call("qa_run")),
        calls(commit()),
        says("It is committed."),
      ],
      workers: goodWorkers(["a", "b"]),
    });
    await talk.say("build a and b");

    expect((await talk.calls()).map(({ text }) => text).join("\n")).not.toContain("[AEGIS ");
    const state = await ground.state();
    expect(state.phase).toBe("DONE");
    expect(await ground.git("rev-parse", "HEAD^")).toBe(before);
    expect(await ground.git("rev-parse", "HEAD^{tree}")).toBe(state.qa?.tree);
    expect(await ground.git("diff", "--name-only", before, "HEAD")).toBe(
      "docs/contract.md\nsrc/a/ok.txt\nsrc/b/ok.txt",
    );
    expect(await ground.git("status", "--porcelain")).toBe("");
    await expect.poll(() => ground.git("worktree", "list"), CLEAN_UP).not.toContain("\n");
    await expect.poll(() => ground.git("for-each-ref", "refs/aegis"), CLEAN_UP).toBe("");
    expect(await ground.git("log", "-1", "--format=%B")).toMatch(
      /^feat: add the feature\n\nAegis-Run: /,
    );

    // People read each phase once, the check, the QA and the commit; the model reads nothing of it.
    await expect.poll(async () => (await talk.notes()).join("\n")).toContain("Committed");
    const notes = (await talk.notes()).join("\n");
    expect(notes.match(/Aegis \d\/7 \w+/g)).toEqual([
      "Aegis 2/7 FOUNDATION",
      "Aegis 3/7 DISPATCH",
      "Aegis 4/7 MONITORING",
      "Aegis 5/7 INTEGRATE",
      "Aegis 6/7 FINAL_QA",
    ]);
    for (const part of [
      /✅ \*\*You approved the plan:\*\* 2 Workers/,
      /\| w01 \| Feature a \| ✅ done \| .*\n.*w02 .* ✅ done[\s\S]*100% — 2\/2/,
      /Conflict check: ✅ none/,
      /Final QA: ✅ passed\*\* \(1 of 1\)[\s\S]*\| Files \| ✅ passed/,
      /Committed [0-9a-f]{12}\*\* feat: add the feature \(on \w+\)\n\n3 files: docs\/contract.md/,
    ])
      expect(notes).toMatch(part);
    expect((await talk.texts()).at(-1)).toBe("It is committed.");
    const read = requestsOf(arena, talk.session).map(({ raw }) => raw);
    expect(read.filter((raw) => /▸ Aegis|📊|🔍 \*\*Conflict/.test(raw))).toEqual([]);
  });
});
