import type { ModelServer } from "../../src/scripted-model/server.ts";

export interface Chunk {
  choices: Array<{ delta: Delta; finish_reason: string | null }>;
  usage?: {
    prompt_tokens: number;
    completion_tokens: number;
    total_tokens: number;
    prompt_tokens_details: { cached_tokens: number };
  };
}

interface Delta {
  role?: string;
  content?: string;
  tool_calls?: Array<{
    index: number;
    id?: string;
    type?: string;
    function: { name?: string; arguments: string };
  }>;
}

interface Body {
  choices: Array<{
    message: { content: string | null; tool_calls: unknown[] };
    finish_reason: string;
  }>;
}

/** A bare client of the chat endpoint that sends a test's request unchanged. */
export class ModelClient {
  readonly #server: ModelServer;

  constructor(server: ModelServer) {
    this.#server = server;
  }

  post(body: object, session?: string, signal?: AbortSignal): Promise<Response> {
    const headers = session === undefined ? {} : { "x-session-id": session };
    return fetch(`${this.#server.url}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ model: "qwen3-coder-next", ...body }),
      signal: signal ?? null,
    });
  }

  async stream(messages: object[], prompt = system()): Promise<Chunk[]> {
    const response = await this.post({
      stream: true,
      stream_options: { include_usage: true },
      messages: [prompt, ...messages],
    });
    return parseStream(await response.text());
  }

  async body(messages: object[], prompt = system()): Promise<Body> {
    const response = await this.post({ messages: [prompt, ...messages] });
    return (await response.json()) as Body;
  }

  async said(messages: object[], prompt = system()): Promise<string | null | undefined> {
    return (await this.body(messages, prompt)).choices[0]?.message.content;
  }

  /** The error object of a refused request. */
  async refused(body: object): Promise<{ status: number; error: { message: string } }> {
    const response = await this.post(body);
    const { error } = (await response.json()) as { error: { message: string } };
    return { status: response.status, error };
  }

  async get(path: string): Promise<string> {
    const response = await fetch(new URL(path, this.#server.url));
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response.text();
  }
}

/** The chunks of a stream that ended correctly; throws otherwise. */
export function parseStream(text: string): Chunk[] {
  const events = text.split("\n\n").filter((event) => event !== "");
  if (events.pop() !== "data: [DONE]") throw new Error("the stream has no end mark");
  return events.map((event) => JSON.parse(event.replace(/^data: /, "")) as Chunk);
}

export function system(content = "You are Aegis Commander. Aegis Worker agents help you.") {
  return { role: "system", content };
}

export function user(content: string) {
  return { role: "user", content: [{ type: "text", text: content }] };
}

export function answer(content: string) {
  return { role: "assistant", content };
}

export function tool(content: string) {
  return { role: "tool", tool_call_id: "x", content };
}
