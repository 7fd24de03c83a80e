import type { WorkerSpec } from "./plan/plan.ts";
import type { QaResult } from "./run/events.ts";
import { covers } from "./scope/algebra.ts";

/** Reads the test counts that common runners print; undefined if the output has none. */
export function parseCounts(output: string): { passed: number; failed: number } | undefined {
  const plain = stripAnsi(output);
  for (const read of READERS) {
    const counts = read(plain);
    if (counts) return counts;
  }
  return undefined;
}

const READERS: readonly ((text: string) => QaResult["counts"])[] = [
  // node:test, both reporters: "# pass 3" / "ℹ pass 3"
  (text) => pair(last(text, /^[#ℹ]\s*pass (\d+)/gm), last(text, /^[#ℹ]\s*fail (\d+)/gm)),
  // vitest and jest: "Tests  1 failed | 3 passed (4)", "Tests: 1 failed, 3 passed, 4 total"
  (text) => {
    const line = /^\s*Tests:?\s+.*\d+ (?:passed|failed).*$/m.exec(text)?.[0];
    return line ? pair(last(line, /(\d+) passed/g) ?? 0, last(line, /(\d+) failed/g)) : undefined;
  },
  // pytest: "== 2 failed, 3 passed in 0.12s =="
  (text) => {
    const line = /^=+ .*\b\d+ (?:passed|failed|error).* in [\d.]+.*=+$/m.exec(text)?.[0];
    return line ? pair(last(line, /(\d+) passed/g) ?? 0, last(line, /(\d+) failed/g)) : undefined;
  },
  // cargo test: "test result: ok. 3 passed; 0 failed;", summed over crates
  (text) => {
    const lines = [...text.matchAll(/^test result: .*?(\d+) passed; (\d+) failed/gm)];
    return lines.length === 0 ? undefined : { passed: sum(lines, 1), failed: sum(lines, 2) };
  },
];

/**
 * Workers whose files the output of failing commands names, most frequent first. Finds only paths as they stand
 * in stack traces and assertion messages.
 */
export function suspects(output: string, workers: readonly WorkerSpec[]): string[] {
  const paths = stripAnsi(output).match(/[\p{L}\p{N}_@.-]+(?:\/[\p{L}\p{N}_@.-]+)+/gu) ?? [];
  const hits = new Map<string, number>();
  for (const path of paths)
    for (const suffix of suffixes(path))
      for (const worker of workers)
        if (covers(worker.scope, suffix)) {
          hits.set(worker.name, (hits.get(worker.name) ?? 0) + 1);
        }
  return [...hits].sort((a, b) => b[1] - a[1]).map(([name]) => name);
}

/** All suffixes of a path, the longest first, because an absolute path ends in a repository-relative one. */
function suffixes(path: string): string[] {
  const segments = path.split("/").filter((segment) => segment !== "");
  return segments.slice(0, -1).map((_, index) => segments.slice(index).join("/"));
}

/** Says whether QA passed, and in one line which commands failed and how. */
export function qaVerdict(results: readonly QaResult[]): { passed: boolean; why: string } {
  if (results.length === 0) return { passed: false, why: "no QA command was run" };
  const failed = results.filter(({ exitCode }) => exitCode !== 0);
  const why = failed
    .map(({ command, exitCode, timedOut }) =>
      timedOut
        ? `"${command}" ran out of time`
        : `"${command}" ended with ${exitCode ?? "a signal"}`,
    )
    .join("; ");
  return { passed: failed.length === 0, why };
}

function stripAnsi(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is the point.
  return text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, "");
}

function last(text: string, pattern: RegExp): number | undefined {
  const found = [...text.matchAll(pattern)].at(-1)?.[1];
  return found === undefined ? undefined : Number(found);
}

function pair(passed: number | undefined, failed: number | undefined): QaResult["counts"] {
  return passed === undefined ? undefined : { passed, failed: failed ?? 0 };
}

function sum(lines: RegExpMatchArray[], group: number): number {
  return lines.reduce((total, line) => total + Number(line[group]), 0);
}
