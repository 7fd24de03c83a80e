import { BLOCK_TOKENS, BYTES_PER_TOKEN, type PromptTokens } from "./prefix-cache.ts";
import type { Call, Step } from "./script.ts";

/** Most pieces of a stream: enough to exercise a client, few enough to stay cheap. */
const TEXT_PIECES = 48;
const ARGUMENT_PIECES = 6;

/** Identifies the release and its start options. */
const FINGERPRINT = "vllm-0.32.0-scripted";

export interface Completion {
  readonly id: string;
  readonly model: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly answer: Step;
  readonly tokens: PromptTokens;
}

/**
 * The chunks of a streamed answer in vLLM's order and with its keys (recorded:
 * test/fixtures/vllm/recorded): role, text, each tool call by index (id, name and the first piece
 * of its arguments, then the other pieces), an empty delta with the finish reason, and the usage if
 * the client asked for it.
 */
export function streamChunks(completion: Completion, includeUsage: boolean): object[] {
  const { answer } = completion;
  const start = choice({ role: "assistant", content: "" });
  const deltas: object[] = [
    ...pieces(answer.text ?? "", TEXT_PIECES).map((content) => ({ content })),
    ...(answer.calls ?? []).flatMap((call, index) => callDeltas(completion, call, index)),
  ];
  const last = { ...choice({}, finishReason(answer)), stop_reason: null, token_ids: null };
  return [
    { ...chunk(completion, [start]), prompt_token_ids: null, prompt_text: null },
    ...deltas.map((delta) => chunk(completion, [{ ...choice(delta), token_ids: null }])),
    chunk(completion, [last]),
    ...(includeUsage ? [usageChunk(completion)] : []),
  ];
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
        message: {
          ...{ role: "assistant", content: answer.text ?? null },
          ...{ refusal: null, annotations: null, audio: null, function_call: null },
          ...(calls.length > 0 ? { tool_calls: calls } : {}),
          reasoning: null,
        },
        logprobs: null,
        finish_reason: finishReason(answer),
        ...{ stop_reason: null, token_ids: null, routed_experts: null },
      },
    ],
    ...{ service_tier: null, system_fingerprint: FINGERPRINT },
    usage: {
      ...usage(completion),
      prompt_tokens_details: { ...promptDetails(completion), multimodal_tokens: null },
      completion_tokens_details: null,
    },
    ...{ prompt_logprobs: null, prompt_token_ids: null, prompt_text: null },
    ...{ kv_transfer_params: null, ec_transfer_params: null, metrics: null },
  };
}

/** Tokens that the model writes for `answer`. */
export function completionTokens(answer: Step): number {
  const texts = [answer.text ?? "", ...(answer.calls ?? []).map((c) => c.tool + argumentText(c))];
  return Math.max(1, Math.ceil(Buffer.byteLength(texts.join("")) / BYTES_PER_TOKEN));
}

function usageChunk(completion: Completion): object {
  const details = { prompt_tokens_details: promptDetails(completion) };
  return {
    ...chunk(completion, []),
    usage: { ...usage(completion), ...details },
    system_fingerprint: FINGERPRINT,
  };
}

function usage({ answer, tokens }: Completion): object {
  const written = completionTokens(answer);
  return {
    prompt_tokens: tokens.prompt,
    total_tokens: tokens.prompt + written,
    completion_tokens: written,
  };
}

function promptDetails({ tokens: { prompt, cached } }: Completion): object {
  const full = prompt - (prompt % BLOCK_TOKENS);
  return { cached_tokens: cached, created_cache_tokens: Math.max(0, full - cached) };
}

function callDeltas(completion: Completion, call: Call, index: number): object[] {
  const [head = "", ...others] = pieces(argumentText(call), ARGUMENT_PIECES);
  const first = {
    id: callId(completion, call, index),
    type: "function",
    index,
    function: { name: call.tool, arguments: head },
  };
  const rest = others.map((text) => ({ index, function: { arguments: text } }));
  return [first, ...rest].map((delta) => ({ tool_calls: [delta] }));
}

function callId(completion: Completion, { id }: Call, index: number): string {
  return id ?? `chatcmpl-tool-${completion.id.replace("chatcmpl-", "")}-${index}`;
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

function choice(delta: object, finish: string | null = null): object {
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
