import { ownPid } from "../../kit/lease.ts";
import { isBelow, startOf } from "../../kit/process/process-stat.ts";
import { type Sentence, say } from "../../kit/sentence.ts";
import { isThere, type Pending, type Request } from "../adapters/request-file.ts";
import type { Project } from "../opencode/project.ts";
import { registry } from "../opencode/registry.ts";

const LOOK_EVERY_MS = 500;

/** Requests of one kind. */
interface Requests<R extends Request> {
  readonly name: string;
  /** The oldest request to this process. */
  readonly pending: (top: string, to: number) => Promise<Pending<R> | undefined>;
  readonly answer: (request: Pending<R>) => Promise<void>;
}

/** Looks for requests to the process that drives the run, and answers them, until the project is forgotten. */
export function watchRequests<R extends Request>(
  project: Project,
  { name, pending, answer }: Requests<R>,
): void {
  const { clock, top } = project.swarm;
  const look = async (): Promise<void> => {
    const known = await registry()
      .projects.get(top)
      ?.catch(() => undefined);
    if (known !== project) return;
    try {
      const request = project.openings.suspended ? undefined : await pending(top, ownPid());
      if (request) await answer(request);
    } catch (error) {
      await project.log("error", `${name}: ${String(error)}`).catch(() => undefined);
    }
    clock.after(LOOK_EVERY_MS, look);
  };
  clock.after(LOOK_EVERY_MS, look);
}

/**
 * True if the process is our command and no agent's shell started it; undefined if the system does not show processes.
 * A shell of an agent is below OpenCode, or carries the mark of its call. `verbs`: the commands of ours that ask.
 */
export function usersCommand(pid: number, verbs: ReadonlySet<string>): boolean | undefined {
  const below = isBelow(pid, process.pid);
  if (below !== false) return below === undefined ? undefined : false;
  const { argv = [], environment = [] } = startOf(pid) ?? {};
  const ours =
    argv.some((word) => verbs.has(word)) && argv.some((word) => word.includes("oh-my-qwencoder"));
  return ours && !environment.some((line) => line.startsWith("AEGIS_CALL="));
}

/** True if the command that asked has ended: its user has given it up. The jail shows no process outside. */
export function askerEnded({ from }: Pick<Request, "from">): boolean {
  return ownPid() === process.pid && !isThere(from);
}

/** Why the request of such a command is not carried out. */
export const ASKER_ENDED: { why: Sentence; next: Sentence } = {
  why: say("The command that asked for this has ended.", "이를 요청한 명령이 이미 끝났습니다."),
  next: say("Run the command again.", "명령을 다시 실행하세요."),
};

/** Why a request is not carried out that may not come from the user. */
export const NOT_THE_USERS: { why: Sentence; next: Sentence } = {
  why: say(
    "A program that OpenCode itself started may have asked for this.",
    "OpenCode가 시작한 프로그램의 요청일 수 있습니다.",
  ),
  next: say(
    "Run the command in a terminal of its own, or act in OpenCode: /aegis help",
    "별도의 터미널에서 명령을 실행하거나, OpenCode에서 하세요: /aegis help",
  ),
};
