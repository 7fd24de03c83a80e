import type { ToolDefinition } from "@opencode-ai/plugin";
import { z } from "zod";
import { acceptReport } from "../../app/evidence.ts";
import { actorOf } from "../actor.ts";
import type { Project } from "../project.ts";
import { define } from "./define.ts";

/** The Worker's own two tools. */
export function reportTools(project: () => Promise<Project>): Record<string, ToolDefinition> {
  return {
    worker_report: define("worker_report", project, {
      description:
        "Report the finished task. Aegis runs your QA and compares the report with the diff; a refusal says what to fix.",
      args: {
        summary: z.string(),
        changes: z.array(z.object({ path: z.string(), what: z.string() })),
        checks: z.array(z.object({ command: z.string(), result: z.string() })),
        notes: z.string().optional(),
      },
      run: async (here, report, context) => {
        const actor = actorOf(here, context.sessionID);
        const name = actor.role === "worker" ? actor.worker : "";
        const denial = await acceptReport(here.swarm, name, report, context.abort);
        return denial ? { denial } : "Accepted. You are done: end with one sentence.";
      },
    }),
    scope_request: define("scope_request", project, {
      description:
        "Ask the Commander for paths outside your scope. Nothing is granted now: go on with the rest.",
      args: { paths: z.array(z.string()), why: z.string() },
      run: async (here, { paths, why }, context) => {
        const actor = actorOf(here, context.sessionID);
        const worker = actor.role === "worker" ? actor.worker : "";
        const denial = await here.swarm.run.submit({ type: "SCOPE_REQUESTED", worker, paths, why });
        return denial
          ? { denial }
          : "Noted for the Commander. Your scope is unchanged; go on with the rest of your task.";
      },
    }),
  };
}
