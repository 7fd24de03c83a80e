import type { FaultRow, Proof } from "./fault-row.ts";

/** A case as it is listed or as it has ended. */
export interface FaultCase {
  readonly file: string;
  /** The full name: `describe > test`. */
  readonly name: string;
}

export interface EndedCase extends FaultCase {
  readonly result: "passed" | "failed" | "skipped";
  /** The case's own time, with its share of what its file prepares for all. */
  readonly seconds: number;
}

export interface Verdict {
  readonly row: FaultRow;
  readonly state: "proven" | "open" | "skipped" | "not found" | "failed";
  /** Why the row is not proven. */
  readonly reasons: readonly string[];
  readonly cases: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
}

/** The cases that a name or a pattern of a proof finds. */
export function found<C extends FaultCase>(
  { file }: Proof,
  wanted: string | RegExp,
  all: readonly C[],
): C[] {
  return all.filter(
    (each) =>
      each.file === file &&
      (typeof wanted === "string" ? each.name === wanted : wanted.test(each.name)),
  );
}

/** All cases of a row, each once. */
export function casesOf<C extends FaultCase>(row: FaultRow, all: readonly C[]): C[] {
  const cases = row.proofs.flatMap((proof) =>
    proof.cases.flatMap((wanted) => found(proof, wanted, all)),
  );
  return [...new Set(cases)];
}

/** The names and patterns of a row that find no case. */
export function missing(row: FaultRow, all: readonly FaultCase[]): string[] {
  return row.proofs.flatMap((proof) =>
    proof.cases
      .filter((wanted) => found(proof, wanted, all).length === 0)
      .map((wanted) => `${proof.file}: ${String(wanted)}`),
  );
}

/** Judges a row by how its cases ended. The gravest reason decides the state; all reasons are named. */
export function judge(row: FaultRow, ended: readonly EndedCase[]): Verdict {
  const cases = casesOf(row, ended);
  const those = (result: EndedCase["result"]) => cases.filter((each) => each.result === result);
  const named = (result: EndedCase["result"]) =>
    those(result).map(({ file, name }) => `${result}: ${file} > ${name}`);
  const lost = missing(row, ended).map((each) => `not found: ${each}`);
  const open = row.open === undefined ? [] : [`open: ${row.open}`];
  return {
    row,
    state: stateOf(those("failed").length, lost.length, those("skipped").length, open.length),
    reasons: [...named("failed"), ...lost, ...named("skipped"), ...open],
    cases: cases.length,
    passed: those("passed").length,
    failed: those("failed").length,
    skipped: those("skipped").length,
    seconds: cases.reduce((sum, each) => sum + each.seconds, 0),
  };
}

function stateOf(failed: number, lost: number, skipped: number, open: number): Verdict["state"] {
  if (failed > 0) return "failed";
  if (lost > 0) return "not found";
  if (skipped > 0) return "skipped";
  return open > 0 ? "open" : "proven";
}
