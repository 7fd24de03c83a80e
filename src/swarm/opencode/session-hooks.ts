import type { Hooks } from "@opencode-ai/plugin";
import { isAgentName } from "../core/agents.ts";
import { actorOf } from "./actor.ts";
import { SAMPLING } from "./agent-config.ts";
import { phaseCard } from "./phase-card.ts";
import type { Project } from "./project.ts";

/**
 * Notes which agent speaks in a session, and puts the phase card at the end of the user's message to the
 * Commander. The host stores both together, so later requests repeat the same bytes.
 */
export function watchMessages(project: Project): NonNullable<Hooks["chat.message"]> {
  return async (input, output) => {
    const view = project.sessions.of(input.sessionID);
    view.speaksAs(output.message.agent);
    const typed = output.parts.flatMap((part) =>
      part.type === "text" && !part.synthetic && !part.ignored ? [part.text] : [],
    );
    if (typed.length === 0) return;
    view.counts.addressed();
    // A Worker's first words can come before the event that names its parent.
    const { role } = actorOf(project, input.sessionID);
    if (view.parent !== undefined || (role !== "commander" && role !== "other")) return;
    view.userSpoke();
    project.notes.userSpoke();
    await project.language
      .heard(typed.join("\n"), {
        sessionID: input.sessionID,
        withCommander: view.agent === "commander",
      })
      .catch((error: unknown) => project.log("warn", `language: ${String(error)}`));
    if (view.agent !== "commander") return;
    output.parts.push({
      id: `prt_aegis${input.messageID ?? output.message.id}`,
      sessionID: input.sessionID,
      messageID: output.message.id,
      type: "text",
      synthetic: true,
      text: phaseCard(project.swarm.run.state),
    });
  };
}

/** Sets the sampling of our agents. Without this hook, OpenCode chooses a temperature for models named qwen. */
export function setSampling(project: Project): NonNullable<Hooks["chat.params"]> {
  return async (input, output) => {
    project.sessions.of(input.sessionID).requestedBy(input.agent);
    if (!isAgentName(input.agent)) return;
    // OpenCode leaves out top_k and temperature for models it does not know; vLLM reads them from the body.
    output.options["top_k"] ??= SAMPLING.topK;
    if (output.temperature === undefined) output.options["temperature"] ??= SAMPLING.temperature;
  };
}
