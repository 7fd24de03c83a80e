import { everyPart } from "../app/every-part.ts";
import type { Project } from "./project.ts";
import { readAnswer } from "./question-hook.ts";
import { endShell } from "./shell-verdict.ts";
import type { EndedCall, ToolOutput } from "./tool-call.ts";

/**
 * Ends a tool call, once and wholly: its shell scope, its foundation writes, its plan question. With `output`
 * the call has returned, and what the model reads is completed there; without it the call failed inside the
 * host. A call that has ended already, or never began, is left alone. Every part is ended, also if another
 * part throws; then it rejects with the first error, which may be the refusal of what a shell wrote.
 */
export async function endCall(
  project: Project,
  call: EndedCall,
  output?: ToolOutput,
): Promise<void> {
  const { tool, sessionID, callID } = call;
  await everyPart([
    () => (output ? endShell(project, call, output) : project.shell.end(sessionID, callID)),
    // After the shell: what it had no right to write is put back by then.
    () => project.swarm.foundationWrites.end(call),
    async () => {
      if (tool !== "question") return;
      const question = project.questions.take(sessionID, callID);
      if (question && output) await readAnswer(project, { callID, ...question }, output);
    },
  ]);
}

/** Ends whatever calls and questions of an idle session have no other end. Errors as in `endCall`. */
export async function endSession(project: Project, sessionID: string): Promise<void> {
  await everyPart([
    () => project.shell.endSession(sessionID),
    () => project.swarm.foundationWrites.endSession(sessionID),
    () => project.questions.drop(sessionID),
  ]);
}
