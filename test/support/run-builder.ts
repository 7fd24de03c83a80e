import type { Plan, WorkerSpec } from "../../src/swarm/core/plan/plan.ts";
import type { Denial } from "../../src/swarm/core/run/denial.ts";
import type { EventOf, RunEvent, RunRecord } from "../../src/swarm/core/run/events.ts";
import { evolve } from "../../src/swarm/core/run/evolve.ts";
import { decide, type Effect } from "../../src/swarm/core/run/machine.ts";
import { INITIAL, type RunState } from "../../src/swarm/core/run/state.ts";

/** Epoch milliseconds of the first event; each further event is a second later. */
export const START = Date.UTC(2026, 0, 1);

/** A made-up object id; the same word gives the same id. */
export function oid(word: string): string {
  return Buffer.from(word).toString("hex").padEnd(40, "0").slice(0, 40);
}

export function worker(name: string, over: Partial<WorkerSpec> = {}): WorkerSpec {
  const scope = [`src/${name}/**`];
  return { name, feature: `The ${name}`, scope, spec: `Build ${name}.`, qa: ["npm test"], ...over };
}

export function planOf(workers: readonly (string | WorkerSpec)[], over: Partial<Plan> = {}): Plan {
  return {
    title: "Board",
    summary: "A small board.",
    shared: ["src/shared/**"],
    workers: workers.map((one) => (typeof one === "string" ? worker(one) : one)),
    qa: [{ name: "Tests", command: "npm test" }],
    qa_strategy: "worker-unit_commander-integration",
    ...over,
  };
}

export const QA_OK = {
  name: "Tests",
  command: "npm test",
  exitCode: 0,
  timedOut: false,
  seconds: 1,
  tail: "",
};

const BASE = { head: oid("head"), branch: "main", tree: oid("base") };

/** A run made in the same way as in the app: `decide` judges every event and `evolve` folds it. */
export interface RunBuilder {
  readonly state: RunState;
  readonly records: readonly RunRecord[];
  /** Effects of the last accepted event. */
  readonly effects: readonly Effect[];
  /** Returns the refusal, if any; a refused event changes nothing. */
  offer(event: RunEvent): Denial | undefined;
  /** Adds events that must be accepted. */
  add(...events: RunEvent[]): RunBuilder;
  /** The other methods are the usual steps; each step must be accepted. */
  propose(plan: Plan): RunBuilder;
  approve(): RunBuilder;
  freeze(): RunBuilder;
  dispatch(...names: string[]): RunBuilder;
  start(...names: string[]): RunBuilder;
  complete(...names: string[]): RunBuilder;
  fail(...names: string[]): RunBuilder;
  check(problems?: EventOf<"CONFLICTS_CHECKED">["problems"]): RunBuilder;
  integrate(): RunBuilder;
  pass(): RunBuilder;
  commit(): RunBuilder;
}

export function emptyRun(): RunBuilder {
  const records: RunRecord[] = [];
  let state = INITIAL;
  let effects: readonly Effect[] = [];
  const now = () => new Date(START + records.length * 1000).toISOString();
  const offer = (event: RunEvent): Denial | undefined => {
    const decision = decide(state, event, now());
    if (!decision.accepted) return decision.denial;
    for (const accepted of decision.events) {
      const record = { seq: state.seq + 1, at: now(), event: accepted };
      records.push(record);
      state = evolve(state, record);
    }
    effects = decision.effects;
    return undefined;
  };
  const add = (...events: RunEvent[]): RunBuilder => {
    for (const event of events) {
      const denial = offer(event);
      if (denial) throw new Error(`${event.type} was refused: ${denial.code}: ${denial.why.en}`);
    }
    return builder;
  };
  const builder: RunBuilder = {
    get state() {
      return state;
    },
    get records() {
      return records;
    },
    get effects() {
      return effects;
    },
    offer,
    add,
    propose: (plan) => add({ type: "PLAN_PROPOSED", plan, base: BASE }),
    approve: () => add(approval(state)),
    freeze: () => add(frozen()),
    dispatch: (...names) => add({ type: "WORKERS_DISPATCHED", names }),
    start: (...names) => add(...names.flatMap(started)),
    complete: (...names) => add(...names.map(completed)),
    fail: (...names) => add(...names.map(failed)),
    check: (problems = []) => add(checked(state, problems)),
    integrate: () => add(integrated(state)),
    pass: () => add({ type: "QA_PASSED", tree: state.integration?.tree ?? "", results: [QA_OK] }),
    commit: () => add(committed(state)),
  };
  return builder.add({ type: "RUN_STARTED", runId: "run-1", sessionID: "ses-1" });
}

/** A run whose Workers are dispatched but not started. */
export function dispatched(...workers: (string | WorkerSpec)[]): RunBuilder {
  const plan = planOf(workers);
  const names = plan.workers.map(({ name }) => name);
  return emptyRun()
    .propose(plan)
    .approve()
    .freeze()
    .dispatch(...names);
}

/** A run in INTEGRATE in which all Workers have completed. */
export function settled(...names: string[]): RunBuilder {
  return dispatched(...names)
    .start(...names)
    .complete(...names);
}

export function approval(state: RunState, answer = "Approve"): EventOf<"PLAN_APPROVED"> {
  return {
    type: "PLAN_APPROVED",
    proposal: state.proposal?.number ?? 0,
    approval: { by: "question", requestID: "que-1", answer },
  };
}

export function frozen(): EventOf<"FOUNDATION_FROZEN"> {
  const ids = { snapshot: oid("snapshot"), commit: oid("foundation"), head: oid("head") };
  const files = ["src/shared/types.ts"];
  const contract = { "src/shared/types.ts": oid("types") };
  return { type: "FOUNDATION_FROZEN", note: "Use the types.", ...ids, files, contract };
}

export function started(name: string): [EventOf<"WORKER_STARTING">, EventOf<"WORKER_STARTED">] {
  const place = { directory: `/top/.aegis/worktrees/${name}`, base: oid("snapshot") };
  return [
    { type: "WORKER_STARTING", worker: name, attempt: 1, ...place },
    { type: "WORKER_STARTED", worker: name, sessionID: `ses-${name}` },
  ];
}

export function completed(name: string): EventOf<"WORKER_COMPLETED"> {
  const result = { summary: "Built.", commit: oid(name), files: [`src/${name}/index.ts`] };
  return { type: "WORKER_COMPLETED", worker: name, ...result, qa: [QA_OK] };
}

export function failed(name: string): EventOf<"WORKER_FAILED"> {
  return { type: "WORKER_FAILED", worker: name, failure: "NO_REPORT", why: "it said nothing" };
}

export function checked(
  state: RunState,
  problems: EventOf<"CONFLICTS_CHECKED">["problems"],
): EventOf<"CONFLICTS_CHECKED"> {
  return { type: "CONFLICTS_CHECKED", head: oid("head"), commits: commitsOf(state), problems };
}

export function integrated(state: RunState, tree = "tree"): EventOf<"INTEGRATED"> {
  const ids = { commit: oid("merge"), tree: oid(tree), head: oid("head") };
  return { type: "INTEGRATED", ...ids, applied: commitsOf(state) };
}

export function committed(state: RunState): EventOf<"COMMITTED"> {
  const tree = state.integration?.tree ?? "";
  return { type: "COMMITTED", commit: oid("commit"), tree, subject: "feat: board" };
}

function commitsOf(state: RunState): Record<string, string> {
  return Object.fromEntries(
    state.workers.flatMap(({ spec, now }) =>
      now.status === "completed" ? [[spec.name, now.result.commit]] : [],
    ),
  );
}
