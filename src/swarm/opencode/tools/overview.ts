import { failureReason } from "../../core/run/end-reason.ts";
import { blockedBy, someWait } from "../../core/run/workers-of.ts";
import { dashboard, serverLine } from "../../core/text/dashboard.ts";
import { WORDS } from "../../core/text/messages.ts";
import { recoveredText } from "../../core/text/recovered.ts";
import { unwritableText } from "../../core/text/unwritable.ts";
import { phaseCard } from "../phase-card.ts";
import type { Project } from "../project.ts";
import { shellLayerText } from "../shell-layer-text.ts";

/** The dashboard with the reasons of failures, the Workers that block others, and the phase card. */
export function overview(here: Project): string {
  const { state, unwritable } = here.swarm.run;
  const resumed = [
    ...(unwritable ? [unwritableText(unwritable.what[here.language.now], here.language.now)] : []),
    ...(state.resumed ? recoveredText(state.resumed, here.language.now) : []),
  ];
  if (state.workers.length === 0) return [...resumed, phaseCard(state)].join("\n\n");
  const server = serverLine(state.server, someWait(state), here.language.now, timeOfDay);
  const notes = state.workers.flatMap((worker) => {
    const { spec, now } = worker;
    if (now.status === "failed") return [`${spec.name}: ${failureReason(now.failure).en}`];
    if (now.status === "cancelled") return [`${spec.name}: ${now.reason}`];
    const blocker = now.status === "queued" ? blockedBy(state, worker) : undefined;
    return blocker ? [`${spec.name} waits for ${blocker}, which has not succeeded`] : [];
  });
  return [
    dashboard(state, here.swarm.clock.now(), here.language.now),
    ...resumed,
    ...(server === undefined ? [] : [server]),
    ...notes,
    ...leftLines(here),
    shellLayerText(here.shell, here.language.now),
    phaseCard(state),
  ].join("\n\n");
}

function timeOfDay(at: number): string {
  return new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

/** One line per Worker with the minutes that are left of each limit. */
function leftLines({ swarm, supervisor, language }: Project): string[] {
  const words = WORDS[language.now];
  return swarm.run.state.workers.flatMap(({ spec }) => {
    const left = Object.entries(supervisor.left(spec.name)) as [keyof typeof words.limit, number][];
    const parts = left.map(([limit, minutes]) => `${words.minutes(minutes)} ${words.limit[limit]}`);
    return parts.length > 0 ? [words.left(spec.name, parts.join(", "))] : [];
  });
}
