import { CARDS } from "../core/phases/cards.ts";
import { PHASES } from "../core/phases/phase.ts";
import { type RunState, runOpen } from "../core/run/state.ts";
import { unfinishedWorkers } from "../core/run/workers-of.ts";
import { namesAndStates } from "../core/text/worker-states.ts";

/** Tells the model where the run stands; always at the end of a request, never in a system prompt. */
export function phaseCard(state: RunState): string {
  if (!runOpen(state))
    return "[Aegis] No run is open. Small edits: just do them. Larger work: design_propose.";
  const card = CARDS[state.phase];
  const number = PHASES.indexOf(state.phase) + 1;
  return [
    `[Aegis] Phase ${number}/7 ${state.phase}: ${card.goal}`,
    ...openDuties(state),
    `Next: ${card.next}`,
  ].join("\n");
}

/** The work that is still open, in words; a compaction keeps these words. */
export function openDuties(state: RunState): string[] {
  const duties: string[] = [];
  if (state.proposal) duties.push("A plan waits for the user's approval.");
  const open = unfinishedWorkers(state);
  if (open.some(({ now }) => now.status !== "planned"))
    duties.push(`Unfinished Workers: ${namesAndStates(open).en}.`);
  const wishes = open.flatMap(({ spec, scopeRequests }) =>
    scopeRequests.map(({ paths, why }) => `${spec.name} asks for ${paths.join(", ")}: ${why}`),
  );
  duties.push(...wishes);
  if (state.qa?.type === "QA_FAILED")
    duties.push(
      `The last QA failed: ${state.qa.why}.${state.qa.suspects.length > 0 ? ` Its output names files of ${state.qa.suspects.join(", ")}.` : ""}`,
    );
  if (state.qa?.type === "QA_PASSED") duties.push("QA passed; the commit is missing.");
  return duties;
}
