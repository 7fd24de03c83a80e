import { z } from "zod";

/** The sessions of an audit, in the order in which they run. */
export const SESSIONS = ["headless", "terminal"] as const;
export type SessionName = (typeof SESSIONS)[number];

/** A name that was looked up, or a place that was connected to, as often as it happened. */
const attemptSchema = z.strictObject({
  /** When it was first seen: ISO 8601. */
  at: z.string(),
  /** Besides the sessions: the control of the watch, and the probe in a layer. */
  session: z.enum([...SESSIONS, "control", "layer"]),
  protocol: z.enum(["dns", "tcp", "udp", "http"]),
  /** Name, or address if no look-up led to it; empty if the system shows only that something was sent. */
  host: z.string(),
  /** 0: unknown. */
  port: z.number().int(),
  /** Name of the program; undefined if the program was gone before it could be asked for. */
  program: z.string().optional(),
  count: z.number().int(),
});
export type Attempt = z.infer<typeof attemptSchema>;

const sessionSchema = z.strictObject({
  name: z.enum(SESSIONS),
  /** True if the scripted model was asked, gave its last answer, and this answer was seen. */
  finished: z.boolean(),
  /** Why the session did not finish, in the words of the program that failed. */
  why: z.string().optional(),
  seconds: z.number(),
  /** Requests to the scripted model. */
  requests: z.number().int(),
  /** Tools that the model called. */
  called: z.array(z.string()),
  /** Tools that were offered, but that the audit does not call. */
  notCalled: z.array(z.string()),
  /** Languages of the blocks of code that the answer held. */
  languages: z.number().int(),
});
export type AuditedSession = z.infer<typeof sessionSchema>;

export const observationSchema = z.strictObject({
  sessions: z.array(sessionSchema),
  attempts: z.array(attemptSchema),
  /** What the control did on purpose and the watch did not see; empty if the watch can be relied on. */
  blind: z.array(z.string()),
});
/** What was seen during the sessions. */
export type Observation = z.infer<typeof observationSchema>;
