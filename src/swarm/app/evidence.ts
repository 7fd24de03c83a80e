import { AegisError } from "../../kit/errors.ts";
import { inBoth, type Sentence, say } from "../../kit/sentence.ts";
import { outOfScope } from "../core/gate-refusals.ts";
import { reportQa } from "../core/plan/plan.ts";
import { isProtected } from "../core/protected.ts";
import { howEnded } from "../core/qa.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import { korean } from "../core/run/end-reason.ts";
import type { QaResult } from "../core/run/events.ts";
import type { WorkerState } from "../core/run/state.ts";
import { mayChangeNothing, workerNamed } from "../core/run/workers-of.ts";
import { outside } from "../core/scope/algebra.ts";
import { nestedRepository } from "./nested-repositories.ts";
import { wholeWork } from "./own-work.ts";
import { type QaRun, runOnCommit } from "./qa-commands.ts";
import { dropWorktree, keepWork, type Swarm, takeWork, worktreeOf } from "./swarm.ts";

/** A Worker's own words about its work. We believe none of them and compare them with the diff. */
export interface WorkerReport {
  summary: string;
  changes: readonly { path: string; what: string }[];
  checks: readonly { command: string; result: string }[];
  notes?: string | undefined;
}

/** After so many refused reports the Worker is failed: more attempts would not help. */
const REPORT_LIMIT = 6;

/**
 * Accepts a report only on evidence: the diff is not empty, all of it is in scope, and we ran every agreed
 * command with exit 0. Otherwise the Worker reads the reason and goes on.
 */
export async function acceptReport(
  swarm: Swarm,
  name: string,
  report: WorkerReport,
  signal?: AbortSignal,
): Promise<Denial | undefined> {
  const { run } = swarm;
  const worker = workerNamed(run.state, name);
  if (worker?.now.status !== "running" || !worker.home)
    return deny(
      "WORKER_CLOSED",
      say(`${name} is not running.`, `${name}은(는) 실행 중이 아닙니다.`),
      "Stop here.",
    );
  const early = run.refusal({ type: "WORKER_COMPLETED", worker: worker.spec.name });
  if (early) return early;
  await run.submit({ type: "WORKER_STAGE", worker: name, stage: "self-qa" });
  const judged = await judge(swarm, worker, report, signal).catch(async (error: unknown) => {
    // The Worker is no longer in its QA, and its report was not judged.
    const why = say(String(error), error instanceof AegisError ? error.what.ko : String(error));
    await noteRefused(swarm, name, "UNFIT", why);
    throw error;
  });
  if ("code" in judged) return refuse(swarm, worker, judged);
  return run.submit({
    type: "WORKER_COMPLETED",
    worker: name,
    summary: report.summary,
    ...(report.notes ? { notes: report.notes } : {}),
    ...judged,
  });
}

async function judge(
  swarm: Swarm,
  worker: WorkerState,
  report: WorkerReport,
  signal: AbortSignal | undefined,
): Promise<Denial | { commit: string; files: string[]; qa: QaResult[] }> {
  const { git, top } = swarm;
  const base = worker.home?.base ?? "";
  const { commit: kept, nested: folders } = await takeWork(swarm, worker);
  const commit = kept ?? base;
  const changes = await git.changes(top, base, commit);
  const nested = nestedRepository({ folders, changes, tool: "worker_report" });
  if (nested) return nested;
  if (!kept && !(await mayStayEmpty(swarm, worker, commit)))
    return deny(
      "EMPTY_DIFF",
      say(
        "Your worktree has no changes, and the approved plan expects some.",
        "Worker의 worktree에 변경이 없는데, 승인된 계획은 변경을 요구합니다.",
      ),
      "Do the task in your scope, then report. If you cannot do the task, say why in notes and stop.",
    );
  const files = changes.map(({ path }) => path);
  const strays = [...new Set([...outside(worker.spec.scope, files), ...files.filter(isProtected)])];
  if (strays.length > 0) return outOfScope(worker, strays);
  const claimed = report.changes.map(({ path }) => relative(path, worker.home?.directory ?? ""));
  const written = new Set(files.map((path) => path.normalize("NFC")));
  const unseen = claimed.filter((path) => !written.has(path));
  const invented = unseen.length > 0 ? await neverWritten(swarm, worker, commit, unseen) : [];
  if (invented.length > 0)
    return deny(
      "REPORT_MISMATCH",
      say(
        `You report changes to ${invented.join(", ")}, but the diff holds only ${files.join(", ") || "nothing"}.`,
        `Worker가 변경했다고 보고한 파일이 diff에 없습니다: ${invented.join(", ")}. diff에 있는 파일: ${files.join(", ") || "없음"}.`,
      ),
      "Report only changes that are in the worktree, or make the missing change.",
    );
  const { results: qa, changed } = await runChecks(swarm, worker, commit, signal);
  const failed = qa.find(({ exitCode }) => exitCode !== 0);
  if (failed)
    return deny(
      "QA_FAILED",
      qaFailure(failed),
      "Fix it in your scope and call worker_report again. QA runs on a clean checkout of your diff, without files that git ignores.",
    );
  if (changed.length > 0)
    return deny(
      "QA_FAILED",
      say(
        `"${qa.at(-1)?.command}" changed ${changed.join(", ")}, so it did not test your diff.`,
        `"${qa.at(-1)?.command}" 명령이 파일을 바꾸어서 Worker의 diff를 그대로 검사한 것이 아닙니다: ${changed.join(", ")}.`,
      ),
      "Run that command yourself, so that its changes are in your diff, and call worker_report again.",
    );
  return { commit, files, qa };
}

