import { z } from "zod";
import { parsedJson } from "../../kit/json.ts";
import type { Answer, Failure, Reply } from "./server-facts.ts";

const listSchema = z.looseObject({
  data: z.array(
    z.looseObject({
      id: z.string(),
      owned_by: z.string().nullish(),
      max_model_len: z.number().int().positive().nullish(),
    }),
  ),
});

export interface ListedModel {
  readonly id: string;
  /** vLLM says "vllm". */
  readonly owner?: string;
  /** Tokens; only vLLM reports this. */
  readonly maxModelLen?: number;
}

/** Result of GET /models: a list, a demand for a key, or why there is neither. */
export type ModelList =
  | { readonly type: "list"; readonly models: readonly ListedModel[] }
  | { readonly type: "locked"; readonly answer: Answer }
  | { readonly type: "failure"; readonly failure: Failure }
  | { readonly type: "status" | "html" | "no-json" | "no-list"; readonly answer: Answer };

export function readModelList(reply: Reply): ModelList {
  if (reply.type === "failure") return reply;
  const { answer } = reply;
  if (isLocked(answer)) return { type: "locked", answer };
  if (answer.status !== 200) return { type: "status", answer };
  const value = parsedJson(answer.text);
  if (value === undefined) {
    const html = /html/i.test(answer.contentType) || /^\s*<(!doctype|html)/i.test(answer.text);
    return { type: html ? "html" : "no-json", answer };
  }
  const parsed = listSchema.safeParse(value);
  if (!parsed.success) return { type: "no-list", answer };
  const models = parsed.data.data.map(({ id, owned_by, max_model_len }) => ({
    id,
    ...(owned_by ? { owner: owned_by } : {}),
    ...(max_model_len ? { maxModelLen: max_model_len } : {}),
  }));
  return { type: "list", models };
}

/**
 * True if a model server answers, even with a demand for a key. Without a model server the other checks make no sense.
 */
export function speaks(list: ModelList): boolean {
  return list.type === "list" || list.type === "locked";
}

export function findModel(list: ModelList, id: string): ListedModel | undefined {
  return list.type === "list" ? list.models.find((model) => model.id === id) : undefined;
}

export function isLocked({ status }: Answer): boolean {
  return status === 401 || status === 403;
}
