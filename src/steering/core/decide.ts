import type { PlanChoices } from "../../swarm/core/plan/choices.ts";
import { type Proposal, type RunState, runOpen } from "../../swarm/core/run/state.ts";
import { stoppedWorkers, workersAtWork } from "../../swarm/core/run/stopped.ts";
import { workerNamed } from "../../swarm/core/run/workers-of.ts";
import type { Act, Wanted } from "./read-act.ts";

/** What is known when the user types an act. */
export interface Facts {
  readonly state: RunState;
  /** The Commander is in a turn. */
  readonly busy: boolean;
  /** Any program on this machine can speak for the user (`openServer`). */
  readonly serverOpen: boolean;
  /** The plan that waits stands before the user now, above OpenCode's question. */
  readonly planAsked: boolean;
  /** The act came from a place where another plan was read, or none. */
  readonly planUnread: boolean;
}

/** Why an act does nothing. */
export type Idle =
  | "no-run"
  | "nothing-to-stop"
  | "nothing-to-resume"
  | "answer-plan"
  | "no-plan"
  | "confirm-abort"
  | "unknown-worker"
  | "server-open";

/** What to do for the user. `workers` are names of the plan. */
export type Deed =
  | { do: "show"; what: "status" | "report" | "help" }
  | { do: "correct"; said: string; nearest?: Act }
  | { do: "say"; what: Idle }
  /** The plan that the user has named waits no longer, but another one does. */
  | { do: "name-plan"; named: number; waits: number }
  | { do: "stop"; workers: string[] }
  | { do: "resume"; workers: string[] }
  /** `words`: new instructions; empty: none. */
  | { do: "retry"; worker: string; words: string }
  | { do: "cancel"; worker: string }
  /** `choices`: absent if the words have no one meaning. */
  /** Show the plan first: nobody approves what they could not read. */
  | { do: "show-plan"; proposal: Proposal }
  | { do: "approve"; proposal: Proposal }
  /** `words`: what the user wants instead; empty: they do not say. */
  | { do: "decline"; proposal: Proposal; words: string }
  | { do: "choose"; said: string; proposal: Proposal; choices: PlanChoices | undefined }
  | { do: "abort" };

/** Decides an act from the state alone. A stop only makes things safer, so that it is never refused. */
export function deedOf(wanted: Wanted, facts: Facts): Deed {
  switch (wanted.act) {
    case "unknown": {
      const { said, nearest } = wanted;
      return { do: "correct", said, ...(nearest ? { nearest } : {}) };
    }
    case "stop":
      return stop(facts);
    case "resume":
      return resume(facts);
    case "retry":
    case "cancel":
      return withWorker(wanted, facts);
    case "abort":
      return abort(facts, wanted.sure);
    case "choose":
      return withPlan(wanted, facts, (proposal) => {
        return { do: "choose", said: wanted.said, proposal, choices: wanted.choices };
      });
    case "decline":
      return withPlan(wanted, facts, (proposal) => ({
        do: "decline",
        proposal,
        words: wanted.words,
      }));
    case "approve":
      return withPlan(wanted, facts, (proposal) => {
        const wasShown = proposal.shownAt !== undefined || facts.planAsked;
        return { do: wasShown && !facts.planUnread ? "approve" : "show-plan", proposal };
      });
    default:
      return { do: "show", what: wanted.act };
  }
}

function stop({ state, busy }: Facts): Deed {
  const workers = runOpen(state) ? namesOf(workersAtWork(state)) : [];
  return workers.length === 0 && !busy
    ? { do: "say", what: "nothing-to-stop" }
    : { do: "stop", workers };
}

function resume({ state, busy, serverOpen }: Facts): Deed {
  if (!runOpen(state)) return { do: "say", what: "no-run" };
  if (serverOpen) return { do: "say", what: "server-open" };
  const workers = namesOf(stoppedWorkers(state));
  if (workers.length > 0) return { do: "resume", workers };
  if (state.proposal) return { do: "say", what: "answer-plan" };
  return busy ? { do: "say", what: "nothing-to-resume" } : { do: "resume", workers };
}

/** Whether the Worker's status allows the act is for the run to say. */
function withWorker(
  wanted: Extract<Wanted, { worker: string }>,
  { state, serverOpen }: Facts,
): Deed {
  if (!runOpen(state)) return { do: "say", what: "no-run" };
  if (serverOpen) return { do: "say", what: "server-open" };
  const worker = workerNamed(state, wanted.worker)?.spec.name;
  if (worker === undefined) return { do: "say", what: "unknown-worker" };
  return wanted.act === "cancel"
    ? { do: "cancel", worker }
    : { do: "retry", worker, words: wanted.words };
}

function withPlan(
  { plan }: { plan?: number },
  { state, serverOpen }: Facts,
  deed: (proposal: Proposal) => Deed,
): Deed {
  const { proposal } = state;
  if (!proposal) return { do: "say", what: "no-plan" };
  if (serverOpen) return { do: "say", what: "server-open" };
  const { number: waits } = proposal;
  if (plan !== undefined && plan !== waits) return { do: "name-plan", named: plan, waits };
  return deed(proposal);
}

function abort({ state, serverOpen }: Facts, sure: boolean): Deed {
  if (!runOpen(state)) return { do: "say", what: "no-run" };
  if (serverOpen) return { do: "say", what: "server-open" };
  return sure ? { do: "abort" } : { do: "say", what: "confirm-abort" };
}

function namesOf(workers: readonly { spec: { name: string } }[]): string[] {
  return workers.map(({ spec }) => spec.name);
}
