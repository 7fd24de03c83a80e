import type { Hooks } from "@opencode-ai/plugin";
import type { Actor } from "../core/agents.ts";
import { actorOf, nameOf } from "./actor.ts";
import type { Project } from "./project.ts";

/** A call of a tool. Some servers number the calls of each answer anew: `callID` is unique in no session. */
export interface ToolCall {
  tool: string;
  sessionID: string;
  callID: string;
}

export type ToolArgs = Readonly<Record<string, unknown>>;

/**
 * A call in front of the gate, with all that is known of it. The state of the run is no part of it: it may
 * change while the call is judged, so each judgement reads it anew.
 */
export interface GuardedCall extends ToolCall {
  args: ToolArgs;
  actor: Actor;
  /** Directory of the plugin's instance in which the call is made; relative paths start here. */
  directory: string;
}

/** A call that has returned or failed. */
export interface EndedCall extends ToolCall {
  args?: unknown;
}

/** What a call hands to the model; hooks may complete it. */
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

/** Arguments come raw from the model. */
export function argsOf(args: unknown): ToolArgs {
  return typeof args === "object" && args !== null ? (args as ToolArgs) : {};
}

/** The call as the journal notes it when it is refused. */
export function described({ actor, tool, args }: Pick<GuardedCall, "actor" | "tool" | "args">) {
  const detail = String(args["filePath"] ?? args["command"] ?? args["subagent_type"] ?? "");
  return { who: nameOf(actor), tool, detail };
}
