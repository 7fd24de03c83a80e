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

/**
 * Answers a claim of completion while work is open: marks the text for the reader and adds a hidden message
 * within the same turn, so that the model goes on working (also in `opencode run`).
 */
export function refuteClaims(project: Project): NonNullable<Hooks["experimental.text.complete"]> {
  return async (input, output) => {
    const { state } = project.swarm.run;
    const view = project.sessions.of(input.sessionID);
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
    if (!view.continuation(limits.continuations)) return;
    const text = `${denialText(deny("CLAIM_REFUTED", `You wrote "${claim.slice(0, 120)}", but ${open.why}`, open.next))}\n${phaseCard(state)}`;
    await project.transcript.say(input.sessionID, text);
  };
}

/**
 * Puts the stored plan once before the Commander's first text after the proposal; only words written after
 * that can approve the plan. A plan question that is open or asked shows the plan itself.
 */
export function showPlan(project: Project): NonNullable<Hooks["experimental.text.complete"]> {
  return async ({ sessionID }, output) => {
    const { run } = project.swarm;
    const { proposal } = run.state;
    if (!proposal || proposal.shownAt !== undefined) return;
    if (project.questions.of(sessionID).state !== "none") return;
    if (actorOf(project, sessionID).role !== "commander" || output.text.trim() === "") return;
    if (sessionID !== proposal.sessionID && sessionID !== run.state.sessionID) return;
    const denial = await run.submit({ type: "PLAN_SHOWN", proposal: proposal.number });
    if (denial) return;
    const words = WORDS[project.language.now].plan;
    const { plan } = proposal;
    // The plan stands before the model's words, so that the model's text cannot hide the plan.
    output.text = `> 📋 AEGIS: ${words.header}\n\n${planDocument(plan, project.language.now)}\n\n${words.question(plan.workers.length)}\n\n---\n\n${output.text}`;
  };
}

/** The open work, in words for the model and the reader; undefined if all work is done. */
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
 * Sends an idle Commander back to open work if it is the Commander's turn: a limited number of times, never
 * after the user's Esc and never if the Commander asks the user something.
 */
export async function continueIdle(project: Project, sessionID: string): Promise<void> {
  const { swarm } = project;
  const view = project.sessions.of(sessionID);
  const { state } = swarm.run;
  if (project.openings.suspended || project.oneShot || view.stoppedByUser) return;
  if (actorOf(project, sessionID).role !== "commander" || state.sessionID === undefined) return;
  if (!runOpen(state) || state.phase === "DESIGN" || state.proposal) return;
  if (state.workers.some(({ now }) => now.status === "running")) return;
  if (view.continuations >= swarm.config.limits.continuations) return;
  const turn = await swarm.host.lastTurn(sessionID, swarm.top);
  if (turn.busy || turn.error || asksUser(turn.text)) return;
  if (!view.continuation(swarm.config.limits.continuations)) return;
  await swarm.host.prompt({
    sessionID,
    agent: "commander",
    text: phaseCard(state),
    synthetic: true,
  });
}
