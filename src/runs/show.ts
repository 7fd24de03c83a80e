import { type KeptWork, keptWork, type WorkFound } from "./adapters/kept-work.ts";
import { placeOf, type RunsContext, type RunsPlace } from "./context.ts";
import type { SeenRun } from "./core/outcome.ts";
import { type ReportedWork, reportLines, reportOf, workerReportLines } from "./core/run-report.ts";
import { findRun, findWorker } from "./find-run.ts";
import { answering, lookOf, print, printDocument } from "./screen.ts";

/**
 * `oh-my-qwencoder runs show`: a run, or one of its Workers with its kept diff. Resolves with the exit code: 0 shown, 2
 * cannot run.
 */
export function showRun(
  wanted: { run: string; worker?: string | undefined },
  context: RunsContext,
): Promise<number> {
  return answering(context, "runs show", async () => {
    const place = await placeOf(context);
    const run = await findRun(place.top, wanted.run);
    if (wanted.worker === undefined) return showWhole(place, run, context);
    return showWorker(place, run, wanted.worker, context);
  });
}

async function showWhole({ git, top }: RunsPlace, run: SeenRun, context: RunsContext) {
  const works = new Map<string, ReportedWork>();
  for (const worker of run.state.workers)
    works.set(worker.id, reported(await keptWork(git, top, run, worker)));
  const report = reportOf(run, works);
  print(reportLines(report, run, lookOf(context)), context);
  printDocument(report, context);
  return 0;
}

async function showWorker(place: RunsPlace, run: SeenRun, name: string, context: RunsContext) {
  const worker = findWorker(run, name);
  const found = await keptWork(place.git, place.top, run, worker);
  const report = reportOf(run, new Map([[worker.id, reported(found)]]), worker.id);
  print(workerReportLines(report, lookOf(context)), context);
  const patch = typeof found === "string" ? undefined : await patchOf(place, found);
  if (patch !== undefined && !context.json) context.write(`\n${forScreen(patch, context)}`);
  printDocument({ ...report, ...(patch === undefined ? {} : { patch }) }, context);
  return 0;
}

async function patchOf({ git, top }: RunsPlace, { base, commit }: KeptWork): Promise<string> {
  return (await git.patch(top, base, commit)).toString("utf8");
}

/** A file that a Worker wrote may hold commands to a terminal; a file or a pipe gets every byte. */
function forScreen(patch: string, { columns }: RunsContext): string {
  return columns === undefined ? patch : patch.replace(/(?![\n\t])\p{Cc}/gu, "�");
}

function reported(found: WorkFound): ReportedWork {
  if (typeof found === "string") return { commit: null, where: null, files: [], state: found };
  const { commit, where, files } = found;
  return {
    commit,
    where,
    files: files.map(({ path, status }) => ({ path, status })),
    state: "kept",
  };
}
