import type { Denial } from "../../core/run/denial.ts";
import type { Project } from "../project.ts";

/** The result of one of our tools: text for the model, or a refusal. */
export type Answer = string | { denial: Denial };

/** Runs a step of the tool `name` while the trees stand still. */
export function onStillTree(
  { tree }: Project,
  name: string,
  work: () => Promise<Answer>,
): Promise<Answer> {
  return tree.step(name, work);
}
