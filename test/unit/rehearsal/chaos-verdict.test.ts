import { describe, expect, test } from "vitest";
import { baseOf, builtLine, CREW, RESULT } from "../../../src/rehearsal/core/chaos-project.ts";
import { type ChaosFacts, chaosProblems } from "../../../src/rehearsal/core/chaos-verdict.ts";
import { oid } from "../../support/run-builder.ts";

const COMMITTED = {
  type: "COMMITTED",
  commit: oid("ours"),
  tree: oid("tree"),
  subject: "feat: build",
} as const;
const WORK = {
  id: "edit-apart 1",
  place: "file",
  path: "notes.txt",
  found: true,
  inOurCommit: false,
} as const;
const BASES = Object.fromEntries(
  CREW.map((name) => [baseOf(name), `${builtLine(name)}\nline 2\n`]),
);
const GOOD: ChaosFacts = {
  committed: [COMMITTED],
  ours: [{ commit: COMMITTED.commit, tree: COMMITTED.tree }],
  files: { ...RESULT, ...BASES },
  work: [WORK],
  worktrees: 1,
  refs: [],
  locks: [],
  processes: [],
};
const kindsOf = (change: Partial<ChaosFacts>) =>
  chaosProblems({ ...GOOD, ...change }).map(({ kind }) => kind);

test("a run that kept its promises has no problem", () => {
  expect(chaosProblems(GOOD)).toEqual([]);
});

describe("each promise, broken once", () => {
  const [path = ""] = Object.keys(RESULT);
  test.each<[string, Partial<ChaosFacts>, string]>([
    ["nothing moved", { committed: [], ours: [], hang: { seconds: 130, last: "x" } }, "hang"],
    ["the rehearsal broke", { committed: [], ours: [], broken: "x" }, "broken"],
    ["the journal says done, the branch does not", { ours: [] }, "wrong done"],
    ["the branch says done, the journal does not", { committed: [] }, "wrong done"],
    ["no end at all", { committed: [], ours: [] }, "wrong done"],
    ["twice in the journal", { committed: [COMMITTED, COMMITTED] }, "wrong done"],
    ["another commit", { ours: [{ commit: oid("other"), tree: COMMITTED.tree }] }, "wrong done"],
    ["another tree", { ours: [{ commit: COMMITTED.commit, tree: oid("other") }] }, "wrong done"],
    ["a file is not what was built", { files: { ...GOOD.files, [path]: "x" } }, "wrong done"],
    ["a file is not there", { files: { ...RESULT, ...BASES, [path]: "" } }, "wrong done"],
    ["a first line is missing", { files: { ...GOOD.files, [baseOf("b")]: "x\n" } }, "wrong done"],
    ["the user's edit is gone", { work: [{ ...WORK, found: false }] }, "lost work"],
    ["the user's edit is in our commit", { work: [{ ...WORK, inOurCommit: true }] }, "lost work"],
    ["a worktree", { worktrees: 2 }, "left behind"],
    ["a ref", { refs: ["refs/aegis/x"] }, "left behind"],
    ["a lock", { locks: [".git/index.lock"] }, "left behind"],
    ["a process", { processes: ["1 opencode"] }, "left behind"],
  ])("%s", (_what, change, kind) => {
    expect(new Set(kindsOf(change))).toEqual(new Set([kind]));
  });

  test("two commits of ours", () => {
    const [ours] = GOOD.ours;
    expect(kindsOf({ ours: [...GOOD.ours, { ...ours, commit: oid("second") } as never] })).toEqual([
      "wrong done",
    ]);
  });

  test("a hang does not hide lost work", () => {
    const hang = { seconds: 130, last: "x" };
    expect(kindsOf({ hang, work: [{ ...WORK, found: false }] })).toEqual(["hang", "lost work"]);
  });
});
