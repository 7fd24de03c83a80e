import type { Language } from "../../src/kit/sentence.ts";

export const LANGUAGES = ["en", "ko"] as const satisfies readonly Language[];

/** Columns and rows in which every moment is kept. */
export const SIZES = [
  [200, 50],
  [120, 40],
  [80, 24],
] as const;
export type Size = (typeof SIZES)[number];

/** The moments of which the real terminal's screens are kept, in the order in which they are played. */
export const STATES = [
  "home",
  "design-choices",
  "design-menu",
  "design-plan",
  "design-plan-dashboard",
  "refusal",
  "refusal-dashboard",
  "monitoring-mixed",
  "monitoring-mixed-dashboard",
  "final-qa-failed",
  "final-qa-failed-dashboard",
  "done",
  "done-dashboard",
  "second-run",
  "second-run-dashboard",
  "degraded-approved",
  "degraded",
  "degraded-status",
  "after-restart-home",
  "after-restart",
  "after-restart-asked",
  "after-restart-dashboard",
] as const;
export type StateName = (typeof STATES)[number];

/** Before a run, after its end, without a driver and on the page of a plan nothing asks the model server. */
const WITHOUT_SERVER: ReadonlySet<StateName> = new Set([
  "home",
  "design-plan-dashboard",
  "done",
  "done-dashboard",
  "after-restart-home",
  "after-restart",
]);

/** What the widest screen shows once all of it is drawn. */
export function wideNeed(state: StateName): RegExp {
  return WITHOUT_SERVER.has(state)
    ? /^/
    : /Server: \d+ run\b|서버: 실행 \d|running · |실행 \d+ · 대기/;
}

/** The stored screen, relative to this folder. */
export function captureFile(language: Language, state: StateName, [columns, rows]: Size): string {
  return `captures/${language}/${state}-${columns}x${rows}.txt`;
}
