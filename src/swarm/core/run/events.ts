import { z } from "zod";
import { Observed } from "../plan/choices.ts";
import { Plan } from "../plan/plan.ts";
import { SLIPS } from "../words/turn-end.ts";
import {
  Approval,
  Base,
  CutLanding,
  LanguageHeard,
  ObjectId,
  PlanChoiceMade,
  UserReads,
} from "./event-parts.ts";
import { FoundationFrozen, FoundationWriting, FoundationWritten } from "./foundation-events.ts";

/** The version of the journal format. We refuse a file with a higher version and never guess its meaning. */
export const JOURNAL_VERSION = 1;

const Name = z.string();
/** The reason for Korean readers; absent if a model or a program has said it, and in older journals. */
const Korean = z.string().optional();
const REASON = { why: z.string(), ko: Korean };

/** The result of one QA command that ended or was stopped. */
export const QaResult = z.object({
  name: z.string(),
  command: z.string(),
  /** Exit code; null if a time limit or a signal ended the command. */
  exitCode: z.number().nullable(),
  timedOut: z.boolean(),
  seconds: z.number(),
  /** Last lines of stdout and stderr together. */
  tail: z.string(),
  /** Test counts, if the runner prints them. */
  counts: z.object({ passed: z.number(), failed: z.number() }).optional(),
});
export type QaResult = z.infer<typeof QaResult>;

export const FAILURES = [
  "NO_REPORT",
  "REPORT_REFUSED",
  "MODEL_ERROR",
  "MODEL_SERVER",
  "SILENT",
  "OVER_TIME",
  "LOOP",
  "WROTE_OUTSIDE",
  "START_FAILED",
  "INTERRUPTED",
  "MERGE_CONFLICT",
] as const;

const STAGES = ["exploring", "implementing", "self-qa"] as const;

