/** Lines around a change that are shown with it. */
const CONTEXT = 2;
/** The search takes time and memory with the square of the changes; more than these are shown without it. */
const MOST_CHANGES = 500;

type Line = readonly [kind: " " | "-" | "+", text: string];

/** The difference between two texts as hunks of a unified diff without its head; "" if they are equal. */
export function lineDiff(before: string, after: string): string {
  const lines = script(split(before), split(after));
  const shown = lines.map((_, index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(([kind]) => kind !== " "),
  );
  const out: string[] = [];
  let old = 1;
  for (const [index, [kind, text]] of lines.entries()) {
    if (shown[index]) {
      if (!shown[index - 1]) out.push(`@@ ${old} @@`);
      out.push(`${kind}${text}`);
    }
    if (kind !== "+") old++;
  }
  return out.join("\n");
}

function split(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** Myers' shortest edit script; after too many changes, all of `a` removed and all of `b` added. */
function script(a: readonly string[], b: readonly string[]): Line[] {
  const least = Math.abs(a.length - b.length);
  const steps = least > MOST_CHANGES ? undefined : furthest(a, b);
  if (steps === undefined)
    return [...a.map((text): Line => ["-", text]), ...b.map((text): Line => ["+", text])];
  const lines: Line[] = [];
  let x = a.length;
  let y = b.length;
  const unchangedFrom = (start: number) => {
    for (; x > start; y--) lines.push([" ", a[--x] ?? ""]);
  };
  for (const [index, reached] of steps.slice(0, -1).toReversed().entries()) {
    const k = x - y;
    const depth = steps.length - 1 - index;
    const down = goesDown(reached, k, depth);
    unchangedFrom(startOf(reached, k, depth));
    lines.push(down ? ["+", b[--y] ?? ""] : ["-", a[--x] ?? ""]);
  }
  unchangedFrom(0);
  return lines.reverse();
}

/** For each number of changes: the furthest position in `a` on each diagonal. Undefined: there are too many changes. */
function furthest(a: readonly string[], b: readonly string[]): Map<number, number>[] | undefined {
  const steps: Map<number, number>[] = [];
  for (let depth = 0; depth <= MOST_CHANGES; depth++) {
    const before = steps.at(-1) ?? new Map<number, number>();
    const reached = new Map<number, number>();
    steps.push(reached);
    for (let k = -depth; k <= depth; k += 2) {
      let x = depth === 0 ? 0 : startOf(before, k, depth);
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reached.set(k, x);
      if (x >= a.length && x - k >= b.length) return steps;
    }
  }
  return undefined;
}

function startOf(before: ReadonlyMap<number, number>, k: number, depth: number): number {
  return goesDown(before, k, depth) ? (before.get(k + 1) ?? 0) : (before.get(k - 1) ?? 0) + 1;
}

function goesDown(reached: ReadonlyMap<number, number>, k: number, depth: number): boolean {
  if (k === -depth) return true;
  return k !== depth && (reached.get(k - 1) ?? -1) < (reached.get(k + 1) ?? -1);
}
