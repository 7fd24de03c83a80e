/** One line of the benchmark: all samples of bare OpenCode and of ours, in `unit`. */
export interface Row {
  readonly id: string;
  readonly what: string;
  readonly unit: "ms" | "s" | "bytes" | "MB" | "%" | "/s";
  /** Absent if bare OpenCode has no such value. */
  readonly bare?: readonly number[];
  readonly ours: readonly number[];
  /** The promised limit for the median of ours. */
  readonly target?: { readonly most: number } | { readonly least: number };
  /** True: shown with the 95th percentile in place of min–max. */
  readonly tail?: boolean;
}

export interface Summary {
  readonly median: number;
  /** 95 % of the samples are at most this. */
  readonly p95: number;
  readonly min: number;
  readonly max: number;
  readonly samples: number;
}

export interface Result extends Omit<Row, "bare" | "ours"> {
  readonly bare?: Summary;
  readonly ours: Summary;
  /** Median of ours over median of bare. */
  readonly ratio?: number;
  readonly met?: boolean;
}

export function summarise(samples: readonly number[]): Summary {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  const median = (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2;
  const p95 = at(Math.ceil(sorted.length * 0.95) - 1);
  return { median, p95, min: at(0), max: at(sorted.length - 1), samples: sorted.length };
}

export function resultOf({ bare, ours, ...row }: Row): Result {
  const mine = summarise(ours);
  const other = bare === undefined ? undefined : summarise(bare);
  return {
    ...row,
    ours: mine,
    ...(other && { bare: other, ratio: mine.median / other.median }),
    ...(row.target && { met: isMet(mine.median, row.target) }),
  };
}

/** The results as text: one row each, medians with min–max or the 95th percentile. */
export function table(results: readonly Result[]): string {
  const head = ["", "bare", "ours", "ratio", "target"];
  const rows = results.map((result) => [
    result.what,
    result.bare ? shown(result.bare, result) : "-",
    shown(result.ours, result),
    result.ratio === undefined ? "-" : `${result.ratio.toFixed(2)}x`,
    targetOf(result),
  ]);
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return [head, widths.map((width) => "-".repeat(width)), ...rows].map(line).join("\n");
}

function targetOf({ target, unit, met }: Result): string {
  if (target === undefined) return "";
  const limit =
    "most" in target ? `≤ ${number(target.most, unit)}` : `≥ ${number(target.least, unit)}`;
  return `${limit} ${unit}: ${met ? "met" : "MISSED"}`;
}

function isMet(value: number, target: NonNullable<Row["target"]>): boolean {
  return "most" in target ? value <= target.most : value >= target.least;
}

function shown({ median, p95, min, max, samples }: Summary, { unit, tail }: Result): string {
  if (tail) return `${median.toFixed(0)} ${unit} (p95 ${p95.toFixed(0)})`;
  const range = samples > 1 ? ` (${number(min, unit)}–${number(max, unit)})` : "";
  return `${number(median, unit)} ${unit}${range}`;
}

function number(value: number, unit: Row["unit"]): string {
  if (unit === "bytes") return value.toLocaleString("en");
  return value.toFixed(unit === "ms" && value < 100 ? 3 : unit === "s" ? 2 : 1);
}