/** Everything that can happen in a run, each event with its evidence. An event counts only after it is written. */
export const RunEvent = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("RUN_STARTED"),
    runId: z.string(),
    sessionID: z.string(),
    /** One more than the order of the run before it; the newest run has the highest. */
    order: z.number().optional(),
    /** What people read at the start; absent in older journals. */
    language: UserReads.optional(),
    /** When the previous run ended, in epoch milliseconds; words from that time approve nothing in this run. */
    previousEndedAt: z.number().optional(),
  }),
  z.object({
    type: z.literal("PLAN_PROPOSED"),
    plan: Plan,
    /** The user's work tree at the proposal. */
    base: Base,
    /** The session that proposed the plan. */
    sessionID: z.string().optional(),
    observed: Observed.optional(),
  }),
  /** We put the stored plan before a text that the user reads. */
  z.object({ type: z.literal("PLAN_SHOWN"), proposal: z.number() }),
  z.object({
    type: z.literal("PLAN_APPROVED"),
    proposal: z.number(),
    approval: Approval,
    /** The work tree at the approval, before the foundation's first file; replaces the proposal's base. */
    base: Base.optional(),
  }),
  LanguageHeard,
  z.object({ type: z.literal("PLAN_DECLINED"), proposal: z.number(), answer: z.string() }),
  PlanChoiceMade,
  FoundationWriting,
  FoundationWritten,
  FoundationFrozen,
  z.object({ type: z.literal("WORKERS_DISPATCHED"), names: z.array(Name) }),
  z.object({
    type: z.literal("WORKER_STARTING"),
    worker: Name,
    attempt: z.number(),
    directory: z.string(),
    base: ObjectId,
    /**
     * Earlier work that the worktree holds: a commit on `base` whose second parent is the work as it was, and the files
     * that the Worker has to do again.
     */
    carried: z.object({ commit: ObjectId, again: z.array(z.string()) }).optional(),
  }),
  z.object({ type: z.literal("WORKER_STARTED"), worker: Name, sessionID: z.string() }),
  z.object({ type: z.literal("WORKER_STAGE"), worker: Name, stage: z.enum(STAGES) }),
  z.object({
    type: z.literal("WORKER_NUDGED"),
    worker: Name,
    why: z.string(),
    /** The model's slip that ended the turn; absent if it stopped with words or an error. */
    slip: z.enum(SLIPS).optional(),
  }),
  /** The model server is to blame; the Worker waits and goes on in the same conversation. */
  z.object({ type: z.literal("WORKER_PAUSED"), worker: Name, ...REASON }),
  z.object({ type: z.literal("WORKER_RESUMED"), worker: Name }),
  z.object({ type: z.literal("REPORT_REFUSED"), worker: Name, code: z.string(), ...REASON }),
  z.object({
    type: z.literal("WORKER_COMPLETED"),
    worker: Name,
    summary: z.string(),
    notes: z.string().optional(),
    commit: ObjectId,
    files: z.array(z.string()),
    qa: z.array(QaResult),
  }),
  z.object({
    type: z.literal("WORKER_FAILED"),
    worker: Name,
    failure: z.enum(FAILURES),
    ...REASON,
    /** The diff so far, kept as a commit; absent if the Worker changed nothing. */
    commit: ObjectId.optional(),
  }),
  z.object({
    ...{ type: z.literal("WORKER_CANCELLED"), worker: Name },
    ...{ reason: z.string(), ko: Korean, commit: ObjectId.optional() },
  }),
  z.object({
    ...{ type: z.literal("WORKER_RETRIED"), worker: Name, instructions: z.string(), ko: Korean },
    /** Who sent it back; absent: the Commander. */
    by: z.literal("user").optional(),
    /** The user's newest message, in epoch milliseconds; absent if it is older than the end of the attempt. */
    spokenAt: z.number().optional(),
  }),
  z.object({
    ...{ type: z.literal("SCOPE_REQUESTED"), worker: Name },
    ...{ paths: z.array(z.string()), why: z.string() },
  }),
  z.object({
    ...{ type: z.literal("CALL_REFUSED"), who: z.string(), tool: z.string() },
    ...{ code: z.string(), detail: z.string() },
  }),
  z.object({ type: z.literal("WORKERS_SETTLED") }),
  /** A start found the run cut off; what it found and did. */
  z.object({
    type: z.literal("RUN_RESUMED"),
    /** The Workers that were running; each is failed as interrupted. */
    interrupted: z.array(Name),
    /** A commit that was cut off on its way to the checkout. */
    landing: CutLanding.optional(),
  }),
  z.object({
    type: z.literal("CONFLICTS_CHECKED"),
    head: ObjectId,
    commits: z.record(z.string(), ObjectId),
    /** `worker`: the Worker to send back with worker_retry. */
    problems: z.array(
      z.object({ code: z.string(), text: z.string(), ko: Korean, worker: Name.optional() }),
    ),
  }),
  z.object({
    type: z.literal("INTEGRATED"),
    commit: ObjectId,
    tree: ObjectId,
    head: ObjectId,
    /** Worker name → the Worker's commit in the integrated tree. */
    applied: z.record(z.string(), ObjectId),
  }),
  z.object({ type: z.literal("QA_PASSED"), tree: ObjectId, results: z.array(QaResult) }),
  z.object({
    type: z.literal("QA_FAILED"),
    tree: ObjectId,
    results: z.array(QaResult),
    why: z.string(),
    /** Workers whose files the failing output names. */
    suspects: z.array(z.string()),
  }),
  z.object({
    type: z.literal("COMMIT_PREPARED"),
    commit: ObjectId,
    tree: ObjectId,
    before: ObjectId,
    branch: z.string().optional(),
    subject: z.string().optional(),
  }),
  z.object({ type: z.literal("COMMITTED"), commit: ObjectId, tree: ObjectId, subject: z.string() }),
  /** The user left the branch on which the plan was approved, and named the branch that the work is to land on. */
  z.object({ type: z.literal("BRANCH_CHOSEN"), branch: z.string(), quote: z.string() }),
  z.object({ type: z.literal("RUN_ABORTED"), quote: z.string(), kept: z.array(z.string()) }),
]);
export type RunEvent = z.infer<typeof RunEvent>;
export type EventType = RunEvent["type"];
export type EventOf<T extends EventType> = Extract<RunEvent, { type: T }>;
/** An event before its evidence exists: its type and, if it is about a Worker, the name. */
export type Asked<T extends EventType> = Pick<
  EventOf<T>,
  Extract<keyof EventOf<T>, "type" | "worker">
>;
export type AnyAsked = { [T in EventType]: Asked<T> }[EventType];

/** The content of one journal line: an event and its time. */
export interface RunRecord {
  seq: number;
  /** ISO 8601, UTC. */
  at: string;
  event: RunEvent;
}
