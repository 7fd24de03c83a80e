/** What the user can do in the full screen, each with its key. */
export const KEYS = {
  choose: "tab",
  open: "return",
  diff: "d",
  plan: "p",
  stop: "s",
  resume: "r",
  retry: "t",
  cancel: "x",
  abort: "shift+a",
} as const;
export type DashboardAct = keyof typeof KEYS;

/** The answers to a plan, on the page that shows the whole plan. */
export const ANSWER_KEYS = { approve: "a", choose: "q", change: "c", decline: "n" } as const;
export type PlanAnswer = keyof typeof ANSWER_KEYS;
