import { BYTES_PER_TOKEN, type PromptTokens } from "./prefix-cache.ts";
import type { Call, Step } from "./script.ts";

/** Longest streams: enough pieces to exercise a client, few enough to stay cheap. */
const TEXT_PIECES = 48;
const ARGUMENT_PIECES = 6;

export interface Completion {
  readonly id: string;
  readonly model: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly answer: Step;
  readonly tokens: PromptTokens;
}

/**
 * The chunks of a streamed answer in vLLM's order: role, text, each tool call by index (name first,
 * then its arguments in pieces), an empty delta with the finish reason, and the usage if asked for.
 */
export function streamChunks(completion: Completion, includeUsage: boolean): object[] {
  const { answer } = completion;
  const deltas: object[] = [
    { role: "assistant", content: "" },
    ...pieces(answer.text ?? "", TEXT_PIECES).map((content) => ({ content })),
    ...(answer.calls ?? []).flatMap((call, index) => callDeltas(completion, call, index)),
  ];
  const chunks = deltas.map((delta) => chunk(completion, [choice(delta, null)]));
  chunks.push(chunk(completion, [choice({}, finishReason(answer))]));
  if (includeUsage) chunks.push({ ...chunk(completion, []), usage: usage(completion) });
  return chunks;
}

/** The whole answer as one `chat.completion` body. */
export function completionBody(completion: Completion): object {
  const { answer } = completion;
  const calls = (answer.calls ?? []).map((call, index) => ({
    id: callId(completion, call, index),
    type: "function",
    function: { name: call.tool, arguments: argumentText(call) },
  }));
  return {
    ...head(completion, "chat.completion"),
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: answer.text ?? null, tool_calls: calls },
        logprobs: null,
        finish_reason: finishReason(answer),
      },
    ],
    usage: usage(completion),
  };
}

/** Tokens the model writes for `answer`. */
export function completionTokens(answer: Step): number {
  const texts = [answer.text ?? "", ...(answer.calls ?? []).map((c) => c.tool + argumentText(c))];
  return Math.max(1, Math.ceil(Buffer.byteLength(texts.join("")) / BYTES_PER_TOKEN));
}

function usage({ answer, tokens }: Completion): object {
  const written = completionTokens(answer);
  return {
    prompt_tokens: tokens.prompt,
    completion_tokens: written,
    total_tokens: tokens.prompt + written,
    prompt_tokens_details: { cached_tokens: tokens.cached },
  };
}

function callDeltas(completion: Completion, call: Call, index: number): object[] {
  const first = {
    index,
    id: callId(completion, call, index),
    type: "function",
    function: { name: call.tool, arguments: "" },
  };
  const rest = pieces(argumentText(call), ARGUMENT_PIECES).map((text) => ({
    index,
    function: { arguments: text },
  }));
  return [first, ...rest].map((delta) => ({ tool_calls: [delta] }));
}

function callId(completion: Completion, { id }: Call, index: number): string {
  return id ?? `call-${completion.id}-${index}`;
}

function argumentText(call: Call): string {
  return typeof call.args === "string" ? call.args : JSON.stringify(call.args);
}

function finishReason(answer: Step): string {
  return answer.finish ?? ((answer.calls ?? []).length > 0 ? "tool_calls" : "stop");
}

function chunk(completion: Completion, choices: object[]): object {
  return { ...head(completion, "chat.completion.chunk"), choices };
}

function choice(delta: object, finish: string | null): object {
  return { index: 0, delta, logprobs: null, finish_reason: finish };
}

function head(completion: Completion, object: string): object {
  return { id: completion.id, object, created: completion.created, model: completion.model };
}

/** `text` in at most `most` pieces; characters outside the basic plane stay whole. */
function pieces(text: string, most: number): string[] {
  const characters = Array.from(text);
  const size = Math.max(1, Math.ceil(characters.length / most));
  const count = Math.ceil(characters.length / size);
  return Array.from({ length: count }, (_, n) =>
    characters.slice(n * size, (n + 1) * size).join(""),
  );
}
