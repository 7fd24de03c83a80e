import { type Sentence, say } from "../../../kit/sentence.ts";
import { type Denial, deny } from "./denial.ts";

/** How OpenCode can be reached from outside its process, now. */
export type ServerAccess =
  /** It listens on no port: only the terminal in front of it speaks to it. */
  | { listens: false }
  /** `why`: why it counts as open; absent if it refuses requests without the password. */
  | { listens: true; url: string; why?: Sentence };

/** The tools that start a run or Workers, and the one that hears the user's approval. */
const STARTING = new Set(["design_propose", "design_approve", "dispatch_workers", "worker_retry"]);

export function startsWork(tool: string): boolean {
  return STARTING.has(tool);
}

/** Refuses every start while a program that finds the port can speak for the user. `command` started OpenCode. */
export function openServer(access: ServerAccess, command: string): Denial | undefined {
  if (!access.listens || access.why === undefined) return undefined;
  const { url, why } = access;
  return deny(
    "SERVER_OPEN",
    say(
      `OpenCode listens on ${url} and ${why.en}: any program on this machine, a model's too, could approve in the user's place.`,
      `OpenCode가 ${url}에서 요청을 받습니다(${why.ko}). 모델이 실행한 것을 포함해 이 컴퓨터의 어떤 프로그램이든 사용자를 대신해 승인할 수 있습니다.`,
    ),
    `Tell the user to stop OpenCode and start it again with: OPENCODE_SERVER_PASSWORD='a password of their own' ${command}`,
    say(
      `Stop OpenCode and start it again: OPENCODE_SERVER_PASSWORD='a password of your own' ${command}`,
      `OpenCode를 끝내고 다시 시작하세요: OPENCODE_SERVER_PASSWORD='직접 정한 비밀번호' ${command}`,
    ),
  );
}

/** The command to start OpenCode again, from the arguments of the process: a server keeps its own, a terminal needs none. */
export function startCommand(argv: readonly string[]): string {
  const [, , first = "", ...rest] = argv;
  return ["serve", "web", "acp"].includes(first)
    ? ["opencode", first, ...rest].join(" ")
    : "opencode";
}
