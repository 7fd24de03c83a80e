import type { Hooks } from "@opencode-ai/plugin";
import { isAgentName } from "../core/agents.ts";
import { runOpen } from "../core/run/state.ts";
import { isShownPart } from "../core/text/shown-part.ts";
import { openDuties, phaseCard } from "./phase-card.ts";
import type { Project } from "./project.ts";
import { stableSystem } from "./stable-system.ts";

/** Makes the system prompt of an agent the same, byte for byte, on every day and in every worktree. */
export function stabiliseSystem(
  project: Project,
  directory: string,
): NonNullable<Hooks["experimental.chat.system.transform"]> {
  return async (input, output) => {
    const agent = input.sessionID ? project.sessions.known(input.sessionID)?.agent : undefined;
    if (!agent || !isAgentName(agent)) return;
    const text = stableSystem(output.system.join("\n\n"), directory);
    output.system.splice(0, output.system.length, text);
  };
}

/** Hides the rows that we draw for people, because the model made no such calls. */
export function hideLiveRows(): NonNullable<Hooks["experimental.chat.messages.transform"]> {
  return async (_input, output) => {
    for (const message of output.messages)
      if (message.parts.some(isShownPart))
        message.parts.splice(
          0,
          message.parts.length,
          ...message.parts.filter((part) => !isShownPart(part)),
        );
  };
}

/** Keeps the state of the run in the summary that a compaction writes. */
export function carryThroughCompaction(
  project: Project,
): NonNullable<Hooks["experimental.session.compacting"]> {
  return async (_input, output) => {
    const { state } = project.swarm.run;
    if (!runOpen(state)) return;
    output.context.push(
      `Keep this word for word in the summary:\n${phaseCard(state)}\n${openDuties(state).join("\n")}`,
    );
  };
}
