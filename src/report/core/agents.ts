import type { UsageLine } from "../../swarm/core/usage.ts";
import type { Refusal } from "./happenings.ts";
import type { Lane } from "./timeline.ts";

/** Sums of the answers of one agent. */
export interface Used {
  requests: number;
  /** All tokens that the model read; `cached` of them came from the server's cache. */
  tokensIn: number;
  cached: number;
  tokensOut: number;
  toolCalls: number;
  /** Answers of which OpenCode told no tokens: the sums lack them. */
  withoutTokens: number;
}

export type Role = "commander" | "worker" | "scout" | "librarian";

export interface AgentRow {
  role: Role;
  /** The Worker's name; for a Scout or Librarian for whom it works, if that was recorded. */
  worker: string | undefined;
  /** A Scout or Librarian: one session of its role. */
  session: string | undefined;
  /** Undefined if nothing was recorded of this run. */
  used: Used | undefined;
  /** Undefined: the journal counts the refusals of all Scouts, and of all Librarians, together. */
  refusals: number | undefined;
}

const NOTHING: Used = {
  ...{ requests: 0, tokensIn: 0, cached: 0, tokensOut: 0, toolCalls: 0, withoutTokens: 0 },
};

/** The Commander, each Worker, all Scouts and all Librarians together, and each session of these. */
export function agentRows(
  lanes: readonly Lane[],
  refusals: readonly Refusal[],
  usage: readonly UsageLine[] | undefined,
): AgentRow[] {
  const used = (mine: (line: UsageLine) => boolean) => usage && sumOf(usage.filter(mine));
  const refused = (who: readonly string[]) =>
    refusals.filter((one) => who.includes(one.who)).length;
  const names = workerNames(lanes, usage);
  return [
    {
      ...{ role: "commander", worker: undefined, session: undefined },
      used: used(({ agent }) => agent === "commander"),
      refusals: refused(["commander"]),
    },
    ...names.map(
      (name): AgentRow => ({
        ...{ role: "worker", worker: name, session: undefined },
        used: used(({ agent, worker }) => agent === "worker" && worker === name),
        refusals: refused([name, ...lanes.flatMap((lane) => (lane.name === name ? lane.id : []))]),
      }),
    ),
    ...(["scout", "librarian"] as const).flatMap((role) =>
      readerRows(role, refused([role]), usage),
    ),
  ];
}

/** The Workers of the journal, and any of whom only the figures know. */
function workerNames(lanes: readonly Lane[], usage: readonly UsageLine[] = []): string[] {
  const used = usage.flatMap(({ agent, worker }) => (agent === "worker" && worker ? worker : []));
  return [...new Set([...lanes.map(({ name }) => name), ...used])];
}

function readerRows(
  role: "scout" | "librarian",
  refusals: number,
  usage: readonly UsageLine[] | undefined,
): AgentRow[] {
  const mine = usage?.filter(({ agent }) => agent === role);
  if (refusals === 0 && (mine ?? []).length === 0) return [];
  const bySession = new Map<string, UsageLine[]>();
  for (const line of mine ?? [])
    bySession.set(line.session, [...(bySession.get(line.session) ?? []), line]);
  return [
    { role, worker: undefined, session: undefined, used: mine && sumOf(mine), refusals },
    ...[...bySession].map(([session, lines]) => ({
      ...{ role, session, worker: lines[0]?.worker },
      ...{ used: sumOf(lines), refusals: undefined },
    })),
  ];
}

export function sumOf(lines: readonly UsageLine[]): Used {
  return lines.reduce((sum, { tokens, calls }) => {
    const { input = 0, output = 0, reasoning = 0, cacheRead = 0, cacheWrite = 0 } = tokens ?? {};
    return {
      requests: sum.requests + 1,
      tokensIn: sum.tokensIn + input + cacheRead + cacheWrite,
      cached: sum.cached + cacheRead,
      tokensOut: sum.tokensOut + output + reasoning,
      toolCalls: sum.toolCalls + calls.length,
      withoutTokens: sum.withoutTokens + (tokens ? 0 : 1),
    };
  }, NOTHING);
}
