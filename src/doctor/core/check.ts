import type { Sentence } from "../../kit/sentence.ts";

export type CheckStatus = "ok" | "warning" | "error" | "skipped";

/** One line of `doctor`. Whatever is not ok says why; what can be mended has one command or setting that does. */
export interface CheckResult {
  /** Stable name, as in `doctor server.tools`; the part before the dot is its group. */
  readonly id: string;
  readonly status: CheckStatus;
  /** What was found, with its figures. */
  readonly what: Sentence;
  readonly why?: Sentence;
  /** To copy and paste; the same in every language. */
  readonly fix?: string;
  /** More for `--verbose`: one line each. */
  readonly details?: readonly string[];
}

/** 0: nothing to mend. 1: an error, or with `strict` a warning. */
export function exitCodeOf(results: readonly CheckResult[], strict: boolean): 0 | 1 {
  const bad = results.some(({ status }) => status === "error" || (strict && status === "warning"));
  return bad ? 1 : 0;
}

/** The results of `doctor a b.c`: whole groups, or single checks. */
export function isWanted(id: string, wanted: readonly string[]): boolean {
  return wanted.length === 0 || wanted.some((name) => id === name || id.startsWith(`${name}.`));
}
