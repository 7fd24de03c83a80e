import type { NoteWords } from "./note-words.ts";

export const ENGLISH: NoteWords = {
  phase: {
    DESIGN: "You and the Commander agree on a plan.",
    FOUNDATION: "The Commander writes the files that all Workers share.",
    DISPATCH: "The Workers start next.",
    MONITORING: "The Workers build, each in a worktree of its own.",
    INTEGRATE: "All Workers have ended. Their changes are compared and merged next.",
    FINAL_QA: "The merged work is not on your branch yet. The agreed QA comes next.",
    DONE: "The run is over.",
  },
  integrateStopped:
    "No Worker is at work any more, and some were stopped. To send those back: /aegis resume",
  integrateUndone: "No Worker is at work any more, and not all have completed.",
  approvedByAnswer: (workers) => `✅ **You approved the plan:** ${count(workers)}.`,
  approvedByWords: (workers, quote) =>
    `✅ **You approved the plan** with your words “${quote}”: ${count(workers)}.`,
  weakLayer: (layer) =>
    `⚠️ **Not the full kernel sandbox here**\n\n${layer}\n\nWhy: \`oh-my-qwencoder doctor\``,
  declined: "▫️ **You did not approve the plan.** Nothing starts.",
  frozen: (files) => `🧱 **Shared files are frozen:** ${files}.`,
  frozenNothing: "🧱 **Shared files are frozen:** no new file.",
  dispatched: (workers) => `🚀 **Dispatched:** ${workers}.`,
  failed: (worker, why) => `❌ **${worker} FAILED:** ${why}`,
  failure: {
    NO_REPORT: "it ended without a report.",
    REPORT_REFUSED: "its reports did not agree with the evidence.",
    MODEL_ERROR: "the model answered with an error.",
    MODEL_SERVER: "the model server did not answer for too long.",
    SILENT: "it gave no sign of life.",
    OVER_TIME: "its time is used up.",
    LOOP: "it repeated the same calls.",
    WROTE_OUTSIDE: "it wrote outside its scope. The writes were taken back.",
    START_FAILED: "it could not be started.",
    INTERRUPTED: "it was interrupted.",
    MERGE_CONFLICT: "its worktree cannot be made: the changes clash.",
  },
  kept: "Its diff is kept.",
  scopeWanted: (worker, paths) =>
    `✋ **${worker} asks for more paths:** ${paths}. Only a new plan that you approve gives them.`,
  serverDown: (why) =>
    `⏸ **The model server fails:** ${why}. Workers wait and go on by themselves.`,
  serverBack: "▶️ **The model server answers again.** The Workers go on.",
  conflicts: {
    none: (workers) => `🔍 **Conflict check: ✅ none** between ${count(workers)} and your branch.`,
    found: (problems) =>
      `🔍 **Conflict check: ❌ ${problems === 1 ? "1 PROBLEM" : `${problems} PROBLEMS`}.** Nothing is merged.`,
  },
  integrated: (workers) => `🔀 **Merged for QA:** ${workers}.`,
  qa: {
    passed: (checks) => `🧪 **Final QA: ✅ passed** (${checks} of ${checks}).`,
    failed: (bad, checks) => `🧪 **Final QA: ❌ FAILED** (${bad} of ${checks} did not pass).`,
    columns: ["Check", "Result", "Command"],
    pass: "✅ passed",
    fail: (exit) => (exit === null ? "❌ FAILED (ended by a signal)" : `❌ FAILED (exit ${exit})`),
    timeout: "❌ FAILED (out of time)",
    counts: (passed, failed) =>
      failed > 0 ? `${passed} passed, ${failed} FAILED` : `${passed} passed`,
    why: (why) => `Why: ${why}`,
    suspects: (workers) => `The output names files of: ${workers}.`,
    uncommitted: "Nothing is committed. The Commander mends it or sends a Worker back.",
    output: (name) => `Last lines of ${name}:`,
  },
  committed: (commit, subject) => `📦 **Committed ${commit}** ${subject}`,
  on: (branch) => `on ${branch}`,
  files: (all, names) => `${all === 1 ? "1 file" : `${all} files`}: ${names}`,
  takeBack: (commit) => `See it: git show ${commit} · Take it back: git revert ${commit}`,
  aborted: "🚫 **The run is ended. Nothing is committed.** Shared files stay in your checkout.",
  cancelledPlan: "🚫 **You cancelled the plan.** Nothing was built.",
  keptPatches: (patches) =>
    patches === 1 ? "1 diff is kept as a patch:" : `${patches} diffs are kept as patches:`,
  more: (rest) => `and ${rest} more`,
  refusal: {
    head: (who, tool) => `⛔ **Refused:** ${who} called ${tool}.`,
    repeated: (who, tool, times) =>
      `⛔ **Refused ${times} times:** ${who} calls ${tool} again and again.`,
    detail: (why) => `Detail: ${why}`,
    step: (step) => `Next: ${step}`,
    commander: "the Commander",
  },
  dashboard: { title: "📊 **Workers**", columns: ["ID", "Feature", "Status", "Duration"] },
};

function count(workers: number): string {
  return workers === 1 ? "1 Worker" : `${workers} Workers`;
}
