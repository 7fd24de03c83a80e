import { z } from "zod";
import { Plan } from "../plan/plan.ts";

/** Version of the journal format. A file with a higher one is refused, never guessed at. */
export const JOURNAL_VERSION = 1;

const ObjectId = z.string().regex(/^[0-9a-f]{40,64}$/);
const Name = z.string();
/** The user's state: the base against which foundation work is told apart. */
const Base = z.object({ head: ObjectId, branch: z.string().optional(), tree: ObjectId });

/** One QA command as we ran it, or as it was stopped. */
export const QaResult = z.object({
  name: z.string(),
  command: z.string(),
  /** Exit code; null when the command was ended by a time limit or a signal. */
  exitCode: z.number().nullable(),
  timedOut: z.boolean(),
  seconds: z.number(),
  /** Last lines of stdout and stderr together. */
  tail: z.string(),
  /** Test counts where the runner prints them. */
  counts: z.object({ passed: z.number(), failed: z.number() }).optional(),
});
export type QaResult = z.infer<typeof QaResult>;

/** How the user approved: the answer to our question, or their own words. */
export const Approval = z.discriminatedUnion("by", [
  z.object({ by: z.literal("question"), requestID: z.string(), answer: z.string() }),
  z.object({
    by: z.literal("quote"),
    messageID: z.string(),
    /** Epoch milliseconds of the user's message, as OpenCode stored it. */
    createdAt: z.number(),
    quote: z.string(),
  }),
]);
export type Approval = z.infer<typeof Approval>;

export const FAILURES = [
  "NO_REPORT",
  "REPORT_REFUSED",
  "MODEL_ERROR",
  "SILENT",
  "OVER_TIME",
  "LOOP",
  "WROTE_OUTSIDE",
  "START_FAILED",
  "INTERRUPTED",
  "MERGE_CONFLICT",
] as const;

/** Everything that can happen in a run, each with its evidence. Past tense, written before it counts. */
export const RunEvent = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("RUN_STARTED"),
    runId: z.string(),
    sessionID: z.string(),
    /** When the run before this one ended, epoch milliseconds: words from its time approve nothing here. */
    previousEndedAt: z.number().optional(),
  }),
  z.object({
    type: z.literal("PLAN_PROPOSED"),
    plan: Plan,
    /** Work tree as the user had it at this moment. */
    base: Base,
    /** The session that proposed. */
    sessionID: z.string().optional(),
  }),
  /** The stored plan was put before a text that the user reads. */
  z.object({ type: z.literal("PLAN_SHOWN"), proposal: z.number() }),
  z.object({
    type: z.literal("PLAN_APPROVED"),
    proposal: z.number(),
    approval: Approval,
    /** Work tree at the approval, before the first file of the foundation; wins over the proposal's. */
    base: Base.optional(),
  }),
  z.object({ type: z.literal("PLAN_DECLINED"), proposal: z.number(), answer: z.string() }),
  z.object({
    type: z.literal("FOUNDATION_WRITING"),
    /** Session and call of the Commander, "ses_…/call_…". */
    call: z.string(),
    /** The work tree just before. */
    from: ObjectId,
    /** What the call names; absent for a shell, which may write anything. */
    paths: z.array(z.string()).optional(),
    /** The user's at that moment: whatever happens there meanwhile is theirs. */
    users: z.array(z.string()).optional(),
  }),
  z.object({
    type: z.literal("FOUNDATION_WRITTEN"),
    call: z.string(),
    /** `head` with all that the Commander has written. */
    tree: ObjectId,
    head: ObjectId,
    /** Paths of the Commander's in which the user has committed other lines; it has not been told yet. */
    superseded: z.array(z.string()).optional(),
  }),
  z.object({
    type: z.literal("FOUNDATION_FROZEN"),
    note: z.string(),
    /** What Workers start from: the work tree at this moment, the user's own changes included. */
    snapshot: ObjectId,
    /** The same foundation on top of HEAD, without the user's own changes: where integration starts. */
    commit: ObjectId,
    head: ObjectId,
    files: z.array(z.string()),
    /** Blob ids of the shared paths: the contract. */
    contract: z.record(z.string(), z.string()),
  }),
  z.object({ type: z.literal("WORKERS_DISPATCHED"), names: z.array(Name) }),
  z.object({
    type: z.literal("WORKER_STARTING"),
    worker: Name,
    attempt: z.number(),
    directory: z.string(),
    base: ObjectId,
  }),
  z.object({ type: z.literal("WORKER_STARTED"), worker: Name, sessionID: z.string() }),
  z.object({
    type: z.literal("WORKER_STAGE"),
    worker: Name,
    stage: z.enum(["exploring", "implementing", "self-qa"]),
  }),
  z.object({ type: z.literal("WORKER_NUDGED"), worker: Name, why: z.string() }),
  z.object({ type: z.literal("REPORT_REFUSED"), worker: Name, code: z.string(), why: z.string() }),
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
    why: z.string(),
    /** The diff so far, kept as a commit; absent when there was none. */
    commit: ObjectId.optional(),
  }),
  z.object({
    type: z.literal("WORKER_CANCELLED"),
    worker: Name,
    reason: z.string(),
    commit: ObjectId.optional(),
  }),
  z.object({ type: z.literal("WORKER_RETRIED"), worker: Name, instructions: z.string() }),
  z.object({
    type: z.literal("SCOPE_REQUESTED"),
    worker: Name,
    paths: z.array(z.string()),
    why: z.string(),
  }),
  z.object({
    type: z.literal("CALL_REFUSED"),
    who: z.string(),
    tool: z.string(),
    code: z.string(),
    detail: z.string(),
  }),
  z.object({ type: z.literal("WORKERS_SETTLED") }),
  z.object({
    type: z.literal("CONFLICTS_CHECKED"),
    head: ObjectId,
    commits: z.record(z.string(), ObjectId),
    problems: z.array(z.object({ code: z.string(), text: z.string() })),
  }),
  z.object({
    type: z.literal("INTEGRATED"),
    commit: ObjectId,
    tree: ObjectId,
    head: ObjectId,
    /** Worker name → the commit of theirs that is in. */
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
  z.object({ type: z.literal("RUN_ABORTED"), quote: z.string(), kept: z.array(z.string()) }),
]);
export type RunEvent = z.infer<typeof RunEvent>;
export type EventType = RunEvent["type"];
export type EventOf<T extends EventType> = Extract<RunEvent, { type: T }>;
/** An event before its evidence is there: its type and, where it is about a Worker, the name. */
export type Asked<T extends EventType> = Pick<
  EventOf<T>,
  Extract<keyof EventOf<T>, "type" | "worker">
>;
export type AnyAsked = { [T in EventType]: Asked<T> }[EventType];

/** One journal line's content: when it happened and what. */
export interface RunRecord {
  seq: number;
  /** ISO 8601, UTC. */
  at: string;
  event: RunEvent;
}
