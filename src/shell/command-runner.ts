import { randomBytes } from "node:crypto";
import { execa, type Result } from "execa";
import type { CommandResult, CommandRunner } from "../swarm/ports.ts";
import { type TreeWatchResult, watchTrees } from "./compare/tree-watch.ts";
import { gitPointers, steeringFiles } from "./environment.ts";
import { type Sandbox, sandboxedCommand } from "./sandbox.ts";

const TAIL = 20_000;
/** Time a command gets to end by itself before it is killed. */
const GRACE_MS = 3_000;

/** The project whose history and configuration no command may change. */
export interface GuardedProject {
  /** Absolute top of the user's checkout. */
  top: string;
  commonDir: string;
  /** Absolute path of templates/git-hooks. */
  hooksDir: string;
  /** Puts the journal back to what we wrote; returns what had changed. */
  mendJournal: () => Promise<string[]>;
}

/**
 * Runs approved command lines through the same wrapper as an agent's shell: in bubblewrap only
 * `writable` can be written and there is no network; otherwise left-over processes are ended, and
 * branches, git's own files and steering files that changed meanwhile are put back. A command that
 * needed that has no exit code, so it never counts as passed; its output ends with what it was.
 */
export function commandRunner(parts: {
  shell: string;
  sandbox: Sandbox;
  /** Read-only in the sandbox even where it lies under a temporary directory. */
  readable: readonly string[];
  project: GuardedProject;
  env: Record<string, string | undefined>;
}): CommandRunner {
  const { shell, sandbox, readable, project } = parts;
  const confined = sandbox.kind === "bubblewrap";
  return {
    async run({ line, directory, writable, timeoutMs, signal }) {
      if (signal?.aborted) return NOT_BEGUN;
      const settle = await guard(sandbox.kind, project, writable);
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
          protect: gitPointers(writable),
          network: false,
          gitCommonDir: project.commonDir,
          hooksDir: project.hooksDir,
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
        // Bubblewrap dies with us anyway; so that what it leaves half-born can be reached as a group.
        detached: confined,
        ...(signal ? { cancelSignal: signal } : {}),
      });
      const ended =
        sandbox.kind === "bubblewrap" ? endGroup(child.pid, timeoutMs, signal) : () => {};
      child.all?.on("data", (chunk: Buffer) => tail.add(chunk));
      const result = await child.finally(ended);
      const seconds = Math.round((Date.now() - started) / 100) / 10;
      const damage = await settle();
      tail.add(Buffer.from(damage));
      return { ...outcomeOf(result, damage, tail.text()), seconds };
    },
  };
}

function outcomeOf(
  result: Pick<Result, "exitCode" | "timedOut" | "isCanceled" | "failed" | "shortMessage">,
  damage: string,
  text: string,
): Omit<CommandResult, "seconds"> {
  const { exitCode = null, timedOut, isCanceled, failed, shortMessage = "" } = result;
  // In compare mode the wrapper outlives the signal and exits with 128 + n.
  const stopped = timedOut || isCanceled || damage !== "";
  const unsaid = failed && !exitCode ? shortMessage : "";
  return { exitCode: stopped ? null : exitCode, timedOut, tail: text || unsaid };
}

const NOT_BEGUN: CommandResult = {
  exitCode: null,
  timedOut: false,
  seconds: 0,
  tail: "stopped before it began",
};

/**
 * Stopped in its first milliseconds, bubblewrap leaves a child that waits for it for ever and holds the
 * output open. After the grace whatever is left of the group is killed. Returns what calls that off.
 */
function endGroup(
  pid: number | undefined,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): () => void {
  if (pid === undefined) return () => {};
  let last: NodeJS.Timeout | undefined;
  const kill = () => {
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // Nobody is left.
    }
  };
  const soon = () => {
    last ??= setTimeout(kill, 2 * GRACE_MS);
  };
  const limit = setTimeout(soon, timeoutMs);
  signal?.addEventListener("abort", soon);
  return () => {
    clearTimeout(limit);
    clearTimeout(last);
    signal?.removeEventListener("abort", soon);
  };
}

/** Compares and restores around one command where the kernel does not hold it; tells what was put back. */
async function guard(
  kind: Sandbox["kind"],
  project: GuardedProject,
  writable: readonly string[],
): Promise<() => Promise<string>> {
  if (kind === "bubblewrap") return async () => "";
  const watch = await watchTrees({
    gitDir: project.commonDir,
    repository: project.commonDir,
    linked: writable,
    protect: steeringFiles(project.top),
  });
  return async () => {
    const found = await watch.settle();
    return damageLine(found, await project.mendJournal());
  };
}

function damageLine(found: TreeWatchResult, journal: readonly string[]): string {
  const paths = [...found.refs, ...found.gitFiles, ...found.protected, ...journal];
  if (paths.length === 0) return "";
  const kept = found.rescued ? ` What was written is kept under ${found.rescued}.` : "";
  return `\n[AEGIS] This command changed ${paths.join(", ")}, which it may not; that was put back.${kept}\n`;
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
