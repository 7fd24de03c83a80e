import type { Attempt, AuditedSession } from "./observation.ts";
import type { Verdict } from "./verdict.ts";

/** Everything that an audit says to people, in one language. */
export interface EgressWords {
  readonly title: (opencode: string, project: string) => string;
  readonly mode: Record<"namespace" | "proxy", string>;
  /** Why mode A was not possible. */
  readonly noNamespace: (why: string) => string;
  readonly modelServers: (urls: readonly string[]) => string;
  readonly addressReplaced: string;
  readonly noModelServer: string;
  readonly leftVariables: (names: readonly string[]) => string;
  readonly control: Record<"ok", string> & { readonly blind: (acts: readonly string[]) => string };
  readonly session: Record<AuditedSession["name"], string>;
  readonly tools: (called: readonly string[], requests: number) => string;
  readonly notCalled: (tools: readonly string[]) => string;
  readonly languages: (count: number) => string;
  readonly seconds: (seconds: number) => string;
  readonly unfinished: (why: string) => string;
  readonly attempt: (attempt: Attempt) => string;
  readonly knownHere: string;
  readonly nothingKnown: string;
  readonly verdict: Record<Verdict, (counts: { lookups: number; connections: number }) => string>;
  readonly cooperative: string;
  readonly written: (report: string, page: string) => string;
  readonly report: ReportWords;
  readonly verify: VerifyWords;
}

/** Words around the signed report. */
export interface ReportWords {
  readonly madeAt: (time: string) => string;
  readonly versions: string;
  readonly hashes: string;
  readonly seen: string;
  readonly none: string;
  readonly sessions: string;
  readonly signature: string;
  readonly valid: (fingerprint: string) => string;
  readonly refused: (why: string) => string;
  /** What a signature of a local key proves, and what it does not prove. */
  readonly proves: string;
}

/** Words of the self-test of the layers. */
export interface VerifyWords {
  readonly title: string;
  readonly status: Record<"ok" | "failed" | "unseen" | "open", string>;
}
