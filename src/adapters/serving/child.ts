import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { endSessions, type Leader, leaderOf, membersOf } from "./sessions.ts";

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface ServerProcess {
  /** All it starts is in its session, unless it leaves that on purpose. */
  readonly leader: Leader;
  readonly exited: Promise<Exit>;
  /** Undefined while it runs. */
  exit(): Exit | undefined;
  /** Ends it and all it has started. Resolves when nothing of it is left; after `graceMs` it is killed. */
  stop(graceMs: number): Promise<void>;
}

/** A server in a process group of its own, so that a key at the terminal reaches only us. `line` gets all it prints. */
export function startServer(
  command: readonly [string, ...string[]],
  options: { env: Readonly<Record<string, string | undefined>>; line: (text: string) => void },
): ServerProcess {
  const [file, ...args] = command;
  const child = spawn(file, args, {
    env: { ...options.env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) readLines(stream, options.line);
  const killAll = () => signalGroup(child, "SIGKILL");
  // Whatever ends this process, no GPU stays taken.
  process.once("exit", killAll);
  const leader = leaderOf(child.pid ?? 0);
  let ended: Exit | undefined;
  let gone: Promise<void> | undefined;
  const exited = new Promise<Exit>((resolve) => {
    const end = (exit: Exit) => {
      ended ??= exit;
      resolve(ended);
    };
    child.once("error", (error) => {
      options.line(error.message);
      end({ code: 127, signal: null });
    });
    child.once("exit", (code, signal) => {
      // An engine may outlive its leader. While a member is left the session's number is its own.
      gone = endRest(leader, killAll).finally(() => void process.off("exit", killAll));
      end({ code, signal });
    });
  });
  return {
    leader,
    exited,
    exit: () => ended,
    async stop(graceMs) {
      if (ended) return gone;
      signalGroup(child, "SIGTERM");
      const waiting = new AbortController();
      const { signal } = waiting;
      const late = delay(graceMs, undefined, { signal }).then(killAll, () => undefined);
      await exited;
      waiting.abort();
      await late;
      await gone;
    },
  };
}

/** What removes a server's files in shared memory ends after it; nothing else needs longer. */
const REST_MS = 5_000;
const ASK_EVERY_MS = 50;

/** Resolves when none of the session is left, which is killed after a while; at once where it cannot be seen. */
async function endRest(leader: Leader, killAll: () => void): Promise<void> {
  const late = Date.now() + REST_MS;
  for (;;) {
    const rest = await membersOf([leader]);
    if (rest === undefined) return killAll();
    if (rest.length === 0) return;
    if (Date.now() > late) await endSessions([leader]);
    await delay(ASK_EVERY_MS);
  }
}

function readLines(stream: Readable, line: (text: string) => void): void {
  createInterface({ input: stream }).on("line", line);
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // Nobody is left in it.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
