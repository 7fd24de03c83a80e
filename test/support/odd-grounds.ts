import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, vi } from "vitest";
import type { Arena } from "./arena.ts";
import { CLEAN_UP, type Ground } from "./ground.ts";
import { committed, goodWorkers, type Lines, says } from "./script-lines.ts";
import type { Talk } from "./talk.ts";

/** A whole run with one Worker, as lines for `talk`. `change` replaces parts of the plan. */
export function wholeRun(
  change: Parameters<typeof committed>[1] = {},
  workers = goodWorkers(["a"]),
): Lines {
  return {
    commander: [...committed(["a"], change), says("It is committed.")],
    workers,
  };
}

/** Plays the run to its commit and checks that the commit has exactly the tree that passed QA. */
export async function expectCommitted(talk: Talk, ground: Ground, before: string): Promise<void> {
  await talk.say("build a");
  const texts = (await talk.calls()).map(({ text }) => text).join("\n");
  expect(await ground.events("REPORT_REFUSED")).toEqual([]);
  expect(texts).not.toContain("[AEGIS ");
  const state = await ground.state();
  expect(state.phase, texts).toBe("DONE");
  expect(await ground.git("rev-parse", "HEAD^")).toBe(before);
  expect(await ground.git("rev-parse", "HEAD^{tree}")).toBe(state.qa?.tree);
  // `expect.poll` does not work here, because this also runs in hooks.
  await vi.waitFor(async () => {
    expect(await ground.git("worktree", "list")).not.toContain("\n");
    expect(await ground.git("for-each-ref", "refs/aegis")).toBe("");
  }, CLEAN_UP);
}

/** The same ground in another directory. */
export function at(ground: Ground, dir: string): Ground {
  return { ...ground, dir };
}

export async function withoutGit(arena: Arena): Promise<Ground> {
  const ground = await arena.ground();
  await rm(join(ground.dir, ".git"), { recursive: true });
  return ground;
}

export async function withoutCommit(arena: Arena): Promise<Ground> {
  const ground = await withoutGit(arena);
  await ground.git("init", "-q", "-b", "main");
  return ground;
}

export async function bareRepository(arena: Arena): Promise<Ground> {
  const ground = await arena.ground();
  await ground.git("clone", "-q", "--bare", ground.dir, `${ground.dir}.git`);
  return at(ground, `${ground.dir}.git`);
}

/** A half-done merge of two branches that changed the same line. */
export async function unmerged(arena: Arena): Promise<Ground> {
  const ground = await arena.ground({ "file.txt": "base\n" });
  await ground.git("checkout", "-q", "-b", "other");
  await ground.write("file.txt", "theirs\n");
  await ground.git("commit", "-qam", "theirs");
  await ground.git("checkout", "-q", "main");
  await ground.write("file.txt", "ours\n");
  await ground.git("commit", "-qam", "ours");
  await ground.git("merge", "other").catch(() => undefined);
  return ground;
}

export async function withoutIdentity(arena: Arena): Promise<Ground> {
  const ground = await arena.ground();
  await ground.git("config", "user.name", "");
  await ground.git("config", "user.email", "");
  return ground;
}
