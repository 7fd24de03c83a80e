import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { createRunner } from "../git/run-git.ts";
import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import { STATE_FOLDER } from "../kit/state-paths.ts";
import { stateFiles } from "./adapters/state-files.ts";
import { realTarget } from "./adapters/write-file.ts";
import type { Change } from "./core/manifest.ts";
import type { SetupTarget } from "./target.ts";

/**
 * The state of an install says which files uninstall writes back. In a project the state may have
 * come with a clone: it is then refused, and so is a state that names a file outside the project.
 * Throws STATE_FOREIGN.
 */
export async function refuseForeignState(place: SetupTarget, env: Environment): Promise<void> {
  if (place.scope !== "project") return;
  const state = stateFiles(place.state);
  const [manifest, pending] = [await state.manifest(), await state.pending()];
  if (!manifest && !pending) return;
  const run = createRunner({ env });
  const { stdout } = await run(place.top, { args: ["ls-files", "-z", "--", STATE_FOLDER] });
  if (stdout.length > 0) throw foreign(place, "it is under version control");
  const changes: Change[] = [
    ...(manifest?.changes ?? []),
    ...(pending?.kind === "install" ? pending.changes : []),
  ];
  const allowed = await allowedPaths(place);
  const outside = changes.find(({ path }) => !allowed.some((one) => isBelow(path, one)));
  if (outside) throw foreign(place, `it names ${outside.path}`);
}

/** The project, git's exclude file, and the targets of links in the project's own configuration. */
async function allowedPaths(place: SetupTarget): Promise<string[]> {
  const own = [...place.configs, place.opencodeFolder, place.settingsFile, place.excludeFile];
  const named = own.filter((path) => path !== undefined);
  const real = await Promise.all(named.map((path) => realTarget(path).catch(() => path)));
  return [place.top, await realpath(place.top), ...named, ...real];
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(join(folder, "/"));
}

function foreign({ state }: SetupTarget, why: string): AegisError {
  return new AegisError(
    "STATE_FOREIGN",
    `${state} was not written by an install here: ${why}.`,
    `Look at it, and remove it (git rm -r --cached ${STATE_FOLDER}; rm -r ${state}), then repeat the command.`,
  );
}
