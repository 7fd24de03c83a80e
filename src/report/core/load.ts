import { PHASES, type Phase } from "../../swarm/core/phases/phase.ts";
import type { UsageLine } from "../../swarm/core/usage.ts";
import type { Span, Timeline } from "./timeline.ts";

/** How many requests of the run the model server had at the same time in one phase. */
export interface LoadRow {
  phase: Phase;
  most: number;
  /** Over the phase's whole time. */
  mean: number;
}

/** The run's own load on the model server, from the records of its answers; phases without time are left out. */
export function loadRows(
  lines: readonly Pick<UsageLine, "startedAt" | "endedAt" | "calls">[],
  { phases }: Pick<Timeline, "phases">,
): LoadRow[] {
  const requests = lines.map(requestOf);
  return PHASES.flatMap((phase) => {
    const spans = phases.filter((span) => span.phase === phase && span.to > span.from);
    const time = spans.reduce((sum, { from, to }) => sum + to - from, 0);
    if (time === 0) return [];
    const parts = spans.flatMap((span) => requests.flatMap((request) => common(request, span)));
    const busy = parts.reduce((sum, { from, to }) => sum + to - from, 0);
    return [{ phase, most: mostAtOnce(parts), mean: busy / time }];
  });
}

/** The server answers until the first tool call begins; OpenCode ends the answer only after its calls. */
function requestOf({
  startedAt,
  endedAt,
  calls,
}: Pick<UsageLine, "startedAt" | "endedAt" | "calls">): Span {
  const begun = calls.flatMap((call) => call.startedAt ?? []);
  return { from: startedAt, to: Math.max(startedAt, Math.min(endedAt, ...begun)) };
}

function common(a: Span, b: Span): Span[] {
  const part = { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
  return part.to > part.from ? [part] : [];
}

function mostAtOnce(parts: readonly Span[]): number {
  const steps = parts.flatMap(({ from, to }) => [[from, 1] as const, [to, -1] as const]);
  // An end comes before a beginning at the same moment.
  steps.sort(([at, by], [otherAt, otherBy]) => at - otherAt || by - otherBy);
  let now = 0;
  let most = 0;
  for (const [, by] of steps) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}
