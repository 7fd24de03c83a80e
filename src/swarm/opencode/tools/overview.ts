import { blockedBy } from "../../core/run/state.ts";
import { dashboard } from "../../core/text/dashboard.ts";
import { WORDS } from "../../core/text/messages.ts";
import { recoveredText } from "../../core/text/recovered.ts";
import { phaseCard } from "../phase-card.ts";
import type { Project } from "../project.ts";

/** The dashboard with the reasons of failures, the Workers that block others, and the phase card. */
export function overview(here: Project): string {
  const { state } = here.swarm.run;
  const words = WORDS[here.language.now];
  const resumed = state.resumed ? recoveredText(state.resumed, here.language.now) : [];
  if (state.workers.length === 0) return [...resumed, phaseCard(state)].join("\n\n");
  const notes = state.workers.flatMap((worker) => {
    const { spec, now } = worker;
    if (now.status === "failed")
      return [`${spec.name}: ${now.failure.failure}: ${now.failure.why}`];
    if (now.status === "cancelled") return [`${spec.name}: ${now.reason}`];
    const blocker = now.status === "queued" ? blockedBy(state, worker) : undefined;
    return blocker ? [`${spec.name} waits for ${blocker}, which has not succeeded`] : [];
  });
  return [
    dashboard(state, here.swarm.clock.now(), here.language.now),
    ...resumed,
    ...notes,
    words.sandbox[here.shell.kind],
    phaseCard(state),
  ].join("\n\n");
}
