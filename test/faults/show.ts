import type { FaultRow } from "./fault-row.ts";
import { type EndedCase, judge, type Verdict } from "./judge.ts";

/** Rows of one kind under their title; `what` names them in the count. */
export interface Group {
  readonly title: string;
  readonly what: string;
  readonly rows: readonly FaultRow[];
}

/** The table as people read it: each row with its fault, outcome, result and time; at the end the counts. */
export function proofTable(
  groups: readonly Group[],
  ended: readonly EndedCase[],
): { text: string; isBroken: boolean } {
  const judged = groups.map((group) => ({
    ...group,
    verdicts: group.rows.map((row) => judge(row, ended)),
  }));
  const text = [
    ...judged.flatMap(({ title, verdicts }) => [title, ...verdicts.flatMap(lines), ""]),
    ...judged.map(({ what, verdicts }) => count(what, verdicts)),
  ].join("\n");
  const isBroken = judged
    .flatMap(({ verdicts }) => verdicts)
    .some(({ state }) => state === "failed" || state === "not found");
  return { text, isBroken };
}

function lines(verdict: Verdict): string[] {
  const { row, state, reasons, passed, failed, skipped, seconds } = verdict;
  const result = [
    `${passed} passed`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} SKIPPED`] : []),
  ].join(", ");
  const word = state === "proven" ? "proven" : `NOT PROVEN (${state})`;
  return [
    `${row.id.padEnd(4)} ${row.fault} -> ${row.outcome}`,
    `     ${word}: ${result}, ${seconds.toFixed(1)} s`,
    ...reasons.map((reason) => `     - ${reason}`),
  ];
}

function count(what: string, verdicts: readonly Verdict[]): string {
  const proven = verdicts.filter(({ state }) => state === "proven");
  const cases = verdicts.reduce((sum, each) => sum + each.cases, 0);
  return `${proven.length} of ${verdicts.length} ${what} proven, ${cases} cases`;
}
