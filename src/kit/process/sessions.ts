import { readdir } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { AegisError } from "../errors.ts";
import { say } from "../sentence.ts";
import { sendSignal } from "./end.ts";
import { processStat } from "./process-stat.ts";

/** A process that leads a session of the system. Its start time tells it from a later process with the same id. */
export interface Leader {
  pid: number;
  /** Clock ticks since boot; empty if the system does not show it. */
  started: string;
}

export function leaderOf(pid: number): Leader {
  return { pid, started: processStat(pid)?.started ?? "" };
}

/**
 * Processes in the sessions of these leaders, even after a leader has ended: the system does not reuse a number while a
 * session has it. vLLM overwrites its environment block with a process title, so an environment variable cannot
 * identify its processes. Undefined if the system does not show processes.
 */
export async function membersOf(leaders: readonly Leader[]): Promise<number[] | undefined> {
  const names = await readdir("/proc").catch(() => undefined);
  if (names === undefined) return undefined;
  // Session 0 belongs to the system.
  const ours = leaders.filter((leader) => leader.pid > 0 && isStill(leader)).map(({ pid }) => pid);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  return pids.filter((pid) => {
    const now = processStat(pid);
    return now !== undefined && now.state !== "Z" && ours.includes(now.session);
  });
}

/** Sends SIGTERM to the sessions. Resolves with the number of processes. */
export async function termSessions(leaders: readonly Leader[]): Promise<number> {
  const pids = (await membersOf(leaders)) ?? [];
  for (const pid of pids) send(pid, "SIGTERM");
  return pids.length;
}

/**
 * Waits until the sessions are empty, and kills the rest after `graceMs`. Resolves with processes
 * that survive, for example if a driver holds them; undefined if the system does not show
 * processes.
 */
export async function endSessions(
  leaders: readonly Leader[],
  graceMs: number,
): Promise<number[] | undefined> {
  const killAt = Date.now() + graceMs;
  for (;;) {
    const left = await membersOf(leaders);
    if (left === undefined || left.length === 0) return left;
    if (Date.now() > killAt + KILLED_MS) return left;
    if (Date.now() >= killAt) for (const pid of left) send(pid, "SIGKILL");
    await delay(ASK_EVERY_MS);
  }
}

/** A killed process is gone at once, except in the middle of a call to a device. */
const KILLED_MS = 10_000;
const ASK_EVERY_MS = 50;

/** Does nothing if the process has ended. Throws NOT_ALLOWED for a process of another user. */
function send(pid: number, signal: NodeJS.Signals): void {
  if (sendSignal(pid, signal) !== "refused") return;
  throw new AegisError(
    "NOT_ALLOWED",
    say(
      `Process ${pid} belongs to another user and cannot be stopped from here.`,
      `프로세스 ${pid}은(는) 다른 사용자의 것이라 여기서 멈출 수 없습니다.`,
    ),
    say(
      `Repeat the step as that user or as root (ps -o user= -p ${pid} shows that user).`,
      `그 사용자나 root로 다시 실행하세요(사용자는 ps -o user= -p ${pid}로 볼 수 있습니다).`,
    ),
  );
}

/** False if another process has the id now. */
function isStill({ pid, started }: Leader): boolean {
  const now = leaderOf(pid).started;
  return now === "" || now === started;
}
