import type { Config } from "@opencode-ai/plugin";
import type { Environment } from "../kit/environment.ts";
import type { Language } from "../kit/sentence.ts";
import { DASHBOARD_COMMAND } from "../runs/core/dashboard-command.ts";
import type { HostClient } from "../swarm/adapters/opencode-host.ts";
import { toast } from "../swarm/compose/session-calls.ts";
import type { Project } from "../swarm/opencode/project.ts";
import { STEERING_WORDS } from "./core/words.ts";
import { showAnswer } from "./show-answer.ts";
import { steer } from "./steer.ts";

/** The name of the slash command. */
export const COMMAND = "aegis";

/** What a model would read if OpenCode did not ask us first. */
const TEMPLATE = "Reply only: the Aegis plugin did not handle this command.";

/** Puts `/aegis` into OpenCode's live configuration. */
export function registerCommand(config: Config, language: Language): void {
  const { description } = STEERING_WORDS[language];
  config.command = { ...config.command, [COMMAND]: { description, template: TEMPLATE } };
}

/**
 * Answers a `/aegis` in the conversation, or above the screen if the conversation takes no text; alone it also opens the
 * full screen. Never rejects; the hook that calls this throws afterwards, so that OpenCode asks no model.
 */
export async function answerCommand(
  { client, directory, env }: { client: HostClient; directory: string; env: Environment },
  call: { sessionID: string; said: string },
  open: () => Promise<Project>,
  log: (message: string) => Promise<void>,
): Promise<void> {
  const { text } = await steer({ ...call, at: "/aegis" }, open, env);
  try {
    await showAnswer(client, call.sessionID, text);
  } catch (error) {
    await log(`/aegis: ${String(error)}`);
    await toast(client, directory, [text]).catch((lost) => log(`/aegis: ${String(lost)}`));
  }
  if (call.said.trim() !== "") return;
  await openDashboard(client, directory).catch((error) => log(`/aegis: ${String(error)}`));
}

/** Opens the full screen in the terminals that have our half; the others do not know the command. */
async function openDashboard(client: HostClient, directory: string): Promise<void> {
  const properties = { command: DASHBOARD_COMMAND };
  await client.tui.publish({ directory, body: { type: "tui.command.execute", properties } });
}
