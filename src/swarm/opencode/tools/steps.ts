import { type Denial, deny } from "../../core/run/denial.ts";
import type { Project } from "../project.ts";

/** What a tool of ours hands back: text for the model, or a refusal. */
export type Answer = string | { denial: Denial };

/** A shell that still runs would go on writing with the rights of the phase before. */
export async function onStillTree(
  here: Project,
  name: string,
  work: () => Promise<Answer>,
): Promise<Answer> {
  if (here.shell.busy() || here.beginning > 0)
    return {
      denial: deny(
        "SHELL_RUNNING",
        `${name} needs the tree to stand still, and a shell command still runs.`,
        "Call it again when the command has returned.",
      ),
    };
  here.changing += 1;
  try {
    return await work();
  } finally {
    here.changing -= 1;
  }
}
