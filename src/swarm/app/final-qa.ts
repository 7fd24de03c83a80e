import { finalQa, type QaCommand } from "../core/plan/plan.ts";
import { CHANGED, NO_QA, QA_STOPPED, qaVerdict, suspects } from "../core/qa.ts";
import type { Denial } from "../core/run/denial.ts";
import type { QaResult } from "../core/run/events.ts";
import { nothingIntegrated } from "../core/run/out-of-phase.ts";
import { checkOut } from "./integration.ts";
import { type QaRequest, type QaRun, runOnCommit } from "./qa-commands.ts";
import { integrationWorktree, type Swarm } from "./swarm.ts";

export interface QaOutcome {
  results: QaResult[];
  passed: boolean;
  why: string;
  suspects: string[];
  tree: string;
}

/**
 * Runs the agreed commands on exactly the integrated tree, each time in a new worktree (see `runOnCommit`).
 * QA fails if a command changes tracked files. The receipt is bound to the tree.
 */
export async function runFinalQa(
  swarm: Swarm,
  options: { only?: readonly string[] | undefined; signal?: AbortSignal },
): Promise<{ denial: Denial } | { outcome: QaOutcome }> {
  const { run } = swarm;
  const refused = run.refusal({ type: "QA_PASSED" });
  if (refused) return { denial: refused };
  const { integration, approved } = run.state;
  if (!integration) return { denial: nothingIntegrated() };
  const { tree, commit } = integration;
  const all = approved ? finalQa(approved.plan) : [];
  const wanted = chosen(all, options.only);
  const { results, changed } = await runCommands(swarm, {
    directory: integrationWorktree(swarm),
    commit,
    commands: wanted,
    untilFailure: false,
    signal: options.signal,
  });
  const verdict = judge(results, all.length, changed, options.signal?.aborted ?? false);
  const named = suspects(failingOutput(results), approved?.plan.workers ?? []);
  const outcome = { results, ...verdict, suspects: named, tree };
  // A passed run of only some commands is information; only a complete run can pass QA.
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

async function runCommands(swarm: Swarm, request: QaRequest): Promise<QaRun> {
  try {
    return await runOnCommit(swarm, request);
  } finally {
    // The next integration must not take files that QA left behind for a fix by the Commander.
    await checkOut(swarm, request.commit);
  }
}

function judge(
  results: readonly QaResult[],
  expected: number,
  changed: readonly string[],
  aborted: boolean,
): { passed: boolean; why: string } {
  if (aborted) return { passed: false, why: QA_STOPPED };
  if (changed.length > 0) return { passed: false, why: `${CHANGED.en}${changed.join(", ")}` };
  if (expected === 0) return { passed: false, why: NO_QA };
  return qaVerdict(results);
}

function failingOutput(results: readonly QaResult[]): string {
  return results
    .filter(({ exitCode }) => exitCode !== 0)
    .map(({ tail }) => tail)
    .join("\n");
}
