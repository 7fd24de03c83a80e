import { join } from "node:path";
import type { FileChange } from "../git/port.ts";
import { AegisError } from "../kit/errors.ts";
import { isOccupied } from "../kit/is-there.ts";
import { say } from "../kit/sentence.ts";
import { type KeptWork, keptWork, type WorkFound } from "./adapters/kept-work.ts";
import { placeOf, type RunsContext, type RunsPlace } from "./context.ts";
import { item } from "./core/look.ts";
import { findRun, findWorker, requireOver } from "./find-run.ts";
import { answering, print, printDocument, wordsOf } from "./screen.ts";

/**
 * `oh-my-qwencoder runs restore`: brings a Worker's kept diff into the files of the checkout. Stages nothing, and writes
 * nothing if a file holds work of the user. Resolves with the exit code: 0 restored or nothing to do, 2 not restored.
 */
export function restore(
  wanted: { run: string; worker: string },
  context: RunsContext,
): Promise<number> {
  return answering(context, "runs restore", async () => {
    const place = await placeOf(context);
    const run = await findRun(place.top, wanted.run);
    requireOver(
      run,
      say(
        "Its Workers' results land with its commit; to end it: oh-my-qwencoder abort",
        "Worker의 결과는 이 실행의 커밋으로 반영됩니다. 실행을 끝내려면: oh-my-qwencoder abort",
      ),
    );
    const worker = findWorker(run, wanted.worker);
    const work = required(await keptWork(place.git, place.top, run, worker), worker.spec.name);
    const files = await bring(place, work, context.dryRun);
    const words = wordsOf(context).restore;
    const done = context.dryRun ? words.dry : words.done(files.length, worker.spec.name);
    print(
      files.length === 0
        ? [{ text: words.nothing }]
        : [...files.map(({ path, status }) => item(`${path} (${status})`)), { text: done }],
      context,
    );
    const written = files.length > 0 && !context.dryRun;
    const said = { run: run.id, worker: worker.id, written, files };
    printDocument({ v: 1, command: "runs restore", ok: true, ...said }, context);
    return 0;
  });
}

/** Throws NOTHING_KEPT. */
function required(found: WorkFound, worker: string): KeptWork {
  if (typeof found !== "string") return found;
  throw new AegisError(
    "NOTHING_KEPT",
    found === "gone"
      ? say(
          `The commit with the work of ${worker} is no longer in git.`,
          `${worker}의 작업이 든 커밋이 더 이상 git에 없습니다.`,
        )
      : say(`No change of ${worker} was kept.`, `${worker}의 보관된 변경이 없습니다.`),
    say(
      "oh-my-qwencoder runs show <run> lists what was kept.",
      "보관된 것은 oh-my-qwencoder runs show <run>으로 볼 수 있습니다.",
    ),
  );
}

/** Merges the work into the files and returns the changed files. Throws RESTORE_OVERLAP. */
async function bring(
  { git, top, facts }: RunsPlace,
  { base, commit }: KeptWork,
  dryRun: boolean,
): Promise<readonly FileChange[]> {
  const { tree: now } = await git.snapshot(top);
  const merged = await git.merge(top, { base, ours: now, theirs: commit });
  refuse(merged.conflicts);
  const files = await git.changes(top, now, merged.tree);
  const staged = await git.stagedTree(top);
  const users = new Set<string>();
  for (const tree of [now, staged])
    for (const { path } of await git.changes(top, facts.head, tree)) users.add(path);
  refuse(files.map(({ path }) => path).filter((path) => users.has(path)));
  refuse(await hidden(top, files));
  if (!dryRun) refuse(await git.applyPatch(top, await git.patch(top, now, merged.tree)));
  return files;
}

/** New files at whose place lies something that git does not see, such as an ignored file. */
async function hidden(top: string, files: readonly FileChange[]): Promise<string[]> {
  const found: string[] = [];
  for (const { path, status } of files)
    if (status === "added" && (await isOccupied(join(top, path)))) found.push(path);
  return found;
}

function refuse(paths: readonly string[]): void {
  if (paths.length === 0) return;
  throw new AegisError(
    "RESTORE_OVERLAP",
    say(
      `These files hold other changes; nothing was written: ${paths.join(", ")}`,
      `다음 파일에 다른 변경이 있어 아무것도 쓰지 않았습니다: ${paths.join(", ")}`,
    ),
    say(
      "Commit or stash them, or take single files with git show <commit>:<path>; runs show names the commit.",
      "커밋하거나 stash하세요. 파일을 하나씩 가져오려면 git show <commit>:<path>를 쓰세요. 커밋은 runs show로 볼 수 있습니다.",
    ),
  );
}
