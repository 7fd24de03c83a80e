import type { ToolDefinition } from "@opencode-ai/plugin";
import type { ToolContext } from "@opencode-ai/plugin/tool";
import { z } from "zod";
import { argumentFaults } from "../../core/arguments/examples.ts";
import { type Fault, readArguments } from "../../core/arguments/read-arguments.ts";
import type { AegisTool } from "../../core/phases/phase.ts";
import { type Denial, deny } from "../../core/run/denial.ts";
import { openServer, startsWork } from "../../core/run/server-open.ts";
import { toolRefusal } from "../../core/run/tool-phase.ts";
import { actorOf } from "../actor.ts";
import type { Project } from "../project.ts";
import { refuse, unfit } from "../refusal.ts";
import { type Answer, onStillTree } from "./steps.ts";

export type { Answer, ToolContext };

/**
 * A tool with checked arguments whose refusals are noted and thrown. OpenCode passes arguments unchecked, so we
 * read and parse them here; the answer says what was read otherwise than it came.
 */
export function define<Shape extends z.ZodRawShape>(
  name: AegisTool,
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
      if (actorOf(here, context.sessionID).role === "commander")
        here.notes.commanderIn(context.sessionID);
      const reading = readArguments(schema, raw);
      if (!reading.ok) return refused(here, context, badArguments(name, reading.faults));
      const { args, note } = reading;
      const work = () => spec.run(here, args, context).catch((error) => ({ denial: unfit(error) }));
      // Ask only when this step's turn comes: an earlier step of the same message may open the phase it needs.
      const step = async (): Promise<Answer> => {
        const denial = toolRefusal(here.swarm.run.state, name) ?? (await whileOpen(here, name));
        if (denial) return { denial };
        return spec.changes === "tree" ? onStillTree(here, name, work) : work();
      };
      const answer = await (spec.changes === undefined ? step() : here.inTurn(step));
      if (typeof answer !== "string") return refused(here, context, answer.denial, note);
      return note === "" ? answer : `${answer}\n\n${note}`;
    },
  } as unknown as ToolDefinition;

  function refused(
    here: Project,
    { sessionID }: ToolContext,
    denial: Denial,
    note = "",
  ): Promise<never> {
    const actor = actorOf(here, sessionID);
    const who = actor.role === "worker" ? actor.worker : actor.role;
    return refuse(here, { who, tool: name, detail: "" }, denial, note);
  }
}

async function whileOpen(here: Project, name: AegisTool): Promise<Denial | undefined> {
  if (!startsWork(name)) return undefined;
  return openServer(await here.controlPlane.access(), here.startCommand);
}

function badArguments(name: AegisTool, faults: readonly Fault[]): Denial {
  const { why, next } = argumentFaults(name, faults);
  return deny("BAD_ARGUMENTS", why, next);
}
