import { z } from "zod";

/** A member that only counts and texts need: the event counts without it too. */
const optional = <T extends z.ZodType>(shape: T) => shape.optional().catch(undefined);

const SessionInfo = z.object({ parentID: z.string().optional() });
/** We judge an error by its name; some errors have no message in `data`. */
const HostError = z.object({
  name: z.string(),
  data: z.object({ message: z.string() }).optional().catch(undefined),
});
const Status = z.union([
  z.object({ type: z.string().refine((type) => type !== "retry") }),
  z.object({ type: z.literal("retry"), next: z.number(), message: z.string() }),
]);
const Part = z.union([
  z.object({ type: z.string().refine((type) => type !== "tool") }),
  z.object({
    type: z.literal("tool"),
    tool: z.string(),
    id: optional(z.string()),
    messageID: optional(z.string()),
    callID: z.string(),
    state: z.object({
      status: z.string(),
      time: optional(z.object({ start: z.number(), end: z.number().optional() })),
      error: optional(z.string()),
      /** The host replaces a call that it cannot run by a call of the tool `invalid`, with the reason. */
      input: optional(
        z.object({
          error: optional(z.string()),
          filePath: optional(z.string()),
          path: optional(z.string()),
          pattern: optional(z.string()),
          command: optional(z.string()),
          description: optional(z.string()),
        }),
      ),
    }),
  }),
]);
const Tokens = z.object({
  input: z.number(),
  output: z.number(),
  reasoning: z.number(),
  cache: z.object({ read: z.number(), write: z.number() }),
});
const PermissionRequest = z.object({ id: z.string(), permission: z.string() });
export type PermissionRequest = z.infer<typeof PermissionRequest>;

/** The events that we interpret, each with the fields we read. */
const HostEvent = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("session.created"),
    properties: z.object({ info: SessionInfo }),
  }),
  z.object({
    type: z.literal("session.updated"),
    properties: z.object({ info: SessionInfo }),
  }),
  z.object({ type: z.literal("session.idle") }),
  z.object({
    type: z.literal("session.status"),
    properties: z.object({ status: Status }),
  }),
  z.object({
    type: z.literal("session.error"),
    properties: z.object({ error: HostError.optional() }),
  }),
  z.object({
    type: z.literal("message.updated"),
    properties: z.object({
      info: z.object({
        error: HostError.optional(),
        id: optional(z.string()),
        role: optional(z.string()),
        finish: optional(z.string()),
        /** True for the answer that a compaction writes. */
        summary: optional(z.boolean()),
        time: optional(z.object({ created: z.number(), completed: z.number().optional() })),
        tokens: optional(Tokens),
      }),
    }),
  }),
  z.object({
    type: z.literal("message.part.updated"),
    properties: z.object({ part: Part }),
  }),
  z.object({ type: z.literal("permission.asked"), properties: PermissionRequest }),
  z.object({ type: z.literal("question.rejected") }),
]);
export type HostEvent = z.infer<typeof HostEvent>;

/** The host may report an error that belongs to no session. */
const WITHOUT_SESSION: ReadonlySet<string> = new Set(["session.error"]);
const INTERPRETED: ReadonlySet<string> = new Set(
  HostEvent.options.map(({ shape }) => shape.type.value),
);

/** An event about a session; `event` is absent if we do not interpret the type or do not know its shape. */
export interface SessionEvent {
  sessionID: string;
  event?: HostEvent;
}

/** Reads one event as the host sends it; undefined if the event belongs to no session. Never throws. */
export type HostEventReader = (raw: unknown) => SessionEvent | undefined;

/**
 * A reader that reports the first event of each type whose shape is unknown. The host sends thousands of events,
 * mostly of types that we do not interpret. We read only the session of those, because any event is a sign of life.
 */
export function hostEventReader(report: (problem: string) => void): HostEventReader {
  const reported = new Set<string>();
  const reportOnce = (type: string, problem: string): void => {
    if (reported.has(type)) return;
    reported.add(type);
    report(`event ${type} has an unknown shape and is ignored: ${problem}`);
  };
  return (raw) => {
    const type = textAt(raw, "type") ?? "";
    const sessionID = sessionIdOf(memberOf(raw, "properties"));
    const seen = sessionID === undefined ? undefined : { sessionID };
    if (!INTERPRETED.has(type)) return seen;
    if (!seen && !WITHOUT_SESSION.has(type)) reportOnce(type, "it names no session");
    const parsed = HostEvent.safeParse(raw);
    if (!parsed.success) reportOnce(type, problemOf(parsed.error));
    return seen && parsed.success ? { ...seen, event: parsed.data } : seen;
  };
}

function sessionIdOf(properties: unknown): string | undefined {
  const info = memberOf(properties, "info");
  return (
    textAt(properties, "sessionID") ??
    textAt(memberOf(properties, "part"), "sessionID") ??
    textAt(info, "sessionID") ??
    textAt(info, "id")
  );
}

function textAt(value: unknown, key: string): string | undefined {
  const member = memberOf(value, key);
  return typeof member === "string" ? member : undefined;
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function problemOf({ issues: [first] }: z.ZodError): string {
  return first ? `${first.path.join(".")}: ${first.message}` : "unreadable";
}
