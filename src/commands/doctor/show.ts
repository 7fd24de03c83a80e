import { createColors } from "picocolors";
import type { CheckResult, CheckStatus } from "../../core/doctor/check.ts";
import type { Language } from "../../core/messages.ts";

const MARKS: Record<CheckStatus, string> = { ok: "✓", warning: "!", error: "✗", skipped: "–" };

const WORDS = {
  en: {
    why: "why",
    fix: "fix",
    sum: (n: Record<CheckStatus, number>) =>
      `${n.ok} ok, ${n.warning} warnings, ${n.error} errors, ${n.skipped} skipped`,
  },
  ko: {
    why: "이유",
    fix: "조치",
    sum: (n: Record<CheckStatus, number>) =>
      `정상 ${n.ok}, 경고 ${n.warning}, 오류 ${n.error}, 건너뜀 ${n.skipped}`,
  },
} as const;

export interface Look {
  language: Language;
  color: boolean;
  verbose: boolean;
}

/** One line a check; what is not ok says why, and what mends it. */
export function resultText(result: CheckResult, look: Look): string {
  const colors = createColors(look.color);
  const paint = {
    ok: colors.green,
    warning: colors.yellow,
    error: colors.red,
    skipped: colors.dim,
  }[result.status];
  const words = WORDS[look.language];
  const { what, why, fix, details = [] } = result;
  return [
    `${paint(MARKS[result.status])} ${result.id.padEnd(22)} ${what[look.language]}`,
    ...(why ? [`    ${words.why}: ${why[look.language]}`] : []),
    ...(fix ? [`    ${words.fix}: ${colors.bold(fix)}`] : []),
    ...(look.verbose ? details.map((line) => `    ${colors.dim(line)}`) : []),
  ].join("\n");
}

export function summaryText(results: readonly CheckResult[], language: Language): string {
  return WORDS[language].sum(countsOf(results));
}

export function countsOf(results: readonly CheckResult[]): Record<CheckStatus, number> {
  const counts = { ok: 0, warning: 0, error: 0, skipped: 0 };
  for (const { status } of results) counts[status] += 1;
  return counts;
}
