import type { CommandResult } from "../../shell/port.ts";
import type { QaCommand } from "../core/plan/plan.ts";
import { parseCounts } from "../core/qa.ts";
import type { QaResult } from "../core/run/events.ts";
import { dropWorktree, putLinkedWorktree, type Swarm } from "./swarm.ts";

export interface QaRequest {
  /** The folder for the worktree; its present content is removed. */
  directory: string;
  commit: string;
  commands: readonly QaCommand[];
  /** Stops after the first command that fails. */
  untilFailure: boolean;
  signal: AbortSignal | undefined;
}

export interface QaRun {
  /** If `worktree.setup` failed, its result is the only one. */
  results: QaResult[];
  /** Files of the commit that a command changed. Later commands would test another tree, so none runs. */
  changed: string[];
}

/**
 * Runs commands one after another on exactly this commit, in a new worktree without traces of an earlier run.
 * Before each command we reset the worktree to the commit and remove new files. Ignored files stay until the
 * end of this run, because `npm test` may need the `dist` of `npm run build`.
 */
export async function runOnCommit(swarm: Swarm, request: QaRequest): Promise<QaRun> {
  const { directory, commit, commands, untilFailure, signal } = request;
  const tree = await swarm.git.treeOf(swarm.top, commit);
  const results: QaResult[] = [];
  const broken = await prepare(swarm, request);
  if (broken) return { results: [broken], changed: [] };
  for (const command of commands) {
    if (signal?.aborted) break;
    await putLinkedWorktree(swarm, directory, commit);
    const result = await runOne(swarm, request, command);
    results.push(result);
    const changed = await trackedChanges(swarm, directory, tree);
    if (changed.length > 0) return { results, changed };
    if (untilFailure && result.exitCode !== 0) break;
  }
  return { results, changed: [] };
}

/** The result of `worktree.setup` if it failed; no command would then prove anything. */
async function prepare(swarm: Swarm, request: QaRequest): Promise<QaResult | undefined> {
  const { directory, commit } = request;
  await dropWorktree(swarm, directory);
  const command = swarm.config.worktree.setup;
  if (command === undefined) return undefined;
  await putLinkedWorktree(swarm, directory, commit);
  const result = await runOne(swarm, request, { name: "worktree.setup", command });
  return result.exitCode === 0 ? undefined : result;
}

async function runOne(
  swarm: Swarm,
  { directory, signal }: QaRequest,
  { name, command }: QaCommand,
): Promise<QaResult> {
  const result = await swarm.runner.run({
    line: command,
    directory,
    writable: [directory],
    timeoutMs: swarm.config.limits.qaMinutes * 60_000,
    ...(signal ? { signal } : {}),
  });
  return qaResult(name, command, result);
}

function qaResult(name: string, command: string, result: CommandResult): QaResult {
  const counts = parseCounts(result.tail);
  return {
    name,
    command,
    ...result,
    tail: result.tail.slice(-4000),
    ...(counts ? { counts } : {}),
  };
}

async function trackedChanges(swarm: Swarm, directory: string, tree: string): Promise<string[]> {
  const now = await swarm.git.snapshot(directory, { exclude: swarm.config.worktree.link });
  if (now.tree === tree) return [];
  const changes = await swarm.git.changes(swarm.top, tree, now.tree);
  return changes.filter(({ status }) => status !== "added").map(({ path }) => path);
}
