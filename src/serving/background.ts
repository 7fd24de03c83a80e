import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import { sendSignal } from "../kit/process/end.ts";
import { bootId, stillRuns } from "../kit/process/process-stat.ts";
import { type ServiceExit, serve } from "../kit/process/serve.ts";
import { endSessions, leaderOf, termSessions } from "../kit/process/sessions.ts";
import { say } from "../kit/sentence.ts";
import {
  type KnownServer,
  type ServerRecord,
  serverFolder,
  serverRecord,
} from "./adapters/server-record.ts";
import { alreadyServing, EXIT } from "./faults.ts";
import type { ServeScreen } from "./serve-screen.ts";
import { SERVE_WORDS } from "./serve-words.ts";
import { type Background, wanted } from "./servers.ts";

const ASK_EVERY_MS = 200;
/** Longest time for a stop: requests end first, then engines. */
const STOP_LIMIT_MS = 60_000;
/** Time for the processes of a killed command to end before they are killed too. */
const ORPHANS_MS = 10_000;

/**
 * Starts this command again without a terminal and waits until it serves. If it fails, resolves
 * with its exit code. Ctrl-C ends only the waiting.
 */
export async function detached(
  options: Background & {
    port: number;
    command: readonly [string, ...string[]];
    screen: ServeScreen;
  },
): Promise<number> {
  const { env, port, language, json, write, command, screen } = options;
  const words = SERVE_WORDS[language];
  const record = serverRecord(serverFolder(env), port);
  const holder = record.holder();
  if (holder !== undefined) throw alreadyServing(port, holder);
  const child = serve({ argv: command, env, background: {} });
  // If another start was first, the record belongs to that start.
  const own = () => {
    const found = record.read();
    return found?.pid === child.pid ? found : undefined;
  };
  const outcome = await untilServed(
    () => exitCode(child.exit()),
    own,
    (detail) => {
      if (!json) write(`… ${detail}\n`);
    },
  );
  const { detail = "", url = "", measured, logFile } = own() ?? {};
  if (outcome === "served") {
    child.letGo();
    if (json) print({ ok: true, url, pid: child.pid, log: logFile, measured: measured ?? null });
    else {
      screen.ready({ url, measured, stays: false });
      write(`  ${words.detached(port, record.logFile)}\n`);
    }
    return 0;
  }
  const why = detail || (outcome === 130 ? words.stopped : words.noReason);
  if (json) print({ ok: false, exitCode: outcome, error: { message: why }, log: logFile ?? null });
  else write(`✗ ${words.ended(why)}\n${logFile ? await lastLines(logFile) : ""}`);
  return outcome;

  function print(document: object) {
    write(`${JSON.stringify(document, null, 2)}\n`);
  }
}

/** Undefined while the command runs. */
function exitCode(exit: ServiceExit | undefined): number | undefined {
  if (exit === undefined) return undefined;
  return exit.error ? EXIT.ended : (exit.code ?? EXIT.ended);
}

/** Resolves with the exit code if the command ends before it serves. */
async function untilServed(
  exit: () => number | undefined,
  read: () => ServerRecord | undefined,
  step: (detail: string) => void,
): Promise<"served" | number> {
  for (let shown = ""; ; await delay(ASK_EVERY_MS)) {
    // Check the exit before reading the record: the command writes its last record before it ends.
    const ended = exit();
    const { state, detail } = read() ?? { state: "starting", detail: "" };
    if (state === "ready") return "served";
    if (ended !== undefined) return ended;
    if (state === "starting" && detail !== shown) step(detail);
    shown = detail;
  }
}

async function lastLines(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.split("\n").slice(-16).join("\n");
}

/**
 * Stops servers of this user, and the processes that a killed command has left. Exit code 1: there is no such server.
 * If a server cannot be stopped, stops all others first and then throws.
 */
export async function stopServers(options: Background): Promise<number> {
  const { env, json, language, write } = options;
  const words = SERVE_WORDS[language];
  const stopped: number[] = [];
  const failures: AegisError[] = [];
  for (const server of await wanted(options))
    try {
      if (await stop(server, env)) stopped.push(server.port);
    } catch (error) {
      if (!(error instanceof AegisError)) throw error;
      failures.push(error);
    }
  const [failure] = failures;
  if (failure) throw failure;
  if (json) write(`${JSON.stringify({ stopped }, null, 2)}\n`);
  else write(`${stopped.length > 0 ? words.stopped : words.noServers}\n`);
  return stopped.length > 0 ? 0 : 1;
}

/** Resolves with true if there was a process to end. */
async function stop({ port, record: known, pid }: KnownServer, env: Environment): Promise<boolean> {
  const record = serverRecord(serverFolder(env), port);
  // The process gives up its record as one of its last acts, so it may still run without one.
  const leader = leaderOf(pid ?? 0);
  if (pid !== undefined && sendSignal(pid, "SIGTERM") === "refused") throw notAllowed(pid);
  const over = Date.now() + STOP_LIMIT_MS;
  while (record.holder() !== undefined || stillRuns(leader.pid, leader.started)) {
    if (Date.now() > over) throw willNotStop(port, pid);
    await delay(ASK_EVERY_MS);
  }
  // After a reboot the same ids belong to other processes.
  const sessions = known?.boot === bootId() ? known.sessions : [];
  const orphans = await termSessions(sessions);
  const [stubborn] = (await endSessions(sessions, ORPHANS_MS)) ?? [];
  if (stubborn !== undefined) throw willNotStop(port, stubborn);
  record.remove();
  return pid !== undefined || orphans > 0;
}

function notAllowed(pid: number): AegisError {
  return new AegisError(
    "NOT_ALLOWED",
    say(
      `Process ${pid} of start-vllm belongs to another user and cannot be stopped from here.`,
      `start-vllm의 프로세스 ${pid}은(는) 다른 사용자의 것이라 여기서 멈출 수 없습니다.`,
    ),
    say(
      `Repeat the command as that user or as root (ps -o user= -p ${pid} tells who it is).`,
      `그 사용자나 root로 명령을 다시 실행하세요(사용자는 ps -o user= -p ${pid}로 볼 수 있습니다).`,
    ),
  );
}

function willNotStop(port: number, pid: number | undefined): AegisError {
  return new AegisError(
    "WILL_NOT_STOP",
    say(
      `Process ${pid} of start-vllm at port ${port} has not ended in time.`,
      `포트 ${port}의 start-vllm 프로세스 ${pid}이(가) 제때 끝나지 않았습니다.`,
    ),
    say(
      `kill -9 ${pid}, then repeat the command: it ends the processes that are left.`,
      `kill -9 ${pid}을(를) 실행한 뒤 명령을 다시 실행하세요. 남은 프로세스도 종료합니다.`,
    ),
  );
}
