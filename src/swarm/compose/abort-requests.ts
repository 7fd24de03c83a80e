import { alike, say } from "../../kit/sentence.ts";
import { pendingAbort, refuseAbort, takeAbort } from "../adapters/abort-request.ts";
import type { Pending } from "../adapters/request-file.ts";
import { runOpen } from "../core/run/state.ts";
import { type RefusedToPeople, RUN_OVER, refusedToPeople } from "../core/show/refused-to-people.ts";
import type { Project } from "../opencode/project.ts";
import { endByUser } from "./end-by-user.ts";
import { ASKER_ENDED, askerEnded, NOT_THE_USERS, watchRequests } from "./watch-requests.ts";

/** What the journal notes as the user's words. */
export const BY_COMMAND = "(oh-my-qwencoder abort)";

/** Carries out the user's `oh-my-qwencoder abort` in the process that drives the run. */
export function watchAbortRequests(project: Project): void {
  watchRequests(project, {
    name: "abort request",
    pending: pendingAbort,
    answer: (request) => answer(project, request),
  });
}

async function answer(project: Project, request: Pending): Promise<void> {
  const { top } = project.swarm;
  if (!(await takeAbort(top, request))) return;
  const refused = await carryOut(project, request).catch(
    (error: unknown): RefusedToPeople => ({
      why: alike(String(error)),
      next: say(
        "Look into OpenCode's log, then repeat the command.",
        "OpenCode의 로그를 확인한 뒤 명령을 다시 실행하세요.",
      ),
    }),
  );
  if (!refused) return;
  const { why, next } = refused;
  const ko = { why: why.ko, next: next.ko };
  await refuseAbort(top, { id: request.id, why: why.en, next: next.en, ko });
}

async function carryOut(project: Project, request: Pending): Promise<RefusedToPeople | undefined> {
  const { state } = project.swarm.run;
  if (!runOpen(state) || state.runId !== request.runId) return RUN_OVER;
  if (!project.isUsers(request)) return NOT_THE_USERS;
  if (askerEnded(request)) return ASKER_ENDED;
  const ended = await endByUser(project, BY_COMMAND);
  return "denial" in ended ? refusedToPeople(ended.denial) : undefined;
}
