import type { Attempt, Observation } from "./observation.ts";

/**
 * `quiet`: everything ran, and nothing was attempted. `found`: something was attempted. `unseen`: nothing was seen, but
 * a part did not run or the watch itself failed, so that nothing is proven.
 */
export type Verdict = "quiet" | "found" | "unseen";

export function verdictOf({ sessions, attempts, blind }: Observation): Verdict {
  if (outbound(attempts).length > 0) return "found";
  const whole = sessions.length > 0 && sessions.every(({ finished }) => finished);
  return whole && blind.length === 0 ? "quiet" : "unseen";
}

/** The attempts that the control did not make. */
export function outbound(attempts: readonly Attempt[]): readonly Attempt[] {
  return attempts.filter(({ session }) => session !== "control");
}

export const EXIT_CODES: Record<Verdict, 0 | 1 | 2> = { quiet: 0, found: 1, unseen: 2 };

/** How often a name was looked up, and how often something was connected to or sent. */
export function countsOf(attempts: readonly Attempt[]): { lookups: number; connections: number } {
  const counts = { lookups: 0, connections: 0 };
  for (const { protocol, count } of outbound(attempts))
    counts[protocol === "dns" ? "lookups" : "connections"] += count;
  return counts;
}