/** An empty diff needs the plan's word, or earlier work of the Worker that is still in its base. */
async function mayStayEmpty(swarm: Swarm, worker: WorkerState, commit: string): Promise<boolean> {
  const { spec } = worker;
  if (!mayChangeNothing(swarm.run.state, spec.name)) return false;
  return (
    spec.may_change_nothing === true || (await wholeWork(swarm, worker, commit)).paths.length > 0
  );
}

/** The base of a later attempt may hold earlier work of the Worker, which counts too. */
async function neverWritten(
  swarm: Swarm,
  worker: WorkerState,
  commit: string,
  paths: readonly string[],
): Promise<string[]> {
  const { paths: own } = await wholeWork(swarm, worker, commit);
  const written = new Set(own.map((path) => path.normalize("NFC")));
  return paths.filter((path) => !written.has(path));
}

/**
 * Runs the agreed commands on a clean checkout of exactly the commit, without ignored, hidden or newly
 * written files of the live worktree. The output names files as the Worker knows them.
 */
async function runChecks(
  swarm: Swarm,
  worker: WorkerState,
  commit: string,
  signal: AbortSignal | undefined,
): Promise<QaRun> {
  // A unique name, because two reports in one message are checked at the same time.
  const directory = worktreeOf(swarm, `${worker.id}-qa-${swarm.journal.newRunId()}`);
  const home = worker.home?.directory ?? "";
  const { approved } = swarm.run.state;
  const lines = approved ? reportQa(approved.plan, worker.spec) : worker.spec.qa;
  const commands = lines.map((command) => ({ name: worker.spec.name, command }));
  try {
    const request = { directory, commit, commands, untilFailure: true, signal };
    const { results, changed } = await runOnCommit(swarm, request);
    const familiar = results.map((result) => ({
      ...result,
      tail: result.tail.replaceAll(directory, home),
    }));
    return { results: familiar, changed };
  } finally {
    await dropWorktree(swarm, directory);
  }
}

export function qaFailure(result: QaResult): Sentence {
  const { en, ko } = howEnded(result);
  const end = result.tail.slice(-3000);
  return say(`${en}. Its output ends:\n${end}`, `${ko}. 출력의 끝부분:\n${end}`);
}

async function noteRefused(
  { run }: Swarm,
  worker: string,
  code: string,
  why: Sentence,
): Promise<void> {
  await run.submit({ type: "REPORT_REFUSED", worker, code, why: why.en, ...korean(why) });
}

async function refuse(swarm: Swarm, worker: WorkerState, denial: Denial): Promise<Denial> {
  const name = worker.spec.name;
  const why = inBoth((language) => denial.why[language].slice(0, 2000));
  await noteRefused(swarm, name, denial.code, why);
  const refused = workerNamed(swarm.run.state, name)?.refusedReports ?? 0;
  if (refused < REPORT_LIMIT || swarm.run.refusal({ type: "WORKER_FAILED", worker: name }))
    return denial;
  const commit = await keepWork(swarm, worker);
  await swarm.run.submit({
    type: "WORKER_FAILED",
    worker: name,
    failure: "REPORT_REFUSED",
    why: `${refused} reports were refused; the last one: [${denial.code}] ${why.en}`,
    ko: `보고 ${refused}건이 거부되었습니다. 마지막 보고: [${denial.code}] ${why.ko}`,
    ...(commit ? { commit } : {}),
  });
  return { ...denial, next: "You are out of attempts. Stop here." };
}

function relative(path: string, directory: string): string {
  const inside = path.startsWith(`${directory}/`) ? path.slice(directory.length + 1) : path;
  return inside.replace(/^\.\//, "").normalize("NFC");
}
