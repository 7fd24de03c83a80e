import type { ToolDefinition } from "@opencode-ai/plugin";
import type { ToolContext } from "@opencode-ai/plugin/tool";
import { z } from "zod";
import { type Denial, deny } from "../../core/run/denial.ts";
import { toolRefusal } from "../../core/run/tool-phase.ts";
import { actorOf } from "../actor.ts";
import type { Project } from "../project.ts";
import { refuse, unfit } from "../refusal.ts";
import { type Answer, onStillTree } from "./steps.ts";

export type { Answer, ToolContext };

/**
 * A tool with checked arguments whose refusals are noted and thrown. OpenCode passes arguments unchecked, so we
 * parse them here and name each bad argument with its path.
 */
export function define<Shape extends z.ZodRawShape>(
  name: string,
  project: () => Promise<Project>,
  spec: {
    description: string;
    args: Shape;
    /** What the step changes. Such steps run one after another; a "tree" step never runs beside a shell. */
    changes?: "run" | "tree";
    run: (
      project: Project,
      args: z.infer<z.ZodObject<Shape>>,
      context: ToolContext,
    ) => Promise<Answer>;
  },
): ToolDefinition {
  const schema = z.object(spec.args);
  return {
    description: spec.description,
    args: spec.args,
    async execute(raw: unknown, context: ToolContext) {
      const here = await project();
      const parsed = schema.safeParse(raw);
      if (!parsed.success) return refused(here, context, badArguments(name, parsed.error));
      const work = () =>
        spec.run(here, parsed.data, context).catch((error) => ({ denial: unfit(error) }));
      // Ask only when this step's turn comes: an earlier step of the same message may open the phase it needs.
      const step = async (): Promise<Answer> => {
        const denial = toolRefusal(here.swarm.run.state, name);
        if (denial) return { denial };
        return spec.changes === "tree" ? onStillTree(here, name, work) : work();
      };
      const answer = await (spec.changes === undefined ? step() : here.inTurn(step));
      return typeof answer === "string" ? answer : refused(here, context, answer.denial);
    },
  } as unknown as ToolDefinition;

  function refused(here: Project, { sessionID }: ToolContext, denial: Denial): Promise<never> {
    const actor = actorOf(here, sessionID);
    const who = actor.role === "worker" ? actor.worker : actor.role;
    return refuse(here, { who, tool: name, detail: "" }, denial);
  }
}

function badArguments(name: string, error: z.ZodError): Denial {
  const issues = error.issues.map(
    ({ path, message }) => `${path.join(".") || "arguments"}: ${message}`,
  );
  return deny(
    "BAD_ARGUMENTS",
    `${name}: ${issues.join("; ")}.`,
    "Fix these arguments and call it again.",
  );
}
