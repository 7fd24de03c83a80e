import type { RunState } from "../../swarm/core/run/state.ts";
import { openWorkers } from "../../swarm/core/run/workers-of.ts";
import { GO_ON, NEEDS_USER } from "./chaos-commander.ts";

/** What the scripted user sees while the Commander is idle. `quietMs`: since the journal last grew. */
export interface UserView {
  state: RunState;
  quietMs: number;
  lastText: string;
}

export type UserMove =
  | { does: "leave" }
  | { does: "wait" }
  | { does: "say"; text: string }
  /** Moves the own work away that stands in the way, and says so. */
  | { does: "clear"; text: string };

/** A person who sees nothing for so long while Workers run asks how it is going. */
const PATIENCE_MS = 12_000;
const IN_THE_WAY = new Set(["USER_CHANGES_OVERLAP", "FOUNDATION_OVERLAPS_USER", "CONFLICTS_FOUND"]);

/** What the user does when the Commander has ended its turn. */
export function userMove({ state, quietMs, lastText }: UserView): UserMove {
  if (state.committed || state.aborted) return { does: "leave" };
  const code = lastText.startsWith(NEEDS_USER) ? lastText.slice(NEEDS_USER.length).trim() : "";
  if (IN_THE_WAY.has(code)) return { does: "clear", text: `I have moved my work away. ${GO_ON}` };
  const atWork = state.phase === "MONITORING" && openWorkers(state).length > 0;
  if (atWork && quietMs < PATIENCE_MS) return { does: "wait" };
  return { does: "say", text: GO_ON };
}
