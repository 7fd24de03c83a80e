import type { ToolDefinition } from "@opencode-ai/plugin";
import type { ToolContext } from "@opencode-ai/plugin/tool";
import { z } from "zod";
import { type Denial, deny } from "../../core/denial.ts";
import { AegisError } from "../../errors.ts";
import { actorOf } from "../actor.ts";
import type { Project } from "../project.ts";
import { refuse } from "../refusal.ts";

export type { ToolContext };

/** What a tool of ours hands back: text for the model, or a refusal. */
export type Answer = string | { denial: Denial };

/**
 * A tool with checked arguments whose refusals are noted and thrown. OpenCode hands arguments over raw, so
 * they are parsed here, and a bad one is named with its path.
 */
export function define<Shape extends z.ZodRawShape>(
  name: string,
  project: () => Promise<Project>,
  spec: {
    description: string;
    args: Shape;
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
      const answer = parsed.success
        ? await spec.run(here, parsed.data, context).catch(worldsFault)
        : { denial: badArguments(name, parsed.error) };
      if (typeof answer === "string") return answer;
      const actor = actorOf(here, context.sessionID);
      const who = actor.role === "worker" ? actor.worker : actor.role;
      return refuse(here, { who, tool: name, detail: "" }, answer.denial);
    },
  } as unknown as ToolDefinition;
}

/** What is wrong with the repository or the machine is for the user to mend; a bug of ours stays an error. */
function worldsFault(error: unknown): Answer {
  if (!(error instanceof AegisError)) throw error;
  return { denial: deny("REPOSITORY_UNFIT", error.message, `Tell the user: ${error.hint}`) };
}

function badArguments(name: string, error: z.ZodError): Denial {
  const issues = error.issues.map(
    ({ path, message }) => `${path.join(".") || "arguments"}: ${message}`,
  );
  return deny(
    "BAD_ARGUMENTS",
    `${name}: ${issues.join("; ")}.`,
    "Call it again with these mended.",
  );
}
