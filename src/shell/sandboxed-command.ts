import { randomUUID } from "node:crypto";
import type { Environment } from "../kit/environment.ts";
import { type ShellScope, shellEnvironment } from "./environment.ts";

/**
 * The mark of a trial of the wrapper, each its own: at its end the wrapper kills every process of the machine with its
 * mark, also those of a trial that another OpenCode makes.
 */
export function trialMark(): string {
  return `trial-${randomUUID()}`;
}

/** A command line in the same wrapper as an agent's shell, for our own process to run. */
export function sandboxedCommand(input: {
  shell: string;
  command: string;
  env: Environment;
  scope: Omit<ShellScope, "env">;
}): { file: string; args: string[]; env: Record<string, string> } {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(input.env)) {
    if (value !== undefined) env[name] = value;
  }
  Object.assign(env, shellEnvironment({ ...input.scope, env: input.env }));
  return { file: input.shell, args: ["-c", input.command], env };
}
