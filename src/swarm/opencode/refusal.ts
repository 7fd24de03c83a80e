import { AegisError } from "../../kit/errors.ts";
import { isUnwritable } from "../app/run.ts";
import { type Denial, denialText, deny } from "../core/run/denial.ts";
import type { Project } from "./project.ts";

/** A refusal for the model: OpenCode shows the message of a thrown error verbatim. */
export class Refusal extends Error {
  constructor(denial: Denial, appendix = "") {
    super(appendix ? `${denialText(denial)}\n\n${appendix}` : denialText(denial));
    this.name = "Refusal";
  }
}

/** Makes a refusal of an error that the user can fix (repository, machine); throws our own bugs again. */
export function unfit(error: unknown): Denial {
  if (!(error instanceof AegisError)) throw error;
  return deny("REPOSITORY_UNFIT", error.what, `Tell the user: ${error.hint}`, error.next);
}

/**
 * Notes a refusal in the journal, the source of counts and reports, shows it to people if they should know it, and
 * throws it. The model reads the refusal also if the journal cannot be written.
 */
export async function refuse(
  project: Project,
  call: { who: string; tool: string; detail: string },
  denial: Denial,
  appendix = "",
): Promise<never> {
  const { who, tool, detail } = call;
  if (!(project.oneShot && denial.code === "ASK_THE_USER"))
    project.notes.refused({ who, tool, denial });
  try {
    await project.swarm.run.submit({
      type: "CALL_REFUSED",
      who,
      tool,
      code: denial.code,
      detail: detail.slice(0, 300),
    });
  } catch (error) {
    if (!isUnwritable(error)) throw error;
  }
  throw new Refusal(denial, appendix);
}
