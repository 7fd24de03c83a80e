import { endTarget, endWithUs, signalTarget, type Target } from "./end.ts";
import { untilQuiet } from "./quiet.ts";
import { type Exit, type StartOptions, startProgram } from "./start.ts";
import { tailOf } from "./tail.ts";

export interface RunOptions extends StartOptions {
  /** What the program reads; undefined: the null device. */
  readonly stdin?: string | Uint8Array | undefined;
  /** Time limit in milliseconds, 2^31 at most; undefined: none. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds between SIGTERM and SIGKILL at the limit or an abort; default 0: SIGKILL at once. */
  readonly graceMs?: number;
  /** A process group of its own; what is left of the group when the program has ended is killed. */
  readonly group?: boolean;
  /** Ends the program also when this process ends before. */
  readonly endWithUs?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** How many bytes of each stream's end are kept; default 100 MiB. */
  readonly keepBytes?: number;
  /** Gets both streams as they come. */
  readonly onOutput?: (chunk: Buffer) => void;
}

export interface RunResult extends Exit {
  /** "limit" and "abort": ended by us, so `code` says nothing. */
  readonly ended: Ended;
  /** Bytes; `toString()` makes text of UTF-8. */
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** A stream had more than `keepBytes`: its beginning is missing. */
  readonly cut: boolean;
  readonly ms: number;
}

type Ended = "itself" | "limit" | "abort";

const KEEP_BYTES = 100 * 1024 * 1024;
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Runs a program to its end. The program's own end counts: a grandchild that holds the output open keeps nobody
 * waiting. Starts nothing if `signal` is aborted already. Any exit code is an answer; rejects with PROGRAM_MISSING
 * and PROGRAM_NOT_STARTED alone.
 *
 * Everything that the plugin reaches starts programs by `run` and `serve`, and so does everything that stays or
 * needs a group. Commands that run under Node alone use execa for short programs with text output.
 */
export async function run(options: RunOptions): Promise<RunResult> {
  const { stdin, group = false, keepBytes = KEEP_BYTES, onOutput } = options;
  const began = Date.now();
  const tails = [tailOf(keepBytes), tailOf(keepBytes)] as const;
  const result = (exit: Exit, ended: Ended): RunResult => ({
    ...exit,
    ended,
    stdout: tails[0].bytes(),
    stderr: tails[1].bytes(),
    cut: tails.some((tail) => tail.cut()),
    ms: Date.now() - began,
  });
  if (options.signal?.aborted) return result({ code: null, signal: null }, "abort");
  const { child, exited, closed } = startProgram(options, {
    stdio: [stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    detached: group,
  });
  // A program may end before it has read everything; its exit code and words say why.
  child.stdin?.on("error", () => undefined).end(stdin);
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
  for (const [at, stream] of streams.entries())
    stream.on("data", (chunk: Buffer) => {
      tails[at]?.add(chunk);
      onOutput?.(chunk);
    });
  const target = { pid: child.pid, group };
  const limits = holdTo(options, target);
  const exit = await exited.finally(limits.lift);
  if (group) signalTarget(target, "SIGKILL");
  await untilQuiet(streams, closed);
  return result(exit, limits.ended());
}

/** Ends the target at the time limit, at an abort, or with this process, until `lift` is called. */
function holdTo(
  { timeoutMs, graceMs = 0, signal, ...options }: RunOptions,
  target: Target,
): { ended: () => Ended; lift: () => void } {
  let ended: Ended = "itself";
  let callOffKill = () => {};
  const end = (why: Ended) => {
    if (ended !== "itself") return;
    ended = why;
    callOffKill = endTarget(target, graceMs);
  };
  const abort = () => end("abort");
  signal?.addEventListener("abort", abort);
  const limit =
    timeoutMs === undefined ? undefined : setTimeout(end, Math.min(timeoutMs, LONGEST_MS), "limit");
  const outlive = options.endWithUs ? endWithUs(target) : undefined;
  return {
    ended: () => ended,
    lift() {
      signal?.removeEventListener("abort", abort);
      clearTimeout(limit);
      callOffKill();
      outlive?.();
    },
  };
}
