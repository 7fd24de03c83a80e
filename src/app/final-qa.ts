import type { Denial } from "../core/denial.ts";
import type { QaResult } from "../core/events.ts";
import { finalQa, type QaCommand } from "../core/plan/plan.ts";
import { qaVerdict, suspects } from "../core/qa.ts";
import { qaResult } from "./evidence.ts";
import { checkOut } from "./integration.ts";
import type { Swarm } from "./swarm.ts";

export interface QaOutcome {
  results: QaResult[];
  passed: boolean;
  why: string;
  suspects: string[];
  tree: string;
}

/**
 * Runs the agreed commands on exactly the integrated tree: the worktree is put to the integrated
 * commit first, and a command that changes tracked files makes the run fail, because what comes after it
 * would test another tree. The receipt is bound to the tree.
 */
export async function runFinalQa(
  swarm: Swarm,
  options: { only?: readonly string[] | undefined; signal?: AbortSignal },
): Promise<{ denial: Denial } | { outcome: QaOutcome }> {
  const { run } = swarm;
  const { integration, approved, phase } = run.state;
  if (phase !== "FINAL_QA" || !integration || !approved) {
    const denial = await run.submit({ type: "QA_PASSED", tree: ZERO, results: [] });
    if (denial) return { denial };
  }
  const tree = integration?.tree ?? ZERO;
  const directory = await checkOut(swarm, integration?.commit ?? ZERO);
  const all = approved ? finalQa(approved.plan) : [];
  const wanted = chosen(all, options.only);
  const { results, changed } = await runCommands(swarm, wanted, directory, tree, options.signal);
  // What QA left behind must not pass for a fix of the Commander's at the next integration.
  await checkOut(swarm, integration?.commit ?? ZERO);
  const verdict = judge(results, all.length, changed, options.signal?.aborted ?? false);
  const named = suspects(failingOutput(results), approved?.plan.workers ?? []);
  const outcome = { results, ...verdict, suspects: named, tree };
  // A run of some of the commands informs; only a complete one may open or close the way to the commit.
  if (verdict.passed && wanted.length < all.length)
    return { outcome: { ...outcome, why: "partial run" } };
  const denial = await run.submit(
    verdict.passed
      ? { type: "QA_PASSED", tree, results }
      : { type: "QA_FAILED", tree, results, why: verdict.why, suspects: named },
  );
  return denial ? { denial } : { outcome };
}

function chosen(all: QaCommand[], only: readonly string[] | undefined): QaCommand[] {
  if (!only?.length) return all;
  return all.filter(({ name, command }) => only.includes(name) || only.includes(command));
}

async function runCommands(
  swarm: Swarm,
  commands: readonly QaCommand[],
  directory: string,
  tree: string,
  signal: AbortSignal | undefined,
): Promise<{ results: QaResult[]; changed: string[] }> {
  const results: QaResult[] = [];
  for (const { name, command } of commands) {
    if (signal?.aborted) break;
    const result = await swarm.runner.run({
      line: command,
      directory,
      writable: [directory],
      timeoutMs: swarm.config.limits.qaMinutes * 60_000,
      ...(signal ? { signal } : {}),
    });
    results.push(qaResult(name, command, result));
    const changed = await trackedChanges(swarm, directory, tree);
    if (changed.length > 0) return { results, changed };
  }
  return { results, changed: [] };
}

function judge(
  results: readonly QaResult[],
  expected: number,
  changed: readonly string[],
  aborted: boolean,
): { passed: boolean; why: string } {
  if (aborted) return { passed: false, why: "QA was stopped before its end" };
  if (changed.length > 0)
    return { passed: false, why: `a QA command changed tracked files: ${changed.join(", ")}` };
  if (expected === 0) return { passed: false, why: "the plan has no QA command" };
  return qaVerdict(results);
}

async function trackedChanges(swarm: Swarm, directory: string, tree: string): Promise<string[]> {
  const now = await swarm.git.snapshot(directory, { exclude: swarm.config.worktree.link });
  if (now.tree === tree) return [];
  const changes = await swarm.git.changes(swarm.top, tree, now.tree);
  return changes.filter(({ status }) => status !== "added").map(({ path }) => path);
}

function failingOutput(results: readonly QaResult[]): string {
  return results
    .filter(({ exitCode }) => exitCode !== 0)
    .map(({ tail }) => tail)
    .join("\n");
}

const ZERO = "0".repeat(40);
