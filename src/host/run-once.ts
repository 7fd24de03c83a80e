import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { AegisError } from "../kit/errors.ts";
import type { OpenCode } from "./find.ts";

export interface RunOptions {
  readonly opencode: Pick<OpenCode, "path">;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** After the binary's name, as in `["run", "--agent", "commander"]`. */
  readonly args: readonly string[];
  readonly stdin?: string;
  readonly timeoutMs: number;
  /** Ends with it whatever it has started and left, also when this process ends before. */
  readonly group?: boolean;
  /** Ends it before its time: the run then rejects with HOST_RUN_STOPPED. */
  readonly signal?: AbortSignal | undefined;
}

export interface RunResult {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

/**
 * Runs OpenCode once to its end. Throws `AegisError` HOST_RUN if it cannot start, HOST_RUN_TIMEOUT
 * after `timeoutMs` and HOST_RUN_STOPPED by `signal`, when it is killed.
 */
export async function runOnce(options: RunOptions): Promise<RunResult> {
  const { opencode, args, cwd, timeoutMs, signal } = options;
  if (signal?.aborted) throw stopped(args);
  const started = Date.now();
  // OpenCode takes its project from PWD before the real working directory.
  const env = { ...options.env, PWD: cwd };
  const detached = options.group === true;
  const child = spawn(opencode.path, args, { cwd, env, detached, stdio: ["pipe", "pipe", "pipe"] });
  const endGroup = () => void (detached && killGroup(child.pid));
  process.once("exit", endGroup);
  // A process that ends without reading its input is judged by its exit code, not by this.
  child.stdin.once("error", () => undefined);
  child.stdin.end(options.stdin ?? "");
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  let late = false;
  const end = () => {
    child.kill("SIGKILL");
    // Grandchildren may hold the pipes: what they print later belongs to no one.
    child.stdout.destroy();
    child.stderr.destroy();
  };
  signal?.addEventListener("abort", end, { once: true });
  const timer = setTimeout(() => {
    late = true;
    end();
  }, timeoutMs);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", (cause) => {
        reject(new AegisError("HOST_RUN", cause.message, "Check the OpenCode binary.", { cause }));
      });
      child.once("close", resolve);
    });
    if (signal?.aborted) throw stopped(args);
    if (late) {
      const message = `opencode ${args.join(" ")} ran past ${timeoutMs} ms: ${stderr().slice(-2_000)}`;
      throw new AegisError("HOST_RUN_TIMEOUT", message, "Read its output above.");
    }
    return { code, stdout: stdout(), stderr: stderr(), ms: Date.now() - started };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", end);
    process.off("exit", endGroup);
    endGroup();
  }
}

function stopped(args: readonly string[]): AegisError {
  return new AegisError(
    "HOST_RUN_STOPPED",
    `opencode ${args.join(" ")} was stopped.`,
    "Repeat the command.",
  );
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    // Nobody is left in it.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function collect(stream: Readable): () => string {
  const texts: string[] = [];
  stream.setEncoding("utf8").on("data", (text: string) => texts.push(text));
  return () => texts.join("");
}
