import { join, resolve } from "node:path";
import { AegisError } from "../kit/errors.ts";
import { privateFolder } from "../kit/private-state.ts";
import { say } from "../kit/sentence.ts";
import { statePaths } from "../kit/state-paths.ts";
import { readNewest } from "../runs/adapters/read-runs.ts";
import { placeOf, type RunsContext, type RunsPlace } from "../runs/context.ts";
import { outcomeOf, type SeenRun } from "../runs/core/outcome.ts";
import { findRun } from "../runs/find-run.ts";
import { answering, print, printDocument } from "../runs/screen.ts";
import { readUsage } from "../swarm/adapters/usage-file.ts";
import { runDiffs } from "./adapters/run-diffs.ts";
import { writeReport } from "./adapters/write-report.ts";
import { reportPage } from "./core/page.ts";
import { reportData } from "./core/report-data.ts";
import { REPORT_WORDS } from "./core/words.ts";

/**
 * `oh-my-qwencoder report`: one HTML file that shows how a run went, from its records and from git alone. Resolves with
 * the exit code: 0 written, 1 written but a part of the journal cannot be read, 2 not written.
 */
export function report(
  wanted: { run?: string | undefined; out?: string | undefined },
  context: RunsContext,
): Promise<number> {
  return answering(context, "report", async () => {
    const place = await placeOf(context);
    const run = await wantedRun(place, wanted.run);
    const usage = await readUsage(statePaths(place.top).runs, run.id);
    const diffs = await runDiffs(place.git, place.top, run);
    const html = reportPage(reportData({ run, usage, diffs }), context.language, Date.now());
    const file = await fileOf(place, run, wanted.out, context);
    await writeReport(file, html);
    const words = REPORT_WORDS[context.language];
    print([{ text: words.written(file) }, ...(usage ? [] : [{ text: words.why.usage }])], context);
    const bytes = Buffer.byteLength(html);
    const said = { run: run.id, outcome: outcomeOf(run), file, bytes, usage: usage !== undefined };
    printDocument({ v: 1, command: "report", ok: true, ...said }, context);
    return run.fault === "broken" || run.fault === "newer" ? 1 : 0;
  });
}

/** Throws NO_SUCH_RUN. */
async function wantedRun({ top }: RunsPlace, wanted: string | undefined): Promise<SeenRun> {
  if (wanted !== undefined) return findRun(top, wanted);
  const newest = await readNewest(top);
  if (newest) return newest;
  throw new AegisError(
    "NO_SUCH_RUN",
    say("No run was started here.", "여기에서 시작한 실행이 없습니다."),
    say(
      "A report shows a run: start one in OpenCode first.",
      "보고서는 실행을 보여 줍니다. 먼저 OpenCode에서 실행을 시작하세요.",
    ),
  );
}

async function fileOf(
  { top }: RunsPlace,
  { id }: SeenRun,
  out: string | undefined,
  { cwd }: RunsContext,
): Promise<string> {
  if (out !== undefined) return resolve(cwd, out);
  const { reports } = statePaths(top);
  await privateFolder(reports);
  return join(reports, `${id}.html`);
}
