import { shellWord } from "../../../kit/shell-word.ts";
import { reportQa, type WorkerSpec } from "../plan/plan.ts";
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
    `---\n${task(worker, plan ? reportQa(plan, worker) : worker.qa)}`,
  ].join("\n\n");
}

/** What has happened to the worktree of a Worker that is sent back. */
export interface Returned {
  /** The worktree is as the Worker left it. */
  kept: boolean;
  /** The worktree holds the user's commits and the others' work. */
  onLine?: boolean;
  carried?: { commit: string; again: readonly string[] } | undefined;
}

/** The message for a Worker that is sent back. Its session keeps the history, so the message holds only news. */
export function retryBrief(
  worker: WorkerSpec,
  { instructions, by = "Commander" }: { instructions: string; by?: "user" | "Commander" },
  tree: Returned,
): string {
  const news = [tree.kept ? "" : newTree(tree), toDoAgain(tree)].filter((text) => text !== "");
  return [
    `The ${by} sends you back to work on ${worker.name}.`,
    instructions,
    ...(news.length > 0 ? [news.join(" ")] : []),
    `Your scope is unchanged: ${worker.scope.join(", ")}. When your work is right, call worker_report.`,
  ].join("\n\n");
}

function newTree({ onLine, carried }: Returned): string {
  const holds = onLine
    ? "Your worktree is new: it holds the user's newest commits and the work of the other Workers."
    : "Your worktree is new.";
  return carried ? `${holds} Your earlier work is in it.` : holds;
}

/** It is said until a report is accepted: a Worker may end before it has read it. */
function toDoAgain({ carried }: Returned): string {
  if (!carried || carried.again.length === 0) return "";
  const { commit, again } = carried;
  const short = commit.slice(0, 12);
  const diff = `git diff ${short}^ ${short}^2 -- ${again.map(shellWord).join(" ")}`;
  return `Others have changed these files too, and your worktree began with their text: ${again.join(", ")}. Where your change is missing, make it again; \`${diff}\` shows how your earlier text differs.`;
}

/** The reminder for a Worker that stopped without a report; `slip` says what went wrong with its answer. */
export function nudgeText(why: string, slip?: string): string {
  return `${slip ? `${slip} ` : ""}You stopped without worker_report (${why}). Go on with your task. When it is done and its QA passes, call worker_report; if you cannot go on, call worker_report with what is missing in notes.`;
}

/** The message for a Worker whose turn the model server cut off. */
export const RESUME_TEXT =
  "The model server failed and answers again. Your files are as you left them. Go on where you were; when your work is right, call worker_report.";

function task(worker: WorkerSpec, qa: readonly string[]): string {
  return [
    `Worker: ${worker.name}`,
    `Feature: ${worker.feature}`,
    `You alone write: ${worker.scope.join(", ")}`,
    `Your QA, run by Aegis when you report: ${qa.join(" && ") || "none of your own"}`,
    ...(qa.length < worker.qa.length
      ? [`Run by Aegis after the merge: ${worker.qa.join(" && ")}`]
      : []),
    "",
    worker.spec,
  ].join("\n");
}

function list(paths: readonly string[]): string {
  return paths.length === 0 ? "(nothing new)" : paths.map((path) => `- ${path}`).join("\n");
}
