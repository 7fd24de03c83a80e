import type { Sentence } from "../../kit/sentence.ts";

/** `unknown`: the check could not see enough to judge. */
export type CheckStatus = "ok" | "warning" | "error" | "unknown" | "skipped";

/**
 * One line of `doctor`. A result that is not ok says why; a problem that can be fixed comes with
 * one command or setting.
 */
export interface CheckResult {
  /** Stable name, as in `doctor server.tools`; the part before the dot is its group. */
  readonly id: string;
  readonly status: CheckStatus;
  /** The finding with its figures. */
  readonly what: Sentence;
  readonly why?: Sentence;
  /** To copy and paste; the same in every language. */
  readonly fix?: string;
  /** More for `--verbose`: one line each. */
  readonly details?: readonly string[];
}

/** 0: nothing to fix. 1: an error, or with `strict` a warning. 2: a check could not judge. */
export function exitCodeOf(results: readonly CheckResult[], strict: boolean): 0 | 1 | 2 {
  const bad = results.some(({ status }) => status === "error" || (strict && status === "warning"));
  if (bad) return 1;
  return results.some(({ status }) => status === "unknown") ? 2 : 0;
}

/** True if `doctor a b.c` asks for this check, by its group or by its own name. */
export function isWanted(id: string, wanted: readonly string[]): boolean {
  return wanted.length === 0 || wanted.some((name) => id === name || id.startsWith(`${name}.`));
}
