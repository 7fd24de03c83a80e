import type { Sentence } from "../../kit/sentence.ts";
import type { CheckId } from "./check-ids.ts";
import type { Fix } from "./fix.ts";

/** `unknown`: the check could not see enough to judge. */
export type CheckStatus = "ok" | "warning" | "error" | "unknown" | "skipped";

/**
 * One line of `doctor`. A result that is not ok says why, and a problem comes with what removes it.
 */
export interface CheckResult {
  readonly id: CheckId;
  readonly status: CheckStatus;
  /** The finding with its figures. */
  readonly what: Sentence;
  readonly why?: Sentence;
  readonly fix?: Fix;
  /** More for `--verbose`: one line each. */
  readonly details?: readonly string[];
}

/** 0: nothing to fix. 1: an error, or with `strict` a warning. 2: a check could not judge. */
export function exitCodeOf(
  results: readonly Pick<CheckResult, "status">[],
  strict: boolean,
): 0 | 1 | 2 {
  const bad = results.some(({ status }) => status === "error" || (strict && status === "warning"));
  if (bad) return 1;
  return results.some(({ status }) => status === "unknown") ? 2 : 0;
}

/** True if `doctor a b.c` asks for this check, by its group or by its own name. */
export function isWanted(id: string, wanted: readonly string[]): boolean {
  return wanted.length === 0 || wanted.some((name) => id === name || id.startsWith(`${name}.`));
}
