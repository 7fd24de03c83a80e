import { readFile, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createGit } from "../git/create-git.ts";
import { beneath } from "../kit/beneath.ts";
import type { Environment } from "../kit/environment.ts";
import { isOccupied } from "../kit/is-there.ts";
import { fileLease } from "../kit/lease.ts";
import { statePaths } from "../kit/state-paths.ts";
import { viewNewestRun } from "../swarm/adapters/journal-reader.ts";
import { replay } from "../swarm/core/run/evolve.ts";
import { runOpen } from "../swarm/core/run/state.ts";
import { openCodeFolders } from "./opencode-folders.ts";

/**
 * Runs `work`, which opens the project in OpenCode, and then removes the files that OpenCode and the plugin put into
 * every project they open. Meanwhile this holds the lease of an open run: the plugin then refuses to open the project,
 * instead of recovering the run as if its process had died.
 */
export async function withoutTraces<T>(
  { project, env, home }: { project: string; env: Environment; home: string },
  work: () => Promise<T>,
): Promise<T> {
  const facts = await createGit({ env })
    .inspect(project)
    .catch(() => undefined);
  // OpenCode itself would write through such a link.
  if (facts) await beneath(facts.top, join(project, ".opencode/.gitignore"), { kind: "file" });
  const { folder: state, lease: leaseFile } = statePaths(facts?.top ?? project);
  const exclude = facts && join(facts.commonDir, "info/exclude");
  const { config } = openCodeFolders(env, home);
  const traces = [
    join(project, ".opencode/.gitignore"),
    join(config, ".gitignore"),
    join(config, "opencode.jsonc"),
    ...(facts ? [join(facts.commonDir, "opencode")] : []),
  ];
  const isNew = await Promise.all([state, ...traces].map(isAbsent));
  // The innermost folder comes first: an outer folder can only go after its contents.
  const newFolders = await absentOf([config, dirname(config)]);
  const excluded = exclude ? await readFile(exclude).catch(() => undefined) : undefined;
  const lease = (await hasOpenRun(facts?.top)) ? fileLease(leaseFile) : undefined;
  lease?.claim();
  try {
    return await work();
  } finally {
    lease?.release();
    for (const [index, trace] of traces.entries())
      if (isNew[index + 1]) await rm(trace, { force: true });
    for (const folder of newFolders) await removeEmpty(folder);
    if (isNew[0] && (await removeEmpty(state)) && exclude) await putBack(exclude, excluded);
  }
}

/** A way to run work without leaving traces in the project; one work may ask OpenCode several questions. */
export type Keep = <T>(work: () => Promise<T>) => Promise<T>;

/** An unreadable journal does not count as an open run: the plugin refuses such a project anyway. */
async function hasOpenRun(top: string | undefined): Promise<boolean> {
  if (top === undefined) return false;
  const { records } = await viewNewestRun(top);
  return records.length > 0 && runOpen(replay(records));
}

/** Returns false and keeps the folder if a run has begun there meanwhile. */
async function removeEmpty(folder: string): Promise<boolean> {
  return rmdir(folder).then(
    () => true,
    () => false,
  );
}

async function putBack(file: string, content: Buffer | undefined): Promise<void> {
  if (content === undefined) return rm(file, { force: true });
  if (!(await readFile(file)).equals(content)) await writeFile(file, content);
}

async function absentOf(paths: readonly string[]): Promise<string[]> {
  const absent = await Promise.all(paths.map(isAbsent));
  return paths.filter((_, index) => absent[index]);
}

/**
 * A link that leads nowhere also belongs to the user. Throws if the answer is unknown: an existing file must not be
 * removed.
 */
async function isAbsent(path: string): Promise<boolean> {
  return !(await isOccupied(path));
}
