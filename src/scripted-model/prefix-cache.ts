import { createHash } from "node:crypto";
import type { ChatRequest } from "./chat-request.ts";

/** One token of the simulated model, in bytes of the serialised prompt. */
export const BYTES_PER_TOKEN = 4;

/** vLLM's block size for Qwen3-Coder-Next with a BF16 KV cache, in tokens. */
export const BLOCK_TOKENS = 544;

export interface PromptTokens {
  readonly prompt: number;
  readonly cached: number;
}

/**
 * Simulates vLLM's prefix cache: a block hits if an earlier request held the block and everything
 * before it. Tools come first, as in the model's chat template. As in vLLM, at least one token is
 * always computed.
 */
export class PrefixCache {
  readonly #blocks = new Set<string>();

  /** Counts the prompt's tokens and those already cached, then remembers all its full blocks. */
  admit(request: ChatRequest): PromptTokens {
    const bytes = Buffer.from(JSON.stringify({ tools: request.tools, messages: request.messages }));
    const prompt = Math.ceil(bytes.length / BYTES_PER_TOKEN);
    const size = BLOCK_TOKENS * BYTES_PER_TOKEN;
    // The hash of a block covers everything before it, so hits are always a leading run.
    let chain = "";
    let hits = 0;
    for (let index = 0; (index + 1) * size <= bytes.length; index += 1) {
      const block = bytes.subarray(index * size, (index + 1) * size);
      chain = createHash("sha1").update(chain).update(block).digest("base64");
      if (this.#blocks.has(chain)) hits += 1;
      this.#blocks.add(chain);
    }
    const usable = Math.min(hits, Math.floor((prompt - 1) / BLOCK_TOKENS));
    return { prompt, cached: usable * BLOCK_TOKENS };
  }
}
