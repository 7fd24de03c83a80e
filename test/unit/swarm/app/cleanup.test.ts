import { expect, test } from "vitest";
import { cleanUp } from "../../../../src/swarm/app/cleanup.ts";
import type { Swarm } from "../../../../src/swarm/app/swarm.ts";
import { RUN_IN } from "../../../support/run-samples.ts";

/** A run that has committed, whose parts of the clean-up are written down; those that are named fail. */
function scene(...failing: string[]) {
  const done: string[] = [];
  const part = (name: string) => async () => {
    if (failing.includes(name)) throw new Error(`no ${name}`);
    done.push(name);
  };
  const top = "/top";
  const worktree = (name: string) => `${top}/.aegis/worktrees/${name}`;
  const swarm = {
    top,
    run: { state: RUN_IN.DONE().state },
    host: { release: (dir: string) => part(`release ${dir.split("/").at(-1)}`)() },
    git: {
      listWorktrees: async () => [{ dir: top }, ...["a", "b"].map((n) => ({ dir: worktree(n) }))],
      removeWorktree: (_top: string, dir: string) => part(`drop ${dir.split("/").at(-1)}`)(),
      refs: async () => new Map(["HEAD", "refs/aegis/1", "refs/aegis/2"].map((r) => [r, "x"])),
      deleteRef: (_top: string, ref: string) => part(`delete ${ref}`)(),
    },
    workspace: { remove: (dir: string) => part(`remove ${dir.split("/").at(-1)}`)() },
  } as unknown as Swarm;
  return { done, swarm };
}

const ALL = ["drop a", "drop b", "remove worktrees", "delete refs/aegis/1", "delete refs/aegis/2"];

test("after a commit every worktree, ref and instance goes", async () => {
  const { done, swarm } = scene();
  await cleanUp(swarm);
  expect(done).toEqual(["release a", "release b", "release integration", ...ALL]);
});

test("a part that fails stops no other part, and is named", async () => {
  const { done, swarm } = scene("release a", "delete refs/aegis/1");
  await expect(cleanUp(swarm)).rejects.toThrow("no release a\nno delete refs/aegis/1");
  expect(done).toEqual([
    "release b",
    "release integration",
    ...ALL.filter((name) => name !== "delete refs/aegis/1"),
  ]);
});
