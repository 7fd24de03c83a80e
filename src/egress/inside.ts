import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { startAuditModel } from "./audit-model.ts";
import { controlOf } from "./control.ts";
import { sinkPorts } from "./core/namespace.ts";
import { type AuditedSession, SESSIONS } from "./core/observation.ts";
import type { Seen } from "./core/seen.ts";
import { PROBED_FILE } from "./core/tool-calls.ts";
import { tryLayers } from "./layers.ts";
import { SESSION_RUNS } from "./sessions.ts";
import { openSink } from "./sink.ts";

/** What the part inside is told, as its first argument in JSON. */
const planSchema = z.strictObject({
  opencode: z.string(),
  cwd: z.string(),
  servers: z.array(z.strictObject({ address: z.string(), port: z.number() })),
  limitMs: z.number(),
  watchMs: z.number(),
  sessions: z.array(z.enum(SESSIONS)),
  /** What the self-test of the layers needs; undefined: no self-test. */
  verify: z
    .strictObject({
      packageRoot: z.string(),
      url: z.string().optional(),
      /** The setting `sandbox` in force. */
      mode: z.enum(["auto", "strict", "landlock", "runtime", "off"]),
    })
    .optional(),
});
export type InsidePlan = z.infer<typeof planSchema>;

/**
 * The part of the audit in its namespaces: `node egress-inside.js '<plan>'`. Prints one line: the observation as JSON.
 */
const plan = planSchema.parse(JSON.parse(process.argv[2] ?? ""));
const watch = await openSink(sinkPorts(plan.servers));
const model = await startAuditModel(plan.servers, { changes: true });
const blind = await controlOf(watch);
await writeFile(join(plan.cwd, PROBED_FILE), "export const x = 1;\n");
const env = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  ),
);
const stage = { ...plan, env, model };
const sessions: AuditedSession[] = [];
for (const name of plan.sessions) {
  watch.session = name;
  sessions.push(await SESSION_RUNS[name](stage));
}
watch.look();
const attempts = [...watch.attempts];
const { verify } = plan;
const checks = verify ? await tryLayers(watch, stage, { ...verify, url: verify.url }) : [];
watch.stop();
const seen: Seen = { observation: { sessions, attempts, blind }, checks };
process.stdout.write(`${JSON.stringify(seen)}\n`, () => process.exit());
