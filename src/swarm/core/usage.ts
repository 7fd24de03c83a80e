import { z } from "zod";

/** One tool call of an answer, as OpenCode told of it. Times in epoch milliseconds. */
export const UsedCall = z.object({
  tool: z.string(),
  /** OpenCode's own word: completed, error, or what was last seen of a call that was cut off. */
  status: z.string(),
  startedAt: z.number().optional(),
  endedAt: z.number().optional(),
});
export type UsedCall = z.infer<typeof UsedCall>;

/** Tokens of one answer, as OpenCode counts them. `input` does not hold those that came from the server's cache. */
export const UsedTokens = z.object({
  input: z.number(),
  output: z.number(),
  reasoning: z.number(),
  cacheRead: z.number(),
  cacheWrite: z.number(),
});
export type UsedTokens = z.infer<typeof UsedTokens>;

/**
 * One finished answer of a model, which is one request to the server: a line of `<run>.usage.jsonl`. These lines are
 * for reports alone; no rule and no state depends on them.
 */
export const UsageLine = z.object({
  v: z.literal(1),
  message: z.string(),
  session: z.string(),
  /** The session that started this one: for a Scout that of its Worker or of the Commander. */
  parent: z.string().optional(),
  agent: z.string(),
  /** The Worker's name; for a Scout or Librarian the Worker that it works for. */
  worker: z.string().optional(),
  /** Epoch milliseconds. */
  startedAt: z.number(),
  endedAt: z.number(),
  /** Absent if OpenCode told none. */
  tokens: UsedTokens.optional(),
  /** The name of the error that ended the answer. */
  error: z.string().optional(),
  calls: z.array(UsedCall),
});
export type UsageLine = z.infer<typeof UsageLine>;
