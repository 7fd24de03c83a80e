import { z } from "zod";
import { runningLimit } from "../../kit/running-limit.ts";
import { alike, type Sentence, say } from "../../kit/sentence.ts";

const Answer = z.object({
  data: z.array(z.looseObject({ id: z.string(), max_model_len: z.number().positive().nullish() })),
});

export interface ServedModel {
  id: string;
  /** Tokens of prompt and answer together; absent if the server does not say. */
  context?: number;
}

/** The models that an OpenAI-compatible server offers, or why they are unknown. `baseURL` ends in /v1. */
export async function servedModels(
  baseURL: string,
  apiKey: string | undefined,
  limitMs: number,
): Promise<{ models: ServedModel[] } | { why: Sentence }> {
  const limit = runningLimit(limitMs);
  try {
    const response = await fetch(`${baseURL}/models`, {
      signal: limit.signal,
      headers: apiKey ? { authorization: `Bearer ${apiKey}` } : {},
    });
    if (!response.ok) return { why: alike(`HTTP ${response.status}`) };
    const { data } = Answer.parse(await response.json());
    return {
      models: data.map(({ id, max_model_len }) =>
        max_model_len ? { id, context: max_model_len } : { id },
      ),
    };
  } catch (error) {
    return { why: reasonOf(error, limitMs) };
  } finally {
    limit.clear();
  }
}

function reasonOf(error: unknown, limitMs: number): Sentence {
  if (!(error instanceof Error)) return alike(String(error));
  if (error.name === "TimeoutError")
    return say(
      `no answer within ${limitMs / 1000} s, --timeout <seconds> waits longer`,
      `${limitMs / 1000}초 안에 응답을 받지 못함, --timeout <초>로 더 기다릴 수 있음`,
    );
  if (error.name === "ZodError" || error instanceof SyntaxError)
    return say("no list of models", "모델 목록이 아님");
  const { cause, message } = error;
  return alike(cause instanceof Error ? cause.message || message : message);
}
