import { z } from "zod";

/** A tool call as OpenCode told of it. Times in epoch milliseconds. */
export const LiveCall = z.object({
  tool: z.string(),
  /** The file, pattern or command that the call is about, in one line. */
  about: z.string().optional(),
  /** Absent if the agent itself calls; otherwise its Scout or Librarian. */
  helper: z.enum(["scout", "librarian"]).optional(),
  startedAt: z.number(),
  endedAt: z.number().optional(),
  /** OpenCode's own word: pending, running, completed, error. */
  status: z.string(),
});
export type LiveCall = z.infer<typeof LiveCall>;

/**
 * What one agent does: its newest call that runs, else its last call; since when its model writes an answer; since when
 * its turn is over and nothing follows.
 */
export const AgentCalls = z.object({
  call: LiveCall.optional(),
  answeringSince: z.number().optional(),
  restingSince: z.number().optional(),
});
export type AgentCalls = z.infer<typeof AgentCalls>;

/** What the agents of a run do at this moment, for people alone: no rule and no state depends on it. */
export const LiveCalls = z.object({
  v: z.literal(1),
  run: z.string(),
  /** The process that saw it, as the lease names it. */
  pid: z.number(),
  /** By the name of the Worker. */
  workers: z.record(z.string(), AgentCalls),
  commander: AgentCalls.optional(),
});
export type LiveCalls = z.infer<typeof LiveCalls>;

/** The members of a call's input that say what it is about, the clearest first. */
const ABOUT = ["filePath", "path", "pattern", "command", "description"] as const;
export type CallInput = Partial<Record<(typeof ABOUT)[number], string | undefined>>;
const LONGEST = 200;

/** What a call is about; a path below `directory`, where the agent works, is shown relative to it. */
export function aboutCall(input: CallInput, directory: string | undefined): string | undefined {
  const found = ABOUT.map((key) => input[key]).find((text) => text?.trim());
  if (found === undefined) return undefined;
  const line = found.replace(/[\s\p{Cc}]+/gu, " ").trim();
  const below = directory !== undefined && line.startsWith(`${directory}/`);
  const text = below ? line.slice(directory.length + 1) : line;
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

/** What these agents do, if the process `driver` saw it in this run; otherwise nothing is known. */
export function callsOfRun(
  seen: LiveCalls | undefined,
  run: string,
  driver: { readonly pid: number; readonly alive: boolean } | undefined,
): LiveCalls | undefined {
  const isNow = driver?.alive === true && seen?.run === run && seen.pid === driver.pid;
  return isNow ? seen : undefined;
}
