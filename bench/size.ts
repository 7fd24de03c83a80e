import { summarise } from "./measure.ts";
import type { OneSize } from "./size/one-size.ts";
import type { StepTime } from "./size/steps.ts";

/** What the table says of a step, and how its time may grow from the smallest repository to the largest. */
interface Step {
  readonly id: string;
  readonly what: string;
  /** Most times the time of the smallest repository; absent if the step writes or reads every file by its nature. */
  readonly most?: number;
}

const STEPS: readonly Step[] = [
  { id: "open", what: "open the project", most: 3 },
  { id: "foundation", what: "one FOUNDATION write: before and after", most: 5 },
  { id: "freeze", what: "freeze the foundation" },
  { id: "bubblewrap-first", what: "bubblewrap: first shell call in a worktree" },
  { id: "bubblewrap-0", what: "bubblewrap: shell call, nothing changed", most: 5 },
  { id: "bubblewrap-1", what: "bubblewrap: shell call, 1 file changed", most: 5 },
  { id: "bubblewrap-100", what: "bubblewrap: shell call, 100 files changed", most: 5 },
  { id: "compare-first", what: "compare: first shell call in a worktree" },
  { id: "compare-0", what: "compare: shell call, nothing changed", most: 5 },
  { id: "compare-1", what: "compare: shell call, 1 file changed", most: 5 },
  { id: "compare-100", what: "compare: shell call, 100 files changed", most: 5 },
  { id: "dispatch", what: "dispatch: the worktree of one Worker" },
  { id: "snapshot", what: "snapshot of a worktree, 1 file changed", most: 5 },
  { id: "report", what: "check of a report, with QA on a fresh worktree" },
  { id: "conflicts", what: "check_conflicts, 3 Workers", most: 2 },
  { id: "integrate", what: "integrate: merge and worktree" },
  { id: "qa", what: "final QA on a fresh worktree" },
  { id: "land-1", what: "commit lands, 1 file", most: 5 },
  { id: "land-100", what: "commit lands, 100 files", most: 5 },
];

/** One step in all sizes. */
export interface SizeResult extends Step {
  /** Medians in milliseconds by number of files: what passed, and the processor time of ours and of git. */
  readonly ms: Readonly<Record<number, { readonly passed: number; readonly busy?: number }>>;
  /** Largest over smallest repository; of the processor time if the system shows it, because others' load distorts it least. */
  readonly growth: number;
  readonly met?: boolean;
}

export function sizeResults(sizes: readonly OneSize[]): SizeResult[] {
  return STEPS.flatMap((step) => {
    const known = sizes.filter(({ steps }) => steps[step.id] !== undefined);
    if (known.length === 0) return [];
    const entries = known.map(
      (size) => [size.files, mediansOf(size.steps[step.id] ?? [])] as const,
    );
    const measures = entries.map(([, { passed, busy }]) => busy ?? passed);
    const growth = (measures.at(-1) ?? Number.NaN) / (measures[0] ?? Number.NaN);
    const met = step.most === undefined ? {} : { met: growth <= step.most };
    return [{ ...step, ms: Object.fromEntries(entries), growth, ...met }];
  });
}

function mediansOf(times: readonly StepTime[]): { passed: number; busy?: number } {
  const busy = times.flatMap((time) => time.busy ?? []);
  const passed = summarise(times.map((time) => time.passed)).median;
  return { passed, ...(busy.length > 0 && { busy: summarise(busy).median }) };
}

/** The steps as text: one row each, with the growth from the smallest to the largest repository. */
export function sizeTable(sizes: readonly OneSize[]): string {
  const counts = sizes.map(({ files }) => files);
  const head = [
    "ms (processor)",
    ...counts.map((n) => `${n.toLocaleString("en")} files`),
    "growth",
    "target",
  ];
  const rows = sizeResults(sizes).map(({ what, ms, growth, most, met }) => [
    what,
    ...counts.map((count) => cellOf(ms[count])),
    `${growth.toFixed(1)}x`,
    most === undefined ? "" : `≤ ${most}x: ${met ? "met" : "MISSED"}`,
  ]);
  const memory = [
    "peak memory, with the making of the repository",
    ...sizes.map(({ peak }) => `${peak.toFixed(0)} MB`),
    "",
    "",
  ];
  const lines = [head, ...rows, memory];
  const widths = head.map((_, column) =>
    Math.max(...lines.map((line) => (line[column] ?? "").length)),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function cellOf(ms: SizeResult["ms"][number] | undefined): string {
  if (ms === undefined) return "-";
  return `${ms.passed.toFixed(0)}${ms.busy === undefined ? "" : ` (${ms.busy.toFixed(0)})`}`;
}
