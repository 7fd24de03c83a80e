import type { Hooks } from "@opencode-ai/plugin";
import { denialText, deny } from "../core/run/denial.ts";
import { workersOpen } from "../core/run/guards.ts";
import { type RunState, runOpen, unfinishedWorkers } from "../core/run/state.ts";
import { WORDS } from "../core/text/messages.ts";
import { planDocument } from "../core/text/plan-text.ts";
import { asksUser, completionClaim } from "../core/words/claims.ts";
import { actorOf } from "./actor.ts";
import { phaseCard } from "./phase-card.ts";
import type { Project } from "./project.ts";
import { sessionOf } from "./project.ts";

/**
 * A "done" while work is open is answered inside the turn: the text is marked for the reader, and a message
 * that the user does not see sends the model back, so that the loop goes on (also in `opencode run`).
 */
export function refuteClaims(project: Project): NonNullable<Hooks["experimental.text.complete"]> {
  return async (input, output) => {
    const { state } = project.swarm.run;
    const view = sessionOf(project, input.sessionID);
    if (actorOf(project, input.sessionID).role !== "commander" || view.stoppedByUser) return;
    const open = openWork(state);
    const claim = open && completionClaim(output.text);
    if (!open || !claim) return;
    const { limits } = project.swarm.config;
    output.text += `\n\n> ⛔ AEGIS: ${open.why}`;
    await project.swarm.run.submit({
      type: "CALL_REFUSED",
      who: "commander",
      tool: "(text)",
      code: "CLAIM_REFUTED",
      detail: claim.slice(0, 300),
    });
    if (view.continuations >= limits.continuations) return;
    view.continuations += 1;
    const text = `${denialText({ ...deny("CLAIM_REFUTED", `You wrote "${claim.slice(0, 120)}", but ${open.why}`, open.next) })}\n${phaseCard(state)}`;
    await project.say(input.sessionID, text);
  };
}

/**
 * A plan that waits is put as it is stored before the Commander's first text after it, once: only words
 * written after that can approve it. Not where our question is about to show it.
 */
export function showPlan(project: Project): NonNullable<Hooks["experimental.text.complete"]> {
  return async ({ sessionID }, output) => {
    const { run } = project.swarm;
    const { proposal } = run.state;
    if (!proposal || proposal.shownAt !== undefined || project.asking.has(sessionID)) return;
    if (actorOf(project, sessionID).role !== "commander" || output.text.trim() === "") return;
    if (sessionID !== proposal.sessionID && sessionID !== run.state.sessionID) return;
    const denial = await run.submit({ type: "PLAN_SHOWN", proposal: proposal.number });
    if (denial) return;
    const words = WORDS[project.language].plan;
    const { plan } = proposal;
    // Before the model's words: what stands first cannot be hidden by what comes after.
    output.text = `> 📋 AEGIS: ${words.header}\n\n${planDocument(plan, project.language)}\n\n${words.question(plan.workers.length)}\n\n---\n\n${output.text}`;
  };
}

/** What is open, if anything: in words for the model and the reader. */
function openWork(state: RunState): { why: string; next: string } | undefined {
  if (!runOpen(state) || !state.approved) return undefined;
  const rest = unfinishedWorkers(state);
  if (rest.length > 0) return workersOpen(rest);
  return {
    why: `nothing is committed: the run is in ${state.phase}.`,
    next: "Go on with the phase; only commit ends a run.",
  };
}

/**
 * The Commander went idle. With open work that is nobody's turn but its own it is sent back, a limited
 * number of times, never after the user's Esc and never when it asks the user something.
 */
export async function continueIdle(project: Project, sessionID: string): Promise<void> {
  const { swarm } = project;
  const view = sessionOf(project, sessionID);
  const { state } = swarm.run;
  if (project.disposing || project.oneShot || view.stoppedByUser) return;
  if (actorOf(project, sessionID).role !== "commander" || state.sessionID === undefined) return;
  if (!runOpen(state) || state.phase === "DESIGN" || state.proposal) return;
  if (state.workers.some(({ now }) => now.status === "running")) return;
  if (view.continuations >= swarm.config.limits.continuations) return;
  const turn = await swarm.host.lastTurn(sessionID, swarm.top);
  if (turn.busy || turn.error || asksUser(turn.text)) return;
  view.continuations += 1;
  await swarm.host.prompt({
    sessionID,
    agent: "commander",
    text: phaseCard(state),
    synthetic: true,
  });
}
