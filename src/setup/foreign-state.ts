import { dirname } from "node:path";
import { createRunner } from "../git/run-git.ts";
import { beneath, isOfProject } from "../kit/beneath.ts";
import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import { type Sentence, say } from "../kit/sentence.ts";
import { STATE_FOLDER } from "../kit/state-paths.ts";
import { stateFiles } from "./adapters/state-files.ts";
import { realTarget } from "./adapters/write-file.ts";
import type { Change } from "./core/manifest.ts";
import { refuseLinksOut } from "./project-files.ts";
import type { SetupTarget } from "./target.ts";

/**
 * The state of an install says which files uninstall writes back. In a project the state may have
 * come with a clone: it is then refused, and so is a state that names a file outside the project or one that leads
 * there now. Throws STATE_FOREIGN, LINK_REFUSED, NOT_A_FILE.
 */
export async function refuseForeignState(place: SetupTarget, env: Environment): Promise<void> {
  if (place.scope !== "project") return;
  await refuseLinksOut(place, env);
  const state = stateFiles(place.state);
  const [manifest, pending] = [await state.manifest(), await state.pending()];
  if (!manifest && !pending) return;
  const run = createRunner({ env });
  const { stdout } = await run(place.top, { args: ["ls-files", "-z", "--", STATE_FOLDER] });
  if (stdout.length > 0)
    throw foreign(place, say("it is under version control", "버전 관리에 들어 있습니다"));
  const changes: Change[] = [
    ...(manifest?.changes ?? []),
    ...(pending?.kind === "install" ? pending.changes : []),
  ];
  await refuseForeignPaths(place, changes);
}

async function refuseForeignPaths(place: SetupTarget, changes: readonly Change[]): Promise<void> {
  const ours = await pathsOfOurs(place);
  for (const { path, kind } of changes) {
    if (ours.includes(path)) continue;
    if (!isOfProject(place.top, path))
      throw foreign(place, say(`it names ${path}`, `${path}이(가) 적혀 있습니다`));
    await beneath(place.top, path, { kind });
  }
}

/** What an install may change outside the project's own files: git's exclude file, and the folders of our state. */
async function pathsOfOurs({ state, excludeFile }: SetupTarget): Promise<string[]> {
  const exclude = excludeFile === undefined ? [] : [excludeFile, await realTarget(excludeFile)];
  return [...exclude, ...exclude.map((path) => dirname(path)), state, dirname(state)];
}

function foreign({ state }: SetupTarget, why: Sentence): AegisError {
  return new AegisError(
    "STATE_FOREIGN",
    say(
      `${state} was not written by an install here: ${why.en}.`,
      `여기의 설치가 쓴 것이 아닙니다: ${state} (${why.ko}).`,
    ),
    say(
      `Look at it, and remove it (git rm -r --cached ${STATE_FOLDER}; rm -r ${state}), then repeat the command.`,
      `내용을 확인하고 삭제한 뒤(git rm -r --cached ${STATE_FOLDER}; rm -r ${state}) 명령을 다시 실행하세요.`,
    ),
  );
}
