import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { endSessions, type Leader, leaderOf } from "./sessions.ts";

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
  /** Ends it and all it has started; after `graceMs` it is killed. Resolves with what does not end even so. */
  stop(graceMs: number): Promise<readonly number[]>;
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
  let gone: Promise<readonly number[]> | undefined;
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
      gone = endSessions([leader], REST_MS)
        .then((left) => {
          if (left === undefined) killAll();
          return left ?? [];
        })
        .finally(() => process.off("exit", killAll));
      end({ code, signal });
    });
  });
  return {
    leader,
    exited,
    exit: () => ended,
    async stop(graceMs) {
      if (ended) return (await gone) ?? [];
      signalGroup(child, "SIGTERM");
      const waiting = new AbortController();
      const { signal } = waiting;
      const late = delay(graceMs, undefined, { signal }).then(killAll, () => undefined);
      await exited;
      waiting.abort();
      await late;
      return (await gone) ?? [];
    },
  };
}

/** What removes a server's files in shared memory ends after it; nothing else needs longer. */
const REST_MS = 5_000;

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
