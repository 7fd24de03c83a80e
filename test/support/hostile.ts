import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { Script } from "../../src/scripted-model/script.ts";
import type { Arena } from "./arena.ts";
import type { Ground } from "./ground.ts";
import { type Lines, script } from "./script-lines.ts";
import { Talk, type ToolCall } from "./talk.ts";

/** The paths of a hostile case. All paths are absolute. */
export interface HostilePlace {
  ground: Ground;
  /** The user's checkout. */
  top: string;
  /** A folder beside the checkout that the swarm may not use; contains `kept.txt`. */
  outside: string;
  /** Worktrees of the first and the second Worker of a plan. */
  first: string;
  second: string;
  /** The commit of the user's branch before the case. */
  before: string;
}

/** A repository with links that lead out of it, and a folder beside the repository. */
export async function hostilePlace(
  arena: Arena,
  files: Record<string, string> = {},
): Promise<HostilePlace> {
  const ground = await arena.ground({ "README.md": "# demo\n", ...files });
  const outside = `${ground.dir}-outside`;
  await mkdir(join(outside, "folder"), { recursive: true });
  await writeFile(join(outside, "kept.txt"), "kept\n");
  await mkdir(join(ground.dir, "src/a"), { recursive: true });
  await symlink(join(outside, "kept.txt"), join(ground.dir, "src/a/existing"));
  await symlink(join(outside, "none.txt"), join(ground.dir, "src/a/dangling"));
  await symlink(join(outside, "folder"), join(ground.dir, "src/a/away"));
  await symlink("../../.git", join(ground.dir, "src/a/version"));
  // OpenCode's Bun resolves the name of this link as if it were the file of that folder.
  await symlink(join(outside, "folder"), join(ground.dir, "src/a/back\\slash"));
  await mkdir(join(ground.dir, "src/a/back/slash"), { recursive: true });
  await writeFile(join(ground.dir, "src/a/back/slash/e"), "own\n");
  await ground.git("add", "-A");
  await ground.git("commit", "-q", "-m", "links");
  return {
    ground,
    top: ground.dir,
    outside,
    first: join(ground.dir, ".aegis/worktrees/w01"),
    second: join(ground.dir, ".aegis/worktrees/w02"),
    before: await ground.git("rev-parse", "HEAD"),
  };
}

/** Bytes of a file on disk (absolute path) or in a commit of the repository; undefined if there is no such file. */
export async function contentOf(
  place: HostilePlace,
  path: string,
  commit = "HEAD",
): Promise<string | undefined> {
  if (path.startsWith("/")) return readFile(path, "latin1").catch(() => undefined);
  return place.ground.git("show", `${commit}:${path}`).catch(() => undefined);
}

/** Checks that nothing was written: the file is unchanged or still missing. */
export async function expectUntouched(place: HostilePlace, path: string): Promise<void> {
  const [now, then] = await Promise.all([
    contentOf(place, path),
    path.startsWith("/") ? undefined : contentOf(place, path, place.before),
  ]);
  if (path.startsWith("/")) expect(now ?? "").not.toContain("evil");
  else expect(now).toBe(then);
}

/** Changes of the user's branch since the start, as printed by `git diff --name-status`. */
export async function landedIn({ ground, before }: HostilePlace): Promise<string[]> {
  const args = ["diff", "--name-status", "--no-renames", before, "HEAD"];
  return (await ground.git(...args)).split("\n");
}

/** The sessions started by a session, newest last, with the agent of each session. */
export async function childrenOf(
  arena: Arena,
  talk: Talk,
  session = talk.session,
): Promise<{ id: string; agent: string }[]> {
  const found = (await arena.host.api("GET", `/session/${session}/children`)) as { id: string }[];
  const out: { id: string; agent: string }[] = [];
  for (const { id } of found.toReversed()) {
    const first = (await talk.messages(id)).find(({ info }) => info.role === "user");
    out.push({ id, agent: String(first?.info["agent"] ?? "") });
  }
  return out;
}

/** The user opens a session with an agent of their choice and says one thing. Returns the agent's calls. */
export async function playAs(
  arena: Arena,
  ground: Ground,
  agent: string,
  lines: Lines | Script,
): Promise<{ session: string; said: ToolCall[]; talk: Talk }> {
  await arena.model.setScript("actors" in lines ? lines : script(lines));
  const session = await arena.host.createSession(ground.dir, agent);
  const talk = new Talk({ host: arena.host, model: arena.model, ground, session });
  await arena.host.prompt(session, ground.dir, "do it", agent);
  await talk.idle();
  return { session, said: await talk.calls(), talk };
}
