import { randomBytes } from "node:crypto";
import { execa } from "execa";
import type { CommandRunner } from "../ports.ts";
import { type Sandbox, sandboxedCommand } from "./sandbox.ts";

const TAIL = 20_000;
/** Time a command gets to end by itself before it is killed. */
const GRACE_MS = 3_000;

/**
 * Runs approved command lines through the same wrapper as an agent's shell: in bubblewrap only
 * `writable` can be written and there is no network; otherwise left-over processes are ended.
 */
export function commandRunner(parts: {
  shell: string;
  sandbox: Sandbox;
  /** Read-only in the sandbox even where it lies under a temporary directory. */
  readable: readonly string[];
  env: Record<string, string | undefined>;
}): CommandRunner {
  const { shell, sandbox, readable } = parts;
  return {
    async run({ line, directory, writable, timeoutMs, signal }) {
      const { file, args, env } = sandboxedCommand({
        shell,
        // One pipe for both streams: two would lose the order in which the lines came.
        command: `exec 2>&1; ${line}`,
        env: parts.env,
        scope: {
          kind: sandbox.kind,
          callID: `qa-${randomBytes(6).toString("hex")}`,
          readOnly: readable,
          readWrite: writable,
          protect: [],
          network: false,
          ...(sandbox.kind === "bubblewrap" ? { bwrap: sandbox.path } : {}),
        },
      });
      const tail = tailOf(TAIL);
      const started = Date.now();
      const child = execa(file, args, {
        cwd: directory,
        env: { ...env, PWD: directory, CI: "1" },
        extendEnv: false,
        reject: false,
        stdin: "ignore",
        all: true,
        buffer: false,
        timeout: timeoutMs,
        forceKillAfterDelay: GRACE_MS,
        ...(signal ? { cancelSignal: signal } : {}),
      });
      child.all?.on("data", (chunk: Buffer) => tail.add(chunk));
      const result = await child;
      return {
        // In compare mode the wrapper outlives the signal and exits with 128 + n.
        exitCode: result.timedOut || result.isCanceled ? null : (result.exitCode ?? null),
        timedOut: result.timedOut,
        seconds: Math.round((Date.now() - started) / 100) / 10,
        tail: tail.text() || (result.failed && !result.exitCode ? (result.shortMessage ?? "") : ""),
      };
    },
  };
}

function tailOf(limit: number): { add(chunk: Buffer): void; text(): string } {
  let kept = Buffer.alloc(0);
  return {
    add(chunk) {
      kept = Buffer.concat([kept, chunk]);
      if (kept.length > 2 * limit) kept = kept.subarray(-limit);
    },
    text: () => kept.subarray(-limit).toString("utf8"),
  };
}
