import type { Hooks } from "@opencode-ai/plugin";
import type { Actor } from "../core/agents.ts";
import { actorOf, nameOf } from "./actor.ts";
import type { Project } from "./project.ts";

/** A call of a tool. Some servers restart the call numbers in each answer, so `callID` is not unique in a session. */
export interface ToolCall {
  tool: string;
  sessionID: string;
  callID: string;
}

export type ToolArgs = Readonly<Record<string, unknown>>;

/**
 * A call in front of the gate, with everything we know about it. It does not hold the run's state, which may
 * change while we judge the call; each check reads the state again.
 */
export interface GuardedCall extends ToolCall {
  args: ToolArgs;
  actor: Actor;
  /** The directory of the plugin instance that gets the call; relative paths start here. */
  directory: string;
}

/** A call that has returned or failed. */
export interface EndedCall extends ToolCall {
  args?: unknown;
}

/** The output of a call for the model; hooks may add to it. */
export type ToolOutput = Parameters<NonNullable<Hooks["tool.execute.after"]>>[1];

export function guardedCall(
  project: Project,
  directory: string,
  call: ToolCall,
  args: unknown,
): GuardedCall {
  const { tool, sessionID, callID } = call;
  const actor = actorOf(project, sessionID);
  return { tool, sessionID, callID, args: argsOf(args), actor, directory };
}

/** Reads raw arguments from the model; anything but an object becomes an empty object. */
export function argsOf(args: unknown): ToolArgs {
  return typeof args === "object" && args !== null ? (args as ToolArgs) : {};
}

/** The call as the journal notes its refusal. */
export function described({ actor, tool, args }: Pick<GuardedCall, "actor" | "tool" | "args">) {
  const detail = String(args["filePath"] ?? args["command"] ?? args["subagent_type"] ?? "");
  return { who: nameOf(actor), tool, detail };
}
