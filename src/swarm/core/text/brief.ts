import type { WorkerSpec } from "../plan/plan.ts";
import type { RunState } from "../run/state.ts";

/**
 * A Worker's first message. Its head (plan, foundation, contract, note) is the same for all Workers of a run,
 * byte for byte, so that the model server computes the head once; only the tail differs.
 */
export function brief(state: RunState, worker: WorkerSpec): string {
  const plan = state.approved?.plan;
  const files = state.foundation?.files ?? [];
  const contract = Object.keys(state.foundation?.contract ?? {}).sort();
  const others = (plan?.workers ?? [])
    .map(({ name, feature, scope }) => `- ${name}: ${feature}. Owns ${scope.join(", ")}`)
    .join("\n");
  return [
    `# ${plan?.title ?? "Plan"}`,
    plan?.summary ?? "",
    `## Who builds what\n${others}`,
    `## Foundation, frozen: read it, do not change it\n${list([...new Set([...contract, ...files])].sort())}`,
    `## Note from the Commander\n${state.foundation?.note ?? ""}`,
    `---\n${task(worker)}`,
  ].join("\n\n");
}

/** What has happened to the worktree of a Worker that is sent back. */
export interface Returned {
  /** The worktree is as the Worker left it. */
  kept: boolean;
  carried?: { commit: string; again: readonly string[] } | undefined;
}

/** The message for a Worker that is sent back. Its session keeps the history, so the message holds only news. */
export function retryBrief(worker: WorkerSpec, instructions: string, tree: Returned): string {
  return [
    `The Commander sends you back to work on ${worker.name}.`,
    instructions,
    ...(tree.kept ? [] : [newBase(tree)]),
    `Your scope is unchanged: ${worker.scope.join(", ")}. When your work is right, call worker_report.`,
  ].join("\n\n");
}

function newBase({ carried }: Returned): string {
  const says =
    "Your worktree is new: it holds the user's newest commits and the work of the other Workers.";
  if (!carried) return says;
  const { commit, again } = carried;
  if (again.length === 0) return `${says} Your earlier work is in it.`;
  const old = `git show ${commit.slice(0, 12)}^2:${again[0]}`;
  return `${says} Your earlier work is in it, except in these files, which others have changed too: ${again.join(", ")}. They are as the others left them. Make your change in them again; \`${old}\` shows your earlier text.`;
}

/** The reminder for a Worker that stopped without a report; `slip` says what went wrong with its answer. */
export function nudgeText(why: string, slip?: string): string {
  return `${slip ? `${slip} ` : ""}You stopped without worker_report (${why}). Go on with your task. When it is done and its QA passes, call worker_report; if you cannot go on, call worker_report with what is missing in notes.`;
}

/** The message for a Worker whose turn the model server cut off. */
export const RESUME_TEXT =
  "The model server failed and answers again. Your files are as you left them. Go on where you were; when your work is right, call worker_report.";

function task(worker: WorkerSpec): string {
  return [
    `Worker: ${worker.name}`,
    `Feature: ${worker.feature}`,
    `You alone write: ${worker.scope.join(", ")}`,
    `Your QA, run by Aegis when you report: ${worker.qa.join(" && ") || "none of your own"}`,
    "",
    worker.spec,
  ].join("\n");
}

function list(paths: readonly string[]): string {
  return paths.length === 0 ? "(nothing new)" : paths.map((path) => `- ${path}`).join("\n");
}
