import { closeSync, openSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { AegisError } from "../errors.ts";
import { endTarget, endWithUs, signalTarget, type Target } from "./end.ts";
import { endSessions, type Leader, leaderOf } from "./sessions.ts";
import { type Exit, type Program, type StartOptions, startProgram } from "./start.ts";

export interface ServeOptions extends StartOptions {
  /** Receives the text of both streams as it arrives, in whole characters. */
  readonly onText?: (text: string) => void;
  /** Receives both streams line by line. */
  readonly onLine?: (line: string) => void;
  /**
   * Starts the program in its own session: a key at the terminal reaches only this process, and a stop ends
   * every process of the session. A process that leaves the session on purpose survives the stop.
   */
  readonly session?: boolean;
  /** Starts the program in its own session, which outlives this process; the output goes to `file` or nowhere. */
  readonly background?: { readonly file?: string };
}

/** `error` is set if the program could not be started; the code is then 127, as in a shell. */
export interface ServiceExit extends Exit {
  readonly error?: AegisError;
}

export interface Service {
  readonly pid: number | undefined;
  /** Identifies the session, also for a later process. */
  readonly leader: Leader;
  /** Resolves when the program has ended, even if another process still holds its output open. Never rejects. */
  readonly exited: Promise<ServiceExit>;
  /** Undefined while the program runs. */
  exit(): ServiceExit | undefined;
  /** Resolves when no process can print any more. */
  readonly closed: Promise<void>;
  /** Sends a signal to the program or to its session's group. */
  signal(name: NodeJS.Signals): void;
  /** Sends SIGTERM, and SIGKILL after `graceMs`. Resolves with the processes of the session that survive both. */
  stop(graceMs: number): Promise<readonly number[]>;
  /** Stops waiting for a background program, so that this process can end first. */
  letGo(): void;
}

/**
 * Time after the leader's end: the helper that removes a server's shared-memory files needs a moment, and nothing needs
 * longer.
 */
const REST_MS = 5_000;

/** Starts a program that stays. The program ends with this process unless it runs in the background. */
export function serve(options: ServeOptions): Service {
  const group = options.session === true || options.background !== undefined;
  const { child, exited: exitedOrNot, closed } = start(options, group);
  for (const stream of [child.stdout, child.stderr]) if (stream) pass(stream, options);
  const target: Target = { pid: child.pid, group };
  const leader = leaderOf(child.pid ?? 0);
  const outlive = options.background ? () => {} : endWithUs(target);
  let ended: ServiceExit | undefined;
  let rest: Promise<readonly number[]> = Promise.resolve([]);
  const exited = exitedOrNot
    .catch((error: AegisError): ServiceExit => {
      options.onText?.(`${error.message}\n`);
      options.onLine?.(error.message);
      return { code: 127, signal: null, error };
    })
    .then((exit: ServiceExit) => {
      ended = exit;
      // A member may outlive its leader. The system does not reuse the session's number while a member lives.
      rest = (options.session && !exit.error ? endRest(leader, target) : rest).finally(outlive);
      // `stop` reports an error; without a stop nobody waits for the rest.
      rest.catch(() => undefined);
      return exit;
    });
  return {
    pid: child.pid,
    leader,
    exited,
    exit: () => ended,
    closed,
    signal(name) {
      if (!ended) signalTarget(target, name);
    },
    async stop(graceMs) {
      if (!ended) {
        const callOffKill = endTarget(target, graceMs);
        await exited;
        callOffKill();
      }
      return rest;
    },
    letGo: () => child.unref(),
  };
}

function start(options: ServeOptions, detached: boolean): Program {
  const { background, onText, onLine } = options;
  if (background?.file === undefined) {
    const output = background === undefined && (onText || onLine) ? "pipe" : "ignore";
    return startProgram(options, { stdio: ["ignore", output, output], detached });
  }
  const file = openSync(background.file, "a");
  try {
    return startProgram(options, { stdio: ["ignore", file, file], detached });
  } finally {
    closeSync(file);
  }
}

function pass(stream: Readable, { onText, onLine }: ServeOptions): void {
  if (onLine) createInterface({ input: stream }).on("line", onLine);
  if (onText) stream.setEncoding("utf8").on("data", onText);
}

async function endRest(leader: Leader, target: Target): Promise<readonly number[]> {
  const left = await endSessions([leader], REST_MS);
  if (left === undefined) signalTarget(target, "SIGKILL");
  return left ?? [];
}
