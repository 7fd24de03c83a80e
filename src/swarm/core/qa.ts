import { alike, type Sentence, say } from "../../kit/sentence.ts";
import type { WorkerSpec } from "./plan/plan.ts";
import type { QaResult } from "./run/events.ts";
import { covers } from "./scope/algebra.ts";

const NOT_RUN = "no QA command was run";
export const QA_STOPPED = "QA was stopped before its end";
export const NO_QA = "the plan has no QA command";
/** Before the names of the files. */
export const CHANGED = say(
  "a QA command changed tracked files: ",
  "QA 명령이 추적되는 파일을 바꿨습니다: ",
);
const KOREAN: Readonly<Record<string, string>> = {
  [NOT_RUN]: "실행한 QA 명령이 없습니다",
  [QA_STOPPED]: "QA가 끝나기 전에 멈췄습니다",
  [NO_QA]: "계획에 QA 명령이 없습니다",
};

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
export function qaVerdict(results: readonly Outcome[]): { passed: boolean; why: string } {
  if (results.length === 0) return { passed: false, why: NOT_RUN };
  const failed = failedOf(results);
  return {
    passed: failed.length === 0,
    why: failed
      .map(howEnded)
      .map(({ en }) => en)
      .join("; "),
  };
}

/** How a command that failed ended. */
export function howEnded({ command, exitCode, timedOut }: Outcome): Sentence {
  if (timedOut) return say(`"${command}" ran out of time`, `"${command}" 시간 초과`);
  return say(
    `"${command}" ended with ${exitCode ?? "a signal"}`,
    `"${command}" ${exitCode === null ? "시그널로 종료" : `종료 코드 ${exitCode}`}`,
  );
}

type Outcome = Pick<QaResult, "command" | "exitCode" | "timedOut">;

/** Why a QA failed, for people; words of an older version stay as they are. */
export function qaReason({ why, results }: { why: string; results: readonly Outcome[] }): Sentence {
  if (why in KOREAN) return say(why, KOREAN[why] ?? why);
  if (why.startsWith(CHANGED.en)) return say(why, why.replace(CHANGED.en, CHANGED.ko));
  if (why !== qaVerdict(results).why) return alike(why);
  return say(
    why,
    failedOf(results)
      .map(howEnded)
      .map(({ ko }) => ko)
      .join("; "),
  );
}

function failedOf<T extends Outcome>(results: readonly T[]): T[] {
  return results.filter(({ exitCode }) => exitCode !== 0);
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
