import type { DenialCode } from "../../../src/swarm/core/run/denial.ts";

/**
 * A text as a model of the Qwen3-Coder kind writes it, and what must come of it behind vLLM's parser, OpenCode and the
 * packed plugin.
 */
export interface ModelText {
  /** Unique in all texts. */
  what: string;
  writes: string;
  /** The answer ended at the token limit. */
  cut?: true;
  /** The parser makes something else of the same answer sent as one body. OpenCode always streams. */
  uneven?: true;
  /** What the user reads of the answer beside its calls; unchecked if absent. */
  words?: RegExp;
  /** The calls in their order; none if the parser sees no call. */
  calls: ExpectedCall[];
  /** Our words that go on after a text without a call; none if absent. */
  told?: RegExp;
  /** Files afterwards; undefined for a file that must not exist. */
  leaves?: Record<string, string | undefined>;
}

export interface ExpectedCall {
  tool: string;
  /** A tool of ours: the arguments as we read them. A tool of the host: the arguments as they leave the parser. */
  args?: Record<string, unknown>;
  /** The half line on what was read otherwise than it came. */
  note?: string;
  refused?: DenialCode;
  /** The host's own error. */
  fails?: true;
  /** OpenCode cannot make this call and answers by its tool `invalid`. */
  invalid?: true;
  /** Words in the answer. */
  says?: RegExp;
}

/** A call in the markup that the model's template asks for; a value has its own lines. */
export function call(tool: string, values: Record<string, string> = {}): string {
  return `<tool_call>\n${bare(tool, values)}\n</tool_call>`;
}

/** The same without the outer tags. */
export function bare(tool: string, values: Record<string, string> = {}): string {
  const parts = Object.entries(values).map(
    ([key, value]) => `<parameter=${key}>\n${value}\n</parameter>\n`,
  );
  return `<function=${tool}>\n${parts.join("")}</function>`;
}
