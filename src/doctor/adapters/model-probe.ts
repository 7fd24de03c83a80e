import type { ChatReply, Reply } from "../core/server-facts.ts";
import { ask, readAnswer } from "./http.ts";
import { readStream } from "./stream.ts";

export interface ModelProbe {
  readonly baseURL: string;
  /** One GET, with the key unless told otherwise. */
  get(url: string, limitMs: number, withKey?: boolean): Promise<Reply>;
  /** One streamed POST to chat/completions below `baseURL`. */
  chat(body: object, limitMs: number): Promise<ChatReply>;
}

/** Asks a model server without judging it. Nothing here throws, and every request ends within its limit. */
export function modelProbe(server: {
  readonly baseURL: string;
  readonly apiKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}): ModelProbe {
  const { baseURL, apiKey, signal } = server;
  return {
    baseURL,
    async get(url, limitMs, withKey = true) {
      const key = withKey ? apiKey : undefined;
      const got = await ask({ url, apiKey: key, limitMs, signal }, readAnswer);
      return got.type === "failure" ? got : { type: "answer", answer: got.value };
    },
    async chat(body, limitMs) {
      const url = `${baseURL}/chat/completions`;
      const got = await ask<ChatReply>(
        { url, apiKey, body, limitMs, signal },
        async (response, over, elapsed) =>
          response.status === 200
            ? { type: "stream", stream: await readStream(response, elapsed, over) }
            : { type: "answer", answer: await readAnswer(response) },
      );
      return got.type === "failure" ? got : got.value;
    },
  };
}
