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

/** The attempts of the sessions. */
export function outbound(attempts: readonly Attempt[]): readonly Attempt[] {
  return attempts.filter(({ session }) => session !== "control" && session !== "layer");
}

const EXIT_CODES: Record<Verdict, 0 | 1 | 2> = { quiet: 0, found: 1, unseen: 2 };

/** 0: nothing was attempted and every tried layer holds. 1: attempts, or a layer that does not hold. 2: not all seen. */
export function exitCodeOf({
  verdict,
  checks,
}: {
  readonly verdict: Verdict;
  readonly checks: readonly { readonly status: "ok" | "failed" | "unseen" | "open" }[];
}): 0 | 1 | 2 {
  if (checks.some(({ status }) => status === "failed")) return 1;
  const code = EXIT_CODES[verdict];
  return code === 0 && checks.some(({ status }) => status === "unseen") ? 2 : code;
}

/** How often a name was looked up, and how often something was connected to or sent. */
export function countsOf(attempts: readonly Attempt[]): { lookups: number; connections: number } {
  const counts = { lookups: 0, connections: 0 };
  for (const { protocol, count } of outbound(attempts))
    counts[protocol === "dns" ? "lookups" : "connections"] += count;
  return counts;
}
