import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { standInsFor } from "./core/namespace.ts";
import { type Observation, observationSchema } from "./core/observation.ts";
import { auditVariables } from "./core/variables.ts";
import type { InsidePlan } from "./inside.ts";
import { runInNamespace } from "./namespace.ts";
import type { Subject } from "./subject.ts";

/** A download begins within this time after the last block of code is shown. */
const WATCH_MS = 6_000;
/** Besides the sessions: the start, the control, the ends. */
const REST_MS = 60_000;

/** Watches both sessions in a network where everything ends in a sink. Throws NO_NAMESPACE, AUDIT_STOPPED. */
export async function observe(
  subject: Subject,
  options: { packageRoot: string; limitMs: number; signal?: AbortSignal | undefined },
): Promise<Observation> {
  const { opencode, cwd, env, urls, writable } = subject;
  const { packageRoot, limitMs, signal } = options;
  const standIns = standInsFor(urls);
  const plan: InsidePlan = {
    opencode: opencode.path,
    cwd,
    servers: [...standIns.servers],
    limitMs,
    watchMs: WATCH_MS,
  };
  const program = join(packageRoot, "dist/egress-inside.js");
  const printed = await runInNamespace({
    command: [await realpath(process.execPath), program, JSON.stringify(plan)],
    env: { TERM: "xterm-256color", ...auditVariables(env).kept },
    standIns,
    writable,
    limitMs: 2 * limitMs + REST_MS,
    signal,
  });
  return observationSchema.parse(JSON.parse(printed));
}
