import { type Denial, deny } from "../core/denial.ts";
import type { QaResult } from "../core/events.ts";
import { outOfScope } from "../core/gate.ts";
import { isProtected } from "../core/protected.ts";
import { parseCounts } from "../core/qa.ts";
import { outside } from "../core/scope/algebra.ts";
import { type WorkerState, workerNamed } from "../core/state.ts";
import type { CommandResult } from "../ports.ts";
import { keepWork, type Swarm } from "./swarm.ts";

/** What a Worker says of its work. None of it is believed; all of it is compared. */
export interface WorkerReport {
  summary: string;
  changes: readonly { path: string; what: string }[];
  checks: readonly { command: string; result: string }[];
  notes?: string | undefined;
}

/** Refused reports after which the Worker is failed: it does not get there by itself. */
const REPORT_LIMIT = 6;

/**
 * Accepts a report only on evidence: a diff that is not empty, all of it in scope, and every agreed
 * command run by us with exit 0. Otherwise the Worker reads why and goes on.
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
    return deny("WORKER_CLOSED", `${name} is not running.`, "Stop here.");
  await run.submit({ type: "WORKER_STAGE", worker: name, stage: "self-qa" });
  const judged = await judge(swarm, worker, report, signal);
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
  const commit = await keepWork(swarm, worker);
  if (!commit)
    return deny(
      "EMPTY_DIFF",
      "Your worktree holds no change at all.",
      "Do the task in your scope, then report. If it cannot be done, say why in notes and stop.",
    );
  const files = (await git.changes(top, base, commit)).map(({ path }) => path);
  const strays = [...new Set([...outside(worker.spec.scope, files), ...files.filter(isProtected)])];
  if (strays.length > 0) return outOfScope(worker, strays);
  const claimed = report.changes.map(({ path }) => relative(path, worker.home?.directory ?? ""));
  const changed = new Set(files.map((path) => path.normalize("NFC")));
  const invented = claimed.filter((path) => !changed.has(path));
  if (invented.length > 0)
    return deny(
      "REPORT_MISMATCH",
      `You report changes to ${invented.join(", ")}, but the diff holds only ${files.join(", ")}.`,
      "Report what is in the worktree, or make the change.",
    );
  const qa = await runChecks(swarm, worker, signal);
  const failed = qa.find(({ exitCode }) => exitCode !== 0);
  return failed
    ? deny("QA_FAILED", qaFailure(failed), "Mend it in your scope and call worker_report again.")
    : { commit, files, qa };
}

async function runChecks(
  swarm: Swarm,
  worker: WorkerState,
  signal: AbortSignal | undefined,
): Promise<QaResult[]> {
  const results: QaResult[] = [];
  const directory = worker.home?.directory ?? "";
  for (const line of worker.spec.qa) {
    const result = await swarm.runner.run({
      line,
      directory,
      writable: [directory],
      timeoutMs: swarm.config.limits.qaMinutes * 60_000,
      ...(signal ? { signal } : {}),
    });
    results.push(qaResult(worker.spec.name, line, result));
    if (result.exitCode !== 0) break;
  }
  return results;
}

export function qaResult(name: string, command: string, result: CommandResult): QaResult {
  const counts = parseCounts(result.tail);
  return {
    name,
    command,
    ...result,
    tail: result.tail.slice(-4000),
    ...(counts ? { counts } : {}),
  };
}

export function qaFailure({ command, exitCode, timedOut, tail }: QaResult): string {
  const how = timedOut ? "ran out of time" : `ended with ${exitCode ?? "a signal"}`;
  return `"${command}" ${how}. Its output ends:\n${tail.slice(-3000)}`;
}

async function refuse(swarm: Swarm, worker: WorkerState, denial: Denial): Promise<Denial> {
  const name = worker.spec.name;
  const why = denial.why.slice(0, 2000);
  await swarm.run.submit({ type: "REPORT_REFUSED", worker: name, code: denial.code, why });
  const refused = workerNamed(swarm.run.state, name)?.refusedReports ?? 0;
  if (refused < REPORT_LIMIT) return denial;
  const commit = await keepWork(swarm, worker);
  await swarm.run.submit({
    type: "WORKER_FAILED",
    worker: name,
    failure: "REPORT_REFUSED",
    why: `${refused} reports were refused; the last one: [${denial.code}] ${why}`,
    ...(commit ? { commit } : {}),
  });
  return { ...denial, next: "You are out of attempts. Stop here." };
}

function relative(path: string, directory: string): string {
  const inside = path.startsWith(`${directory}/`) ? path.slice(directory.length + 1) : path;
  return inside.replace(/^\.\//, "").normalize("NFC");
}
