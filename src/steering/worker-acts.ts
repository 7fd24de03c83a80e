import { alike, type Language, say } from "../kit/sentence.ts";
import { cancelWorker } from "../swarm/app/cancel-worker.ts";
import { resumeStopped } from "../swarm/app/stop-run.ts";
import { refusedToPeople } from "../swarm/core/show/refused-to-people.ts";
import type { Project } from "../swarm/opencode/project.ts";
import { named, sendOn, waitingLine } from "./acts.ts";
import { type Answered, done, notDone } from "./core/answered.ts";
import type { TypedAt } from "./core/typed-at.ts";
import { STEERING_WORDS } from "./core/words.ts";

/** What the journal notes as the reason. */
export const CANCELLED_BY_USER = say("the user cancelled it", "사용자가 취소했습니다");
/** What a Worker reads if the user says nothing else. */
export const RETRIED_BY_USER = say("Finish your task and report.", "작업을 마치고 보고하세요.");

/** Sends one ended Worker back to work and the Commander on. */
export async function retry(
  project: Project,
  wanted: {
    worker: string;
    words: string;
    session: string | undefined;
    busy: boolean;
    at: TypedAt;
  },
  language: Language,
): Promise<Answered> {
  const { worker, words, session, busy, at } = wanted;
  const { swarm, supervisor } = project;
  const [result] = await project.inTurn(() =>
    resumeStopped(swarm, [worker], supervisor.noTimeLeft, words ? alike(words) : RETRIED_BY_USER),
  );
  const name = named(project, [worker]);
  const said = STEERING_WORDS[language];
  if (result?.denial)
    return notDone(said.notRetried(name, refusedToPeople(result.denial).why[language]));
  const back = [said.retried(name), ...waitingLine(project, language)];
  if (session === undefined) return done(back.join("\n"));
  await sendOn(project, { session, back: [worker], busy, by: `${at} retry` });
  return done([...back, said.resumed.commander].join("\n"));
}

/** Ends one Worker, with its diff kept. What waits for the Workers' ends learns it from the journal. */
export async function cancel(
  project: Project,
  worker: string,
  language: Language,
): Promise<Answered> {
  const denial = await cancelWorker(project.swarm, worker, CANCELLED_BY_USER);
  const name = named(project, [worker]);
  const said = STEERING_WORDS[language];
  return denial
    ? notDone(said.notCancelled(name, refusedToPeople(denial).why[language]))
    : done(said.cancelled(name, worker));
}
