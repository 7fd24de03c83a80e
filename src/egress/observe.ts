import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { standInsFor } from "./core/namespace.ts";
import { SESSIONS, type SessionName } from "./core/observation.ts";
import { type Seen, seenSchema } from "./core/seen.ts";
import { auditVariables } from "./core/variables.ts";
import type { InsidePlan } from "./inside.ts";
import { runInNamespace } from "./namespace.ts";
import type { Subject } from "./subject.ts";

/** A download begins within this time after the last block of code is shown. */
const WATCH_MS = 6_000;
/** Besides the sessions: the start, the control, the ends. */
const REST_MS = 60_000;

export interface ObserveOptions {
  readonly packageRoot: string;
  readonly limitMs: number;
  /** Default: all. */
  readonly sessions?: readonly SessionName[] | undefined;
  /** Also try the layers. */
  readonly verify: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Watches the sessions in a network where everything ends in a sink. Throws NO_NAMESPACE, AUDIT_STOPPED. */
export async function observe(subject: Subject, options: ObserveOptions): Promise<Seen> {
  const { opencode, cwd, env, urls, writable } = subject;
  const { packageRoot, limitMs, signal, sessions = SESSIONS, verify } = options;
  const [url] = urls;
  const standIns = standInsFor(urls);
  const plan: InsidePlan = {
    opencode: opencode.path,
    cwd,
    servers: [...standIns.servers],
    limitMs,
    watchMs: WATCH_MS,
    sessions: [...sessions],
    ...(verify ? { verify: { packageRoot, ...(url ? { url } : {}) } } : {}),
  };
  const program = join(packageRoot, "dist/egress-inside.js");
  const printed = await runInNamespace({
    command: [await realpath(process.execPath), program, JSON.stringify(plan)],
    env: { TERM: "xterm-256color", ...auditVariables(env).kept },
    standIns,
    writable,
    limitMs: (verify ? 4 : 2) * limitMs + REST_MS,
    signal,
  });
  return seenSchema.parse(JSON.parse(printed));
}
