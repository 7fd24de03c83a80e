import type { Hooks } from "@opencode-ai/plugin";
import { type Language, say } from "../../kit/sentence.ts";
import { type Denial, denialText, deny } from "../core/run/denial.ts";
import { workersOpen } from "../core/run/guards.ts";
import { type RunState, runOpen } from "../core/run/state.ts";
import { unfinishedWorkers } from "../core/run/workers-of.ts";
import { contradictions } from "../core/show/contradiction.ts";
import { TRUTH_WORDS } from "../core/show/truth-words.ts";
import { plainStatus, shownStatus } from "../core/text/dashboard.ts";
import { WORDS } from "../core/text/messages.ts";
import { planDocument } from "../core/text/plan-text.ts";
import { asksUser, completionClaim } from "../core/words/claims.ts";
import { slipOf } from "../core/words/turn-end.ts";
import type { LastTurn } from "../ports.ts";
import { actorOf } from "./actor.ts";
import { phaseCard } from "./phase-card.ts";
import type { Project } from "./project.ts";
import type { SessionView } from "./session-views.ts";

/**
 * Marks false words of the Commander for the reader. A claim of completion while work is open is also answered by a
 * hidden message within the same turn, so that the model goes on working (also in `opencode run`).
 */
export function refuteClaims(project: Project): NonNullable<Hooks["experimental.text.complete"]> {
  return async (input, output) => {
    const { state } = project.swarm.run;
    const view = project.sessions.of(input.sessionID);
    if (actorOf(project, input.sessionID).role !== "commander" || view.stoppedByUser) return;
    const open = openWork(state);
    const claim = open && completionClaim(output.text, unfinishedWorkers(state).length === 0);
    const language = project.language.now;
    const others = contradictions(output.text, state, language).filter(
      ({ kind }) => !claim || kind !== "committed",
    );
    const truths = others.map(({ truth }) => truth);
    if (open && claim) truths.unshift(openWords(state, language));
    for (const truth of truths) output.text += `\n\n> ⛔ AEGIS: ${truth}`;
    const sentences = [claim, ...others.map(({ sentence }) => sentence)];
    await noteClaims(project, new Set(sentences.filter((each) => each !== undefined)));
    if (!open || !claim || !view.continuation(project.swarm.config.limits.continuations)) return;
    const text = `${denialText(refuted(claim, open))}\n${phaseCard(state)}`;
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
    output.text = `> 📋 AEGIS: ${words.header}\n\n${planDocument(proposal, project.language.now)}\n\n${words.question(plan.workers.length)}\n\n---\n\n${output.text}`;
  };
}

/** Notes false words in the journal. */
async function noteClaims({ swarm }: Project, sentences: ReadonlySet<string>): Promise<void> {
  for (const sentence of sentences)
    await swarm.run.submit({
      type: "CALL_REFUSED",
      who: "commander",
      tool: "(text)",
      code: "CLAIM_REFUTED",
      detail: sentence.slice(0, 300),
    });
}

function refuted(claim: string, { why, next }: OpenWork): Denial {
  const shown = claim.slice(0, 120);
  return deny(
    "CLAIM_REFUTED",
    say(
      `You wrote "${shown}", but ${why.en}`,
      `Commander는 "${shown}"라고 썼지만, 아직 일이 남아 있습니다. ${why.ko}`,
    ),
    next,
  );
}

type OpenWork = Pick<Denial, "why" | "next">;

/** The open work, in words for people. */
function openWords(state: RunState, language: Language): string {
  const words = TRUTH_WORDS[language];
  const rest = unfinishedWorkers(state);
  if (rest.length === 0) return words.uncommitted(state.phase);
  const named = rest.map(
    (worker) => `${worker.spec.name} (${plainStatus(shownStatus(worker, true), language)})`,
  );
  return words.unfinished(named.join(", "));
}

/** The open work, in words for the model; undefined if all work is done. */
function openWork(state: RunState): OpenWork | undefined {
  if (!runOpen(state) || !state.approved) return undefined;
  const rest = unfinishedWorkers(state);
  if (rest.length > 0) return workersOpen(rest);
  return {
    why: say(
      `nothing is committed: the run is in ${state.phase}.`,
      `커밋한 것이 없고 실행은 ${state.phase} 단계에 있습니다.`,
    ),
    next: "Go on with the phase; only commit ends a run.",
  };
}

/**
 * Answers a call that the Commander of a one-shot run wrote as text, within the same turn: such a run ends at its first
 * idle moment. `continueIdle` answers all others.
 */
export function answerWrittenCall(
  project: Project,
): NonNullable<Hooks["experimental.text.complete"]> {
  return async ({ sessionID }, { text }) => {
    const slip = slipOf({ text });
    if (!project.oneShot || slip?.kind !== "call-as-text") return;
    if (actorOf(project, sessionID).role !== "commander") return;
    const { limits } = project.swarm.config;
    if (project.sessions.of(sessionID).continuation(limits.continuations))
      await project.transcript.say(sessionID, `[Aegis] ${slip.says}`);
  };
}

/**
 * Sends an idle Commander back to work if it is the Commander's turn: after a slip, or to the open work of a run. A
 * limited number of times, never after the user's Esc and never if the Commander asks the user something.
 */
export async function continueIdle(project: Project, sessionID: string): Promise<void> {
  const { swarm } = project;
  const view = project.sessions.of(sessionID);
  if (project.openings.suspended || project.oneShot || view.stoppedByUser) return;
  if (actorOf(project, sessionID).role !== "commander") return;
  const { continuations } = swarm.config.limits;
  const { spoken } = view;
  const turn = await swarm.host.lastTurn(sessionID, swarm.top);
  // If the user has written meanwhile, the session has a turn of theirs.
  if (turn.busy || turn.error || view.spoken !== spoken) return;
  const text = backToWork(swarm.run.state, turn);
  if (text === undefined) return tellOfPlan(project, view);
  if (view.continuation(continuations))
    await swarm.host.prompt({ sessionID, agent: "commander", text, synthetic: true });
  else if (view.rests()) await tellRest(project);
}

/** The user has written, and the plan that they were shown still waits: says how it is answered. */
function tellOfPlan({ swarm, notes, language }: Project, view: SessionView): void {
  const { proposal } = swarm.run.state;
  if (proposal?.shownAt === undefined || !view.restsBefore(proposal.number)) return;
  notes.told(`📋 ${WORDS[language.now].planWaits}`);
}

/** Tells people that nothing goes on by itself any more, and what to type. */
async function tellRest({ notes, toast, language }: Project): Promise<void> {
  const text = WORDS[language.now].rests;
  notes.told(`✋ ${text}`);
  await toast([text]);
}

/** What sends the Commander back to work; undefined if it may rest. */
function backToWork(state: RunState, turn: LastTurn): string | undefined {
  const slip = slipOf(turn);
  const working = state.workers.some(({ now }) => now.status === "running");
  if (slip && !(slip.kind === "empty" && working))
    return `[Aegis] ${slip.says}\n${phaseCard(state)}`;
  if (state.sessionID === undefined || !runOpen(state) || state.phase === "DESIGN")
    return undefined;
  return state.proposal || working || asksUser(turn.text) ? undefined : phaseCard(state);
}
