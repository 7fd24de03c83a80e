import { isBelow, startOf } from "../../kit/process/process-stat.ts";
import { alike, say } from "../../kit/sentence.ts";
import {
  type PendingAbort,
  pendingAbort,
  refuseAbort,
  takeAbort,
} from "../adapters/abort-request.ts";
import { runOpen } from "../core/run/state.ts";
import { type RefusedToPeople, refusedToPeople } from "../core/show/refused-to-people.ts";
import type { Project } from "../opencode/project.ts";
import { registry } from "../opencode/registry.ts";
import { endByUser } from "./end-by-user.ts";

/** What the journal notes as the user's words. */
export const BY_COMMAND = "(oh-my-qwencoder abort)";
const LOOK_EVERY_MS = 500;

/**
 * Carries out the user's `oh-my-qwencoder abort` in the process that drives the run, until the project is forgotten.
 * `isUsers` says whether the user, and no agent, started the process that asks.
 */
export function watchAbortRequests(
  project: Project,
  isUsers: (request: PendingAbort) => boolean,
): void {
  const { clock, top } = project.swarm;
  const look = async (): Promise<void> => {
    const known = await registry()
      .projects.get(top)
      ?.catch(() => undefined);
    if (known !== project) return;
    try {
      const request = project.openings.suspended ? undefined : await pendingAbort(top);
      if (request?.to === process.pid) await answer(project, request, isUsers);
    } catch (error) {
      await project.log("error", `abort request: ${String(error)}`).catch(() => undefined);
    }
    clock.after(LOOK_EVERY_MS, look);
  };
  clock.after(LOOK_EVERY_MS, look);
}

async function answer(
  project: Project,
  request: PendingAbort,
  isUsers: (request: PendingAbort) => boolean,
): Promise<void> {
  const { top } = project.swarm;
  if (!(await takeAbort(top, request))) return;
  const refused = await carryOut(project, request, isUsers).catch(
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

async function carryOut(
  project: Project,
  request: PendingAbort,
  isUsers: (request: PendingAbort) => boolean,
): Promise<RefusedToPeople | undefined> {
  const { state } = project.swarm.run;
  if (!runOpen(state) || state.runId !== request.runId)
    return {
      why: say("That run is over.", "이미 끝난 실행입니다."),
      next: say("See oh-my-qwencoder status.", "지금 상태 보기: oh-my-qwencoder status"),
    };
  if (!isUsers(request))
    return {
      why: say(
        "A program that OpenCode itself started may have asked for this.",
        "OpenCode가 시작한 프로그램의 요청일 수 있습니다.",
      ),
      next: say(
        "Run the command in a terminal of its own, or say in OpenCode that the run should stop.",
        "별도의 터미널에서 명령을 실행하거나, OpenCode에서 실행을 중단해 달라고 말하세요.",
      ),
    };
  const ended = await endByUser(project, BY_COMMAND);
  return "denial" in ended ? refusedToPeople(ended.denial) : undefined;
}

/**
 * True if the process is our command and no agent's shell started it; undefined if the system does not show processes.
 * A shell of an agent is below OpenCode, or carries the mark of its call.
 */
export function usersCommand(pid: number): boolean | undefined {
  const below = isBelow(pid, process.pid);
  if (below !== false) return below === undefined ? undefined : false;
  const { argv = [], environment = [] } = startOf(pid) ?? {};
  const ours = argv.includes("abort") && argv.some((word) => word.includes("oh-my-qwencoder"));
  return ours && !environment.some((line) => line.startsWith("AEGIS_CALL="));
}
