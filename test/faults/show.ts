import { type EndedCase, judge, type Verdict } from "./judge.ts";
import { FINDINGS, MATRIX } from "./matrix.ts";

/** The table as people read it: each row with its fault, outcome, result and time; at the end the counts. */
export function faultTable(ended: readonly EndedCase[]): { text: string; isBroken: boolean } {
  const rows = MATRIX.map((row) => judge(row, ended));
  const findings = FINDINGS.map((row) => judge(row, ended));
  const text = [
    "Faults of the matrix",
    ...rows.flatMap(lines),
    "",
    "Faults that were found in trials",
    ...findings.flatMap(lines),
    "",
    count("findings", findings),
    count("rows", rows),
  ].join("\n");
  const isBroken = [...rows, ...findings].some(
    ({ state }) => state === "failed" || state === "not found",
  );
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
