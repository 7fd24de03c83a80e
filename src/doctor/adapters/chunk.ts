import { z } from "zod";
import { parsedJson } from "../../kit/json.ts";

const callSchema = z.looseObject({
  index: z.number().int().nonnegative(),
  id: z.string().nullish(),
  function: z
    .looseObject({ name: z.string().nullish(), arguments: z.string().nullish() })
    .nullish(),
});

const deltaSchema = z.looseObject({
  content: z.string().nullish(),
  reasoning: z.string().nullish(),
  reasoning_content: z.string().nullish(),
  tool_calls: z.array(callSchema).nullish(),
});

const chunkSchema = z.looseObject({
  choices: z.array(
    z.looseObject({ delta: deltaSchema.nullish(), finish_reason: z.string().nullish() }),
  ),
  usage: z
    .looseObject({
      prompt_tokens: z.number().int(),
      prompt_tokens_details: z.looseObject({ cached_tokens: z.number().int().nullish() }).nullish(),
    })
    .nullish(),
});

/** One event of a streamed chat, as OpenAI and vLLM send it. */
export type Chunk = z.infer<typeof chunkSchema>;
export type Delta = z.infer<typeof deltaSchema>;
export type CallDelta = z.infer<typeof callSchema>;

/** After the head was sent, vLLM reports an error as an event of its own. */
const errorSchema = z.looseObject({ error: z.unknown().refine((value) => value != null) });

export type Event =
  | { readonly type: "chunk"; readonly chunk: Chunk }
  | { readonly type: "error" }
  | { readonly type: "unknown" };

export function parseEvent(data: string): Event {
  const value = parsedJson(data);
  const chunk = chunkSchema.safeParse(value);
  if (chunk.success) return { type: "chunk", chunk: chunk.data };
  return { type: errorSchema.safeParse(value).success ? "error" : "unknown" };
}
