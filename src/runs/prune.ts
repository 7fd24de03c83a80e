import { AegisError } from "../kit/errors.ts";
import { say } from "../kit/sentence.ts";
import { readRuns } from "./adapters/read-runs.ts";
import { filesOf, type RunFiles, removeRun } from "./adapters/run-files.ts";
import { askYes } from "./ask.ts";
import { placeOf, type RunsContext, type RunsPlace } from "./context.ts";
import { item, type ScreenLine } from "./core/look.ts";
import { type Outcome, outcomeOf, type SeenRun } from "./core/outcome.ts";
import { findRun, requireOver } from "./find-run.ts";
import { answering, print, printDocument, wordsOf } from "./screen.ts";

/** Which runs go; exactly one of the three is given. */
export interface PruneChoice {
  run?: string | undefined;
  olderThanDays?: number | undefined;
  allFinished?: boolean | undefined;
}

/** One run in the document of `runs prune --json`. */
interface Prunable extends RunFiles {
  id: string;
  outcome: Outcome;
  /** False for the newest run: the next run reads in its journal until when the user's words are used up. */
  journal: boolean;
}

/**
 * `oh-my-qwencoder runs prune`: deletes runs that are over, never an open or an unreadable one. Resolves with the exit
 * code: 0 removed, declined or nothing to do, 2 cannot run or needs --yes.
 */
export function prune(choice: PruneChoice, context: RunsContext): Promise<number> {
  return answering(context, "runs prune", async () => {
    const place = await placeOf(context);
    const runs = await chosen(place, choice);
    const words = wordsOf(context).prune;
    print(planLines(runs, context), context);
    const go = runs.length > 0 && !context.dryRun && (await allowed(context));
    if (go) for (const run of runs) await removeRun(place.git, place.top, run);
    if (go) print([{ text: words.done(runs.length) }], context);
    else if (runs.length > 0)
      print([{ text: context.dryRun ? words.dry : words.declined }], context);
    printDocument({ v: 1, command: "runs prune", ok: true, ...{ removed: go, runs } }, context);
    return 0;
  });
}

async function chosen({ git, top }: RunsPlace, choice: PruneChoice): Promise<Prunable[]> {
  const all = await readRuns(top);
  const newest = all[0]?.id;
  const wanted = await wantedRuns(top, all, choice);
  const found = await Promise.all(
    wanted.map(async (run) => ({
      id: run.id,
      outcome: outcomeOf(run),
      journal: run.id !== newest,
      ...(await filesOf(git, top, run.id)),
    })),
  );
  return found.filter(({ journal, refs, files }) => journal || refs.length + files.length > 0);
}

/** Throws NO_CHOICE, NO_SUCH_RUN, RUN_OPEN, JOURNAL_DAMAGED. */
async function wantedRuns(
  top: string,
  all: readonly SeenRun[],
  { run, olderThanDays, allFinished }: PruneChoice,
): Promise<SeenRun[]> {
  if ([run, olderThanDays, allFinished].filter((each) => each !== undefined).length !== 1)
    throw new AegisError(
      "NO_CHOICE",
      say(
        "Name one run, or --older-than <days>, or --all-finished.",
        "실행 하나의 ID나 --older-than <일수> 또는 --all-finished를 지정하세요.",
      ),
      say(
        "oh-my-qwencoder runs lists the runs.",
        "실행 목록은 oh-my-qwencoder runs로 볼 수 있습니다.",
      ),
    );
  if (run !== undefined) {
    const found = await findRun(top, run);
    requireOver(
      found,
      say("End it first: oh-my-qwencoder abort", "먼저 실행을 끝내세요: oh-my-qwencoder abort"),
    );
    return [found];
  }
  const before = Date.now() - (olderThanDays ?? 0) * 86_400_000;
  return all.filter((each) => {
    const outcome = outcomeOf(each);
    const over = outcome === "committed" || outcome === "aborted";
    return over && (each.state.endedAt ?? Number.POSITIVE_INFINITY) <= before;
  });
}

function planLines(runs: readonly Prunable[], context: RunsContext): ScreenLine[] {
  const words = wordsOf(context);
  const { prune } = words;
  if (runs.length === 0) return [{ text: prune.nothing }];
  const only = runs.flatMap(({ outcome, refs, files }) =>
    outcome === "committed" ? [] : [...refs, ...files.filter((file) => file.endsWith(".patch"))],
  );
  return [
    ...runs.map(({ id, outcome, refs, files }) =>
      item(prune.removes(id, words.outcome[outcome], refs.length, files.length)),
    ),
    ...(runs.some(({ journal }) => !journal) ? [{ text: prune.newest }] : []),
    ...(only.length > 0 ? [{ text: prune.onlyCopy }, ...only.map(item)] : []),
  ];
}

/** Throws NEEDS_YES. */
async function allowed(context: RunsContext): Promise<boolean> {
  if (context.yes) return true;
  if (context.interactive) return askYes(wordsOf(context).prune.ask);
  throw new AegisError(
    "NEEDS_YES",
    say(
      "There is no terminal to ask in, and --yes was not given; nothing was removed.",
      "확인을 물을 터미널이 아니고 --yes도 없어서 아무것도 삭제하지 않았습니다.",
    ),
    say(
      "Add --yes to remove these runs, or --dry-run only to see them.",
      "삭제하려면 --yes, 보기만 하려면 --dry-run을 붙이세요.",
    ),
  );
}
