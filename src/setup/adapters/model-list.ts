import { z } from "zod";
import { runningLimit } from "../../kit/running-limit.ts";

const LIMIT_MS = 3_000;

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
): Promise<{ models: ServedModel[] } | { why: string }> {
  const limit = runningLimit(LIMIT_MS);
  try {
    const response = await fetch(`${baseURL}/models`, {
      signal: limit.signal,
      headers: apiKey ? { authorization: `Bearer ${apiKey}` } : {},
    });
    if (!response.ok) return { why: `HTTP ${response.status}` };
    const { data } = Answer.parse(await response.json());
    return {
      models: data.map(({ id, max_model_len }) =>
        max_model_len ? { id, context: max_model_len } : { id },
      ),
    };
  } catch (error) {
    return { why: reasonOf(error) };
  } finally {
    limit.clear();
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${LIMIT_MS / 1000} s`;
  if (error.name === "ZodError" || error instanceof SyntaxError) return "no list of models";
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}
