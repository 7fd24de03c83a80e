import { PHASES, type Phase } from "../../swarm/core/phases/phase.ts";
import { type Line, part, type Role } from "./line.ts";
import type { FollowedRun } from "./seen.ts";
import type { TuiWords } from "./tui-words.ts";

/** The seven phases: the current one with its sign and a word, those before it with their sign if the run was there. */
export function railOf({ state, reached }: FollowedRun, words: TuiWords): Line[] {
  return PHASES.map((phase, index) => {
    const [sign, role] = signOf(phase, state.phase, reached);
    const name = `${sign} ${index + 1} ${phase}`;
    return phase === state.phase
      ? [part(role, name), part(role, ` (${words.now})`)]
      : [part(role, name)];
  });
}

function signOf(phase: Phase, current: Phase, reached: ReadonlySet<Phase>): [string, Role] {
  if (phase === current) return ["▸", "strong"];
  const before = PHASES.indexOf(phase) < PHASES.indexOf(current);
  return before && reached.has(phase) ? ["✓", "ok"] : ["·", "muted"];
}
