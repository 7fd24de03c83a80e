import { type Denial, deny } from "../../core/denial.ts";
import type { Project } from "../project.ts";

/** What a tool of ours hands back: text for the model, or a refusal. */
export type Answer = string | { denial: Denial };

/** Two steps in one message would otherwise overtake each other between a check and what it allows. */
export function inTurn<T>(here: Project, work: () => Promise<T>): Promise<T> {
  const step = here.steps.then(work);
  here.steps = step.catch(() => undefined);
  return step;
}

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
