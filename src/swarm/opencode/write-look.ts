import { everyPart } from "../../kit/every-part.ts";
import type { StrayWrite } from "../../shell/port.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import { actorOf, nameOf } from "./actor.ts";
import { located } from "./located.ts";
import type { Project } from "./project.ts";
import { refuse, unfit } from "./refusal.ts";
import { described, type EndedCall, type GuardedCall } from "./tool-call.ts";
import { writtenPaths } from "./written-paths.ts";

/** Opens the look at what an allowed file tool writes. Throws a refusal if the look is not possible. */
export async function beginWrite(project: Project, call: GuardedCall): Promise<void> {
  if (call.actor.role === "other") return;
  const files = writtenPaths(call.tool, call.args).map((path) => located(project, call, path));
  if (files.length === 0) return;
  const { sessionID, callID } = call;
  const fault = await project.written.begin({ sessionID, callID, files }).catch(unfit);
  if (fault) await refuse(project, described(call), fault);
}

/** Looks at what a file tool wrote. Throws a refusal, with a line in the journal, if it landed elsewhere. */
export async function endWrite(
  project: Project,
  call: EndedCall,
  returned: boolean,
): Promise<void> {
  const stray = await project.written.end(call, returned);
  if (!stray) return;
  const who = nameOf(actorOf(project, call.sessionID));
  const detail = stray.strayed.join(", ");
  await refuse(project, { who, tool: call.tool, detail }, strayed(stray));
}

/** Ends the looks that are still open in an idle session. */
export async function endWrites(project: Project, sessionID: string): Promise<void> {
  const strays = await project.written.endSession(sessionID);
  if (strays.length === 0) return;
  const who = nameOf(actorOf(project, sessionID));
  await everyPart(
    strays.map(
      (stray) => () =>
        refuse(project, { who, tool: "write", detail: stray.strayed.join(", ") }, strayed(stray)),
    ),
  );
}

function strayed({ strayed, undone, rescued }: StrayWrite): Denial {
  const kept = rescued ? `, and the changed content is kept under ${rescued}` : "";
  return deny(
    "OUT_OF_SCOPE",
    `${strayed.join(", ")} did not stay the plain file that was judged: a program changed the path while the tool wrote. ${effect(undone)}${kept}.`,
    "Stop programs that change folders and links, look at what lies there now, then write again.",
  );
}

function effect(undone: string[] | undefined): string {
  if (undone === undefined) return "What was written elsewhere is not known";
  if (undone.length === 0) return "Nothing else in the project was changed";
  return `It changed ${undone.join(", ")}; that was undone`;
}
