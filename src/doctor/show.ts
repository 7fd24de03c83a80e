import { paintWith } from "../kit/paint.ts";
import type { Language } from "../kit/sentence.ts";
import { wrapped } from "../kit/wrap.ts";
import type { CheckResult, CheckStatus } from "./core/check.ts";
import { FINDINGS, OTHERS } from "./core/check-ids.ts";
import { type Fix, fixText } from "./core/fix.ts";

const MARKS: Record<CheckStatus, string> = {
  ...{ ok: "✓", warning: "!", error: "✗" },
  ...{ unknown: "?", skipped: "–" },
};

/** The names are one column, as wide as the longest of them. */
const LONGEST_NAME = Math.max(...[...FINDINGS, ...OTHERS].map((id) => id.length));

const counted = (count: number, thing: string) => `${count} ${thing}${count === 1 ? "" : "s"}`;

const WORDS = {
  en: {
    why: "why",
    fix: { command: "fix", edit: "fix", person: "for you to do" },
    sum: (n: Record<CheckStatus, number>) =>
      `${n.ok} ok, ${counted(n.warning, "warning")}, ${counted(n.error, "error")}, ${n.skipped} skipped${n.unknown > 0 ? `, ${n.unknown} could not be judged` : ""}`,
  },
  ko: {
    why: "이유",
    fix: { command: "조치", edit: "조치", person: "직접 할 일" },
    sum: (n: Record<CheckStatus, number>) =>
      `정상 ${n.ok}, 경고 ${n.warning}, 오류 ${n.error}, 건너뜀 ${n.skipped}${n.unknown > 0 ? `, 판단 불가 ${n.unknown}` : ""}`,
  },
} as const;

export interface ResultView {
  language: Language;
  color: boolean;
  verbose: boolean;
  /** Width of the terminal; undefined: the output is not a terminal. */
  columns?: number | undefined;
}

/** One line per check. A result that is not ok also says why and names the fix. */
export function resultText(
  result: CheckResult,
  look: ResultView,
  name = result.id as string,
): string {
  const colors = paintWith(look.color);
  const paint = {
    ok: colors.green,
    warning: colors.yellow,
    error: colors.red,
    unknown: colors.yellow,
    skipped: colors.dim,
  }[result.status];
  const words = WORDS[look.language];
  const { what, why, fix, details = [] } = result;
  return [
    wrapped(
      `${paint(MARKS[result.status])} ${name.padEnd(LONGEST_NAME)} ${what[look.language]}`,
      look.columns,
      4,
    ),
    ...(why ? [wrapped(`    ${words.why}: ${why[look.language]}`, look.columns)] : []),
    ...(fix ? [`    ${words.fix[fix.kind]}: ${colors.bold(fixText(fix)[look.language])}`] : []),
    ...(look.verbose ? details.map((line) => `    ${colors.dim(line)}`) : []),
  ].join("\n");
}

/** Three or more checks that were skipped for the same reason become one line. */
export function groupText(results: readonly CheckResult[], look: ResultView): string[] {
  const lines: string[] = [];
  let at = 0;
  while (at < results.length) {
    const first = results[at] as CheckResult;
    const alike = look.verbose ? 1 : sameReason(results.slice(at));
    if (alike > 2) {
      const last = results[at + alike - 1]?.id.split(".").slice(1).join(".");
      const id = `${first.id} … ${last} (${alike})`;
      lines.push(resultText(first, look, id));
    } else lines.push(...results.slice(at, at + alike).map((one) => resultText(one, look)));
    at += alike;
  }
  return lines;
}

/** How many results at the beginning were skipped for the same reason; at least 1. */
function sameReason([first, ...rest]: readonly CheckResult[]): number {
  if (first?.status !== "skipped") return 1;
  const other = rest.findIndex(
    ({ status, why }) => status !== "skipped" || why?.en !== first.why?.en,
  );
  return other === -1 ? rest.length + 1 : other + 1;
}

/** A result as `--json` shows it. */
export function resultData(
  { fix, ...result }: CheckResult,
  language: Language,
): Omit<CheckResult, "fix"> & { fix?: string; fixKind?: Fix["kind"] } {
  return fix ? { ...result, fix: fixText(fix)[language], fixKind: fix.kind } : result;
}

export function summaryText(results: readonly CheckResult[], language: Language): string {
  return WORDS[language].sum(countsOf(results));
}

export function countsOf(results: readonly CheckResult[]): Record<CheckStatus, number> {
  const counts = { ok: 0, warning: 0, error: 0, unknown: 0, skipped: 0 };
  for (const { status } of results) counts[status] += 1;
  return counts;
}
