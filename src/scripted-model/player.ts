import {
  answersGiven,
  answersToLastWords,
  type ChatRequest,
  firstUserText,
  newestText,
  systemText,
  toolNames,
} from "./chat-request.ts";
import type { Actor, AgentName, Fail, Improviser, Script, Step } from "./script.ts";

/** The sender of a request: an Aegis agent, or OpenCode itself for a title or a compaction summary. */
export type Asker = AgentName | "title" | "compaction";

/** A request that the script has no answer for. `got` is cut at 500 characters. */
export interface Divergence {
  readonly agent: AgentName;
  readonly actor: string | undefined;
  readonly session: string | undefined;
  readonly step: number;
  readonly expected: string;
  readonly got: string;
}

/** `step` is the index in the actor's steps; `actor` is the actor's `match`. */
export interface Turn {
  readonly agent: Asker;
  readonly actor: string | undefined;
  readonly step: number;
  readonly answer: Step;
  readonly fail: Fail | undefined;
  readonly divergence: Divergence | undefined;
}

const AGENT_MARKS: ReadonlyArray<readonly [string, AgentName]> = [
  ["Aegis Commander", "commander"],
  ["Aegis Worker", "worker"],
  ["Aegis Scout", "scout"],
  ["Aegis Librarian", "librarian"],
];

/** OpenCode's own requests, recognised by their fixed system prompts; no script plays them. */
const HOUSEKEEPING: ReadonlyArray<readonly [RegExp, Asker, string]> = [
  [/title generator/i, "title", "Aegis run"],
  [/context summarization agent/i, "compaction", "Summary of the work so far (scripted)."],
];

/** Answers requests. `session` is the session that the client names. */
export interface Player {
  play(request: ChatRequest, session: string | undefined): Turn | Promise<Turn>;
}

/** The player of a script or of an improviser. */
export function playerOf(part: Script | Improviser): Player {
  return typeof part === "function" ? new ImprovisingPlayer(part) : new ScriptPlayer(part);
}

/** Asks a function for each answer. */
class ImprovisingPlayer implements Player {
  readonly #improvise: Improviser;

  constructor(improvise: Improviser) {
    this.#improvise = improvise;
  }

  async play(request: ChatRequest, session: string | undefined): Promise<Turn> {
    const system = systemText(request);
    const agent = agentOf(system);
    const cue = {
      agent,
      first: firstUserText(request),
      newest: newestText(request),
      answered: answersToLastWords(request),
      tools: toolNames(request),
    };
    const place = { agent, actor: undefined, session, step: answersGiven(request) };
    return housekeeping(request, system) ?? turn({ ...place, answer: await this.#improvise(cue) });
  }
}

/**
 * Plays one script. It only remembers the failures already served: the request itself tells the
 * place in the script, so retries and parallel sessions need no bookkeeping. (After OpenCode has
 * compacted a session, the summary counts as the first answer.)
 */
export class ScriptPlayer implements Player {
  readonly #script: Script;
  readonly #failures = new Map<string, number>();

  constructor(script: Script) {
    this.#script = script;
  }

  /** The answer to `request` in the session named by the client, and what it means. */
  play(request: ChatRequest, session: string | undefined): Turn {
    const system = systemText(request);
    return housekeeping(request, system) ?? this.#playActor(request, agentOf(system), session);
  }

  #playActor(request: ChatRequest, agent: AgentName, session: string | undefined): Turn {
    const step = answersGiven(request);
    const first = firstUserText(request);
    const actor = this.#script.actors.find((each) => fits(each, agent, first));
    const place = { agent, actor: actor?.match, session, step };
    if (actor === undefined) return diverged(place, "an actor for this request", first);

    const answer = actor.steps[step] ?? actor.then ?? { text: "(end of script)" };
    const got = newestText(request);
    if (answer.expect !== undefined && !matches(answer.expect, got)) {
      return diverged(place, answer.expect, got);
    }
    return turn({ ...place, answer, fail: this.#failureDue(answer.fail, `${session} ${step}`) });
  }

  #failureDue(fail: Fail | undefined, key: string): Fail | undefined {
    if (fail === undefined) return undefined;
    const served = this.#failures.get(key) ?? 0;
    if (fail.times !== "always" && served >= (fail.times ?? 1)) return undefined;
    this.#failures.set(key, served + 1);
    return fail;
  }
}

function housekeeping(request: ChatRequest, system: string): Turn | undefined {
  const found = HOUSEKEEPING.find(([mark]) => mark.test(system));
  if (found === undefined) return undefined;
  const [, agent, text] = found;
  return turn({ agent, step: answersGiven(request), answer: { text } });
}

/** Uses the agent that the prompt names first: a Worker's prompt may also mention the Commander. */
function agentOf(system: string): AgentName {
  const found = AGENT_MARKS.map(([mark, agent]) => ({ agent, at: system.indexOf(mark) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at);
  return found[0]?.agent ?? "other";
}

function fits(actor: Actor, agent: AgentName, first: string): boolean {
  return actor.agent === agent && (actor.match === undefined || matches(actor.match, first));
}

function matches(pattern: string, text: string): boolean {
  return new RegExp(pattern, "s").test(text);
}

function turn(known: Partial<Turn> & Pick<Turn, "agent" | "step" | "answer">): Turn {
  return { actor: undefined, fail: undefined, divergence: undefined, ...known };
}

function diverged(
  place: Omit<Divergence, "expected" | "got">,
  expected: string,
  got: string,
): Turn {
  const divergence = { ...place, expected, got: got.slice(0, 500) };
  const text = `SCRIPT DIVERGED (${place.agent}, step ${place.step}): expected ${expected}`;
  return turn({ ...place, answer: { text }, divergence });
}
