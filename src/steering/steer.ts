import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import { knownError } from "../kit/known-error.ts";
import { localeLanguage } from "../kit/locale.ts";
import { alike, type Language, type Sentence, say } from "../kit/sentence.ts";
import { reportView, statusView, type ViewPlace } from "../runs/views.ts";
import { openServer } from "../swarm/core/run/server-open.ts";
import type { Project } from "../swarm/opencode/project.ts";
import { shellLayerText } from "../swarm/opencode/shell-layer-text.ts";
import { abort, named, reached, resume, stop } from "./acts.ts";
import { type Answered, done, notDone } from "./core/answered.ts";
import { type Deed, deedOf } from "./core/decide.ts";
import { readAct, type Wanted } from "./core/read-act.ts";
import type { TypedAt } from "./core/typed-at.ts";
import { helpText, STEERING_WORDS } from "./core/words.ts";
import { languageHere } from "./language-here.ts";
import { choosePlan } from "./plan-act.ts";
import { approve, decline, planQuestionOf, showPlan } from "./plan-answer.ts";
import { cancel, retry } from "./worker-acts.ts";

/** An act that the user has typed. */
export interface SteeringCall {
  /** The conversation; absent if the act came from a shell of the user's. */
  readonly sessionID?: string;
  /** The words after the command. */
  readonly said: string;
  readonly at: TypedAt;
  /** The language of the command line; a conversation has its own. */
  readonly language?: Language;
  /** Whether the user can have read the plan of this number where they type; a conversation shows the newest plan. */
  readonly hasRead?: (plan: number) => boolean;
}

/**
 * Carries out the user's act without asking a model, and returns the text for the user. `open` opens the project,
 * and rejects if no run is possible here. Never rejects: what fails is the answer.
 */
export async function steer(
  call: SteeringCall,
  open: () => Promise<Project>,
  env: Environment,
): Promise<Answered> {
  const { said } = call;
  let language = call.language ?? localeLanguage(env);
  try {
    const wanted = readAct(said);
    const project = await open().catch((error: unknown) => {
      // The list needs no repository.
      if (wanted.act === "help") return undefined;
      throw error;
    });
    if (!call.language) language = await languageHere(project, call, wanted, language);
    if (!project) return done(helpText(language));
    return await carryOut(project, { ...call, wanted }, { env, language });
  } catch (error) {
    const { what, next } =
      knownError(error) ??
      new AegisError(
        "STEERING_FAILED",
        alike(String(error)),
        say("Look into OpenCode's log.", "OpenCode의 로그를 확인하세요."),
      );
    return notDone(STEERING_WORDS[language].failed(what[language], next[language]));
  }
}

interface Voice {
  readonly env: Environment;
  readonly language: Language;
}

async function carryOut(
  project: Project,
  { sessionID, wanted, at, hasRead }: SteeringCall & { wanted: Wanted },
  voice: Voice,
): Promise<Answered> {
  const { language } = voice;
  const { state } = project.swarm.run;
  const sessions = reached(project, sessionID);
  const open = await serverOpen(project, wanted);
  const busy = await someBusy(project, sessions);
  const planAsked = planQuestionOf(project, state.proposal) !== undefined;
  const { proposal } = state;
  const planUnread = proposal !== undefined && hasRead?.(proposal.number) === false;
  const deed = deedOf(wanted, {
    ...{ state, busy, serverOpen: open !== undefined },
    ...{ planAsked, planUnread },
  });
  const place = { session: sessions[0], busy, at };
  switch (deed.do) {
    case "stop":
      return stop(project, { sessions, workers: deed.workers, busy }, language);
    case "resume":
      return resume(project, { ...place, workers: deed.workers }, language);
    case "retry":
      return retry(project, { ...place, ...deed }, language);
    case "cancel":
      return cancel(project, deed.worker, language);
    case "abort":
      return abort(project, voice.env, language);
    case "choose":
      return choosePlan(project, { ...deed, at }, language);
    case "show-plan":
      return showPlan(project, deed.proposal, language);
    case "approve":
      return approve(project, { ...place, ...deed }, language);
    case "decline":
      return decline(project, { ...place, ...deed }, language);
    case "show":
      return done(await shown(deed.what, project, voice));
    default: {
      const text = said(deed, project, { ...voice, open });
      // A stop that finds nothing at work has what it asks for.
      return deed.do === "say" && deed.what === "nothing-to-stop" ? done(text) : notDone(text);
    }
  }
}

/** Why an act does nothing. */
function said(
  deed: Extract<Deed, { do: "correct" | "say" | "name-plan" }>,
  project: Project,
  { language, open }: Voice & { open: Sentence | undefined },
): string {
  const words = STEERING_WORDS[language];
  if (deed.do === "correct")
    return `${words.unknown(deed.said, deed.nearest)}\n${helpText(language)}`;
  if (deed.do === "name-plan") return words.plan.another(deed.named, deed.waits);
  const { swarm, startCommand } = project;
  if (deed.what === "server-open") return words.serverOpen(open?.[language] ?? "", startCommand);
  if (deed.what !== "unknown-worker") return words.idle[deed.what];
  const names = swarm.run.state.workers.map(({ spec }) => spec.name);
  return words.unknownWorker(named(project, names));
}

async function shown(
  what: Extract<Deed, { do: "show" }>["what"],
  { swarm, shell }: Project,
  voice: Voice,
): Promise<string> {
  const place: ViewPlace = { top: swarm.top, ...voice };
  if (what === "status")
    return `${await statusView(place)}\n\n${shellLayerText(shell, place.language)}`;
  return what === "report" ? reportView(place) : helpText(place.language);
}

const FOR_THE_USER_ALONE: ReadonlySet<string> = new Set([
  "approve",
  "decline",
  "choose",
  "resume",
  "retry",
  "cancel",
  "abort",
]);

/** Why any program could have sent this; asked only for acts that a stranger must not do. */
async function serverOpen(project: Project, { act }: Wanted): Promise<Sentence | undefined> {
  if (!FOR_THE_USER_ALONE.has(act)) return undefined;
  const access = await project.controlPlane.access();
  return openServer(access, project.startCommand) && access.listens ? access.why : undefined;
}

/** True if one of the sessions is in a turn. A session that OpenCode does not know any more is in none. */
async function someBusy({ swarm, log }: Project, sessions: readonly string[]): Promise<boolean> {
  for (const id of sessions) {
    const turn = await swarm.host.lastTurn(id, swarm.top).catch(async (error: unknown) => {
      await log("warn", `/aegis: ${String(error)}`);
      return undefined;
    });
    if (turn?.busy && !turn.empty) return true;
  }
  return false;
}
