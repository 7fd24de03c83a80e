import { everyPart } from "../../kit/every-part.ts";
import type { Project } from "./project.ts";
import { readAnswer } from "./question-hook.ts";
import { endShell } from "./shell-verdict.ts";
import type { EndedCall, ToolOutput } from "./tool-call.ts";
import { endWrite } from "./write-look.ts";

/**
 * Ends every part of a tool call: its shell scope, the look at its writes, its foundation writes, its plan question,
 * its turn in its tree. With `output` the call has returned, and this completes the text the model reads; without
 * `output` the call failed inside the host. Does nothing for a call that has already ended or never began. Ends all parts even if one throws, then
 * rejects like `everyPart`; an error may be the refusal of a shell's writes.
 */
export async function endCall(
  project: Project,
  call: EndedCall,
  output?: ToolOutput,
): Promise<void> {
  const { tool, sessionID, callID } = call;
  await everyPart([
    () => (output ? endShell(project, call, output) : project.shell.end(sessionID, callID)),
    () => endWrite(project, call),
    // After the shell has ended, its forbidden writes are already undone.
    () => project.swarm.foundationWrites.end(call),
    async () => {
      if (tool !== "question") return;
      const question = project.questions.take(sessionID, callID);
      if (question && output) await readAnswer(project, { sessionID, callID, ...question }, output);
    },
    // Last: the next call in the tree begins on what the parts above have put back.
    () => project.trees.leave(call),
  ]);
}

/** Ends the calls and questions that are still open in an idle session. Errors as in `endCall`. */
export async function endSession(project: Project, sessionID: string): Promise<void> {
  await everyPart([
    () => project.shell.endSession(sessionID),
    () => project.swarm.foundationWrites.endSession(sessionID),
    () => project.questions.drop(sessionID),
    () => project.written.forget(sessionID),
    () => project.trees.leaveSession(sessionID),
  ]);
}
