import type { Language } from "../kit/sentence.ts";
import { abortedView } from "../runs/views.ts";
import { resumeStopped, stopWorkers } from "../swarm/app/stop-run.ts";
import { commanderSessions, endByUser, stopCommander } from "../swarm/compose/end-by-user.ts";
import type { ApprovalWay } from "../swarm/core/run/event-parts.ts";
import { placesOf } from "../swarm/core/run/plan-choice.ts";
import { runOpen } from "../swarm/core/run/state.ts";
import { stoppedWorkers, workersAtWork } from "../swarm/core/run/stopped.ts";
import { workerNamed } from "../swarm/core/run/workers-of.ts";
import { refusedToPeople } from "../swarm/core/show/refused-to-people.ts";
import { actorOf } from "../swarm/opencode/actor.ts";
import { phaseCard } from "../swarm/opencode/phase-card.ts";
import { approvalWay, type Project } from "../swarm/opencode/project.ts";
import { type Answered, done, notDone } from "./core/answered.ts";
import type { TypedAt } from "./core/typed-at.ts";
import { STEERING_WORDS } from "./core/words.ts";
import { denied } from "./refused.ts";

/** What the journal notes as the user's words. */
export const BY_SLASH_COMMAND = "(/aegis abort yes)";

/** The Commander's sessions that an act reaches: those of the run, and the one in which the user typed, if they did. */
export function reached(project: Project, sessionID: string | undefined): string[] {
  const typed =
    sessionID !== undefined && actorOf(project, sessionID).role === "commander" ? [sessionID] : [];
  return [...new Set([...typed, ...commanderSessions(project)])];
}

/** Ends the Commander's turns and stops these Workers; says what has stopped. */
export async function stop(
  project: Project,
  { sessions, workers, busy }: { sessions: string[]; workers: string[]; busy: boolean },
  language: Language,
): Promise<Answered> {
  const { run } = project.swarm;
  // First the Commander: the ends of its Workers would send it on.
  await stopCommander(project, sessions);
  if (workers.length > 0) await stopWorkers(project.swarm);
  const stopped = stoppedWorkers(run.state).map(({ spec }) => spec.name);
  const left = workersAtWork(run.state).map(({ spec }) => spec.name);
  const ended = workers.filter((name) => ![...stopped, ...left].includes(name));
  const now = workers.filter((name) => stopped.includes(name));
  const words = STEERING_WORDS[language].stopped;
  const text = [
    ...(now.length > 0 ? [words.workers(named(project, now))] : []),
    ...(ended.length > 0 ? [words.ended(named(project, ended))] : []),
    ...(left.length > 0 ? [words.left(named(project, left))] : []),
    ...(busy ? [words.commander] : []),
    ...(runOpen(run.state) ? [words.runOpen] : []),
  ].join("\n");
  return left.length > 0 ? notDone(text) : done(text);
}

/** Sends these Workers back to work and the Commander on; says who goes on. */
export async function resume(
  project: Project,
  {
    session,
    workers,
    busy,
    at,
  }: { session: string | undefined; workers: string[]; busy: boolean; at: TypedAt },
  language: Language,
): Promise<Answered> {
  const words = STEERING_WORDS[language].resumed;
  const results = await project.inTurn(() =>
    resumeStopped(project.swarm, workers, project.supervisor.noTimeLeft),
  );
  const back = results.filter(({ denial }) => !denial).map(({ worker }) => worker);
  const goesOn = session !== undefined && (back.length > 0 || workers.length === 0);
  if (goesOn) await sendOn(project, { session, back, busy, by: `${at} resume` });
  const text = [
    ...(back.length > 0 ? [words.workers(named(project, back))] : []),
    ...results.flatMap(({ worker, denial }) =>
      denial ? [words.stays(named(project, [worker]), refusedToPeople(denial).why[language])] : [],
    ),
    ...waitingLine(project, language),
    ...(goesOn ? [words.commander] : []),
  ].join("\n");
  return results.every(({ denial }) => !denial) ? done(text) : notDone(text);
}

/** Says that not all of the Workers that were sent back can work now; none if they can. */
export function waitingLine({ swarm }: Project, language: Language): string[] {
  const { state } = swarm.run;
  const limit = placesOf(state, swarm.config.admission);
  const { atOnce } = STEERING_WORDS[language].resumed;
  return workersAtWork(state).length > limit ? [atOnce(limit)] : [];
}

/**
 * Tells the Commander; this is the user's act, so that an earlier stop holds no longer. `by`: what the user typed; `text`:
 * what it means, if it is more than to go on.
 */
export async function sendOn(
  { sessions, transcript, swarm }: Project,
  {
    session,
    back,
    busy,
    by,
    text: told = `The user sends the run on with ${by}.`,
  }: { session: string; back: string[]; busy: boolean; by: string; text?: string },
): Promise<void> {
  const workers = back.length > 0 ? ` These Workers work again: ${back.join(", ")}.` : "";
  const text = `${told}${workers}\n${phaseCard(swarm.run.state)}`;
  sessions.of(session).userSpoke();
  if (busy) await transcript.say(session, text);
  else await swarm.host.prompt({ sessionID: session, agent: "commander", text, synthetic: true });
}

/** Ends the run for good; says what was kept. */
export async function abort(
  project: Project,
  env: Parameters<typeof abortedView>[0]["env"],
  language: Language,
): Promise<Answered> {
  const ended = await endByUser(project, BY_SLASH_COMMAND);
  if ("denial" in ended) return denied(ended.denial, language);
  return done(await abortedView({ top: project.swarm.top, env, language }));
}

/** How the user's act reached us: from a shell of their own, or as every word in a conversation. */
export function wayOf(project: Project, at: TypedAt): ApprovalWay {
  return at === "oh-my-qwencoder" ? "command-line" : approvalWay(project);
}

/** The Workers as people know them, with their ids. */
export function named({ swarm }: Project, workers: readonly string[]): string {
  return workers
    .map((name) => `${workerNamed(swarm.run.state, name)?.id ?? ""} ${name}`.trim())
    .join(", ");
}
