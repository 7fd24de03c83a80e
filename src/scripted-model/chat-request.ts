import { z } from "zod";

const partSchema = z.looseObject({ type: z.string(), text: z.string().optional() });

const messageSchema = z.looseObject({
  role: z.string(),
  content: z.union([z.string(), z.array(partSchema)]).nullish(),
});

/** The keys of an OpenAI chat completion request that the server reads; other keys are kept. */
const chatRequestSchema = z.looseObject({
  model: z.string(),
  messages: z.array(messageSchema).min(1),
  tools: z.array(z.looseObject({ function: z.looseObject({ name: z.string() }) })).optional(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: z.number().nullish(),
});

export type ChatRequest = z.infer<typeof chatRequestSchema>;
type Message = ChatRequest["messages"][number];

/** The request in `raw`, or one line that says what is wrong with it. */
export function parseChatRequest(raw: string): { request: ChatRequest } | { problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  const parsed = chatRequestSchema.safeParse(value);
  if (parsed.success) return { request: parsed.data };
  return {
    problem: parsed.error.issues.map((i) => `${i.path.join(".")}: ${i.message}`).join("; "),
  };
}

export function systemText(request: ChatRequest): string {
  return request.messages.filter(hasRole("system")).map(messageText).join("\n");
}

export function firstUserText(request: ChatRequest): string {
  const first = request.messages.find(hasRole("user"));
  return first === undefined ? "" : messageText(first);
}

/** How many answers this conversation already holds. */
export function answersGiven(request: ChatRequest): number {
  return request.messages.filter(hasRole("assistant")).length;
}

/** How many answers this conversation holds since somebody last spoke in it: the user, or the client for the user. */
export function answersToLastWords(request: ChatRequest): number {
  const last = request.messages.findLastIndex(hasRole("user"));
  return request.messages.slice(last + 1).filter(hasRole("assistant")).length;
}

/** Text that the client added since the last answer: tool results and the user's words, one per line. */
export function newestText(request: ChatRequest): string {
  const last = request.messages.findLastIndex(hasRole("assistant"));
  const fresh = request.messages.slice(last + 1).filter((message) => message.role !== "system");
  return fresh.map(messageText).join("\n");
}

export function toolNames(request: ChatRequest): string[] {
  return (request.tools ?? []).map((tool) => tool.function.name);
}

function hasRole(role: string): (message: Message) => boolean {
  return (message) => message.role === role;
}

function messageText(message: Message): string {
  if (typeof message.content === "string") return message.content;
  return (message.content ?? []).map((part) => part.text ?? "").join("");
}
