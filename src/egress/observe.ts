import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { mustReplace, REPLACED_URL, standInsFor } from "./core/namespace.ts";
import { SESSIONS, type SessionName } from "./core/observation.ts";
import { towardsModel } from "./core/proxy-variables.ts";
import { type Seen, seenSchema } from "./core/seen.ts";
import { auditVariables } from "./core/variables.ts";
import type { InsidePlan } from "./inside.ts";
import { runInNamespace, whyNoNamespace } from "./namespace.ts";
import type { SandboxMode } from "./shell-layers.ts";
import type { Subject } from "./subject.ts";

/** A download begins within this time after the last block of code is shown. */
export const WATCH_MS = 6_000;
/** Besides the sessions: the start, the control, the ends. */
const REST_MS = 60_000;

export interface ObserveOptions {
  readonly packageRoot: string;
  readonly limitMs: number;
  /** Default: all. */
  readonly sessions?: readonly SessionName[] | undefined;
  /** Also try the layers, an agent's shell with this value of the setting `sandbox`. */
  readonly verify: SandboxMode | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Watches the sessions in a network where everything ends in a sink. Throws AUDIT_STOPPED, AUDIT_FAILED. */
export async function observe(subject: Subject, options: ObserveOptions): Promise<Seen> {
  const { opencode, cwd, urls } = subject;
  const { packageRoot, limitMs, signal, sessions = SESSIONS, verify } = options;
  const url = mustReplace(urls) ? undefined : urls[0];
  const place = placeOf(subject);
  const plan: InsidePlan = {
    opencode: opencode.path,
    cwd,
    servers: [...place.standIns.servers],
    limitMs,
    watchMs: WATCH_MS,
    sessions: [...sessions],
    ...(verify ? { verify: { packageRoot, mode: verify, ...(url ? { url } : {}) } } : {}),
  };
  const program = join(packageRoot, "dist/egress-inside.js");
  const printed = await runInNamespace({
    command: [await realpath(process.execPath), program, JSON.stringify(plan)],
    ...place,
    limitMs: (verify ? 4 : 2) * limitMs + REST_MS,
    signal,
  });
  return seenSchema.parse(JSON.parse(printed));
}

/** Why mode A is not possible here; undefined if it is. */
export function whyNotObserved(
  subject: Subject,
  { signal, limitMs }: Pick<ObserveOptions, "signal" | "limitMs">,
): Promise<string | undefined> {
  return whyNoNamespace({ ...placeOf(subject), signal }, limitMs);
}

function placeOf({ env, urls, writable, sources }: Subject) {
  const replaced = mustReplace(urls);
  const standIns = standInsFor(replaced ? [REPLACED_URL] : urls);
  const towards = { OPENCODE_CONFIG_CONTENT: towardsModel(sources, REPLACED_URL) };
  const variables = { TERM: "xterm-256color", ...auditVariables(env).kept };
  return { env: { ...variables, ...(replaced ? towards : {}) }, standIns, writable };
}
