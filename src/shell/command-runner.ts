import { randomBytes } from "node:crypto";
import { createRunner, type RunGit } from "../git/run-git.ts";
import { type RunResult, run as runProgram } from "../kit/process/run.ts";
import { isNotStarted } from "../kit/process/start.ts";
import { tailOf } from "../kit/process/tail.ts";
import { type TreeWatchResult, watchTrees } from "./compare/tree-watch.ts";
import { confinementOf, type ShellBounds } from "./confinement.ts";
import { gitPointers, searchIn, steeringFiles } from "./environment.ts";
import type { CommandResult, CommandRunner } from "./port.ts";
import type { Sandbox } from "./sandbox.ts";
import { sandboxedCommand } from "./sandboxed-command.ts";
import type { ShellView } from "./view/find-view.ts";

const TAIL = 20_000;
/** Time for a command to end by itself before it is killed. */
const GRACE_MS = 3_000;

/** The project whose history and configuration no command may change. */
export interface GuardedProject {
  /** Absolute top of the user's checkout. */
  top: string;
  commonDir: string;
  /** Absolute path of templates/git-hooks. */
  hooksDir: string;
  /** Restores the journal that we wrote; returns the changed files. */
  mendJournal: () => Promise<string[]>;
}

/**
 * Runs approved command lines through the same wrapper as an agent's shell. In bubblewrap, under Landlock and in
 * sandbox-runtime a command has no network and can write only to `writable`. Otherwise the runner ends left-over processes and restores changed branches, git's own
 * files and steering files. A command that needed restoring has no exit code, so it never counts as passed; its output
 * ends with the list of what it changed.
 */
export function commandRunner(parts: {
  shell: string;
  sandbox: Sandbox;
  /** Read-only in the sandbox, even below a temporary directory. */
  readable: readonly string[];
  view: ShellView;
  /** Absent: no limits. */
  bounds?: ShellBounds;
  project: GuardedProject;
  env: Record<string, string | undefined>;
}): CommandRunner {
  const { shell, sandbox, readable, project, view } = parts;
  const git = createRunner({ env: parts.env });
  return {
    async run({ line, directory, writable, timeoutMs, signal }) {
      if (signal?.aborted) return NOT_BEGUN;
      const settle = await guard(sandbox.kind, git, project, writable);
      const { file, args, env } = sandboxedCommand({
        shell,
        // Both streams share one pipe: two pipes would lose the order of the lines.
        command: `exec 2>&1; ${line}`,
        env: parts.env,
        scope: {
          kind: sandbox.kind,
          callID: `qa-${randomBytes(6).toString("hex")}`,
          readOnly: readable,
          readWrite: writable,
          protect: gitPointers(writable),
          network: false,
          view,
          gitCommonDir: project.commonDir,
          hooksDir: project.hooksDir,
          confinement: confinementOf(sandbox, parts.bounds),
        },
      });
      const tail = tailOf(TAIL);
      const result = await runProgram({
        argv: [file, ...args],
        cwd: directory,
        env: { ...env, ...searchIn(parts.env, project.top, directory), PWD: directory, CI: "1" },
        timeoutMs,
        graceMs: GRACE_MS,
        // If bubblewrap is stopped in its first milliseconds, its child waits forever and holds the output open. In
        // the other modes the wrapper must live, because it ends the processes that it started.
        group: sandbox.kind === "bubblewrap",
        endWithUs: true,
        signal,
        keepBytes: 0,
        onOutput: (chunk) => tail.add(chunk),
      }).catch(unstarted);
      const damage = await settle();
      tail.add(Buffer.from(damage));
      return outcomeOf(result, damage, tail.bytes().toString());
    },
  };
}

type Outcome = Pick<RunResult, "code" | "ended" | "ms"> & { why?: string };

/** No command line may make the runner reject. */
function unstarted(error: unknown): Outcome {
  if (!isNotStarted(error)) throw error;
  return { code: null, ended: "itself", ms: 0, why: error.message };
}

function outcomeOf({ code, ended, ms, why }: Outcome, damage: string, text: string): CommandResult {
  const timedOut = ended === "limit";
  // In compare mode the wrapper outlives the signal and exits with 128 + n.
  const stopped = ended !== "itself" || damage !== "";
  const unsaid =
    why ?? (timedOut ? "ended at its time limit" : code === null ? "ended by a signal" : "");
  const seconds = Math.round(ms / 100) / 10;
  return { exitCode: stopped ? null : code, timedOut, seconds, tail: text || unsaid };
}

const NOT_BEGUN: CommandResult = {
  exitCode: null,
  timedOut: false,
  seconds: 0,
  tail: "stopped before it began",
};

/**
 * Compares and restores around one command what the kernel does not hold; returns a line about the restored files.
 */
async function guard(
  kind: Sandbox["kind"],
  git: RunGit,
  project: GuardedProject,
  writable: readonly string[],
): Promise<() => Promise<string>> {
  if (kind === "bubblewrap") return async () => "";
  if (kind === "landlock" || kind === "runtime") {
    const watch = await watchTrees(git, { pointers: gitPointers(writable) });
    return async () => damageLine(await watch.settle(), []);
  }
  const watch = await watchTrees(git, {
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
  const kept = found.rescued ? ` The changed content is kept under ${found.rescued}.` : "";
  return `\n[AEGIS] This command changed ${paths.join(", ")}, which it must not change; the change was undone.${kept}\n`;
}
