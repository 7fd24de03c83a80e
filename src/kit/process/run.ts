import { endTarget, endWithUs, signalTarget, type Target } from "./end.ts";
import { untilQuiet } from "./quiet.ts";
import { type Exit, type StartOptions, startProgram } from "./start.ts";
import { tailOf } from "./tail.ts";

export interface RunOptions extends StartOptions {
  /** Input of the program; undefined: the null device. */
  readonly stdin?: string | Uint8Array | undefined;
  /** Time limit in milliseconds, 2^31 at most; undefined: none. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds between SIGTERM and SIGKILL at the limit or an abort; default 0: SIGKILL at once. */
  readonly graceMs?: number;
  /** Starts the program in its own process group; kills the rest of the group when the program ends. */
  readonly group?: boolean;
  /** Ends the program if this process ends first. */
  readonly endWithUs?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Number of bytes kept from the end of each stream; default 100 MiB. */
  readonly keepBytes?: number;
  /** Receives the output of both streams as it arrives. */
  readonly onOutput?: (chunk: Buffer) => void;
}

export interface RunResult extends Exit {
  /** "limit" and "abort": we ended the program, so `code` means nothing. */
  readonly ended: Ended;
  /** Bytes; `toString()` decodes UTF-8. */
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** True if a stream had more than `keepBytes`; the beginning of that stream is missing. */
  readonly cut: boolean;
  readonly ms: number;
}

type Ended = "itself" | "limit" | "abort";

const KEEP_BYTES = 100 * 1024 * 1024;
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Runs a program to its end. The end of the program itself counts: a grandchild that holds the output open does not
 * delay the result. Starts nothing if `signal` is already aborted. Resolves for every exit code; rejects only with
 * PROGRAM_MISSING and PROGRAM_NOT_STARTED.
 *
 * All code that the plugin reaches starts programs with `run` and `serve`; so does every program that stays or needs a
 * group. Commands that run only under Node use execa for short programs with text output.
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
  // A program may end before it has read all input; its exit code and output say why.
  child.stdin?.on("error", () => undefined).end(stdin);
  // Without a free file handle Node starts nothing and leaves the streams undefined; `exited` says so.
  const streams = [child.stdout, child.stderr].filter((stream) => stream != null);
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
