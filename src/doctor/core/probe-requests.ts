import type { ChatProbe } from "./server-facts.ts";

/** The requests of the probes, in the shape OpenCode sends: streamed, with usage, tools as functions. */

export const MODES = ["alpha", "beta", "gamma"] as const;
export const WANTED_MODE = "beta";
/** Multi-byte characters, both quotes, an escape, a tab and line breaks: parsers damage these. */
export const WANTED_TEXT = "한글 \"큰따옴표\" '작은따옴표'\n\t탭 \\ 역슬래시 <b>&amp;</b>\n끝 😀";

export const PARALLEL_REQUESTS = 8;

/** Most tokens of an answer: enough for a few calls, and few enough to end a rambling answer soon. */
const TOOL_TOKENS = 512;
const SHORT_TOKENS = 32;
/** A word is about a token. More than three blocks of 1072 tokens, the largest block vLLM gives this model. */
const PREFIX_WORDS = 3_600;

const SYSTEM = "You check a server. Do exactly what the user says, with the tools given.";

export const TOOLS = {
  set_mode: tool("set_mode", "Sets the mode.", "mode", { enum: MODES }),
  read: tool("read", "Reads one file.", "filePath", {}),
  save_note: tool("save_note", "Saves a note exactly as given.", "text", {}),
} as const;

/** `room`: most tokens a prompt may have. */
export function probeRequest(probe: ChatProbe, model: string, room: number): object {
  switch (probe) {
    case "required":
      return {
        ...request(model, `Set the mode to ${WANTED_MODE}.`, TOOL_TOKENS),
        tools: [TOOLS.set_mode],
        tool_choice: "required",
      };
    case "auto":
      return withTool(request(model, "Read the file README.md.", TOOL_TOKENS), TOOLS.read);
    case "pair": {
      const words =
        "Read a.txt and b.txt: call read twice, once for each file, both calls in this one answer.";
      return withTool(request(model, words, TOOL_TOKENS), TOOLS.read);
    }
    case "arguments": {
      const words = `Call save_note once. Its text is exactly what stands between the lines BEGIN and END, unchanged:\nBEGIN\n${WANTED_TEXT}\nEND`;
      return withTool(request(model, words, TOOL_TOKENS), TOOLS.save_note);
    }
    case "prefix-1":
    case "prefix-2":
      return request(model, longPrompt(room), SHORT_TOKENS);
  }
}

/** One of the simultaneous requests. Each request differs, so that the cache of one request cannot answer another. */
export function parallelRequest(model: string, number: number): object {
  return request(model, `Count upwards from ${number * 100}.`, SHORT_TOKENS);
}

function longPrompt(room: number): string {
  const words = Math.min(PREFIX_WORDS, Math.floor(room / 3));
  const text = Array.from({ length: words }, (_, at) => FILLER[at % FILLER.length]).join(" ");
  return `${text}\n\nAnswer with the one word: done`;
}

const FILLER = "the swarm reads this long text once and must not have to read it again".split(" ");

function request(model: string, words: string, tokens: number) {
  return {
    model,
    messages: [
      { role: "system", content: SYSTEM },
      { role: "user", content: words },
    ],
    temperature: 0,
    max_tokens: tokens,
    stream: true,
    stream_options: { include_usage: true },
  };
}

function withTool(body: object, offered: object): object {
  return { ...body, tools: [offered], tool_choice: "auto" };
}

function tool(name: string, description: string, parameter: string, shape: object) {
  return {
    type: "function",
    function: {
      name,
      description,
      parameters: {
        type: "object",
        properties: { [parameter]: { type: "string", ...shape } },
        required: [parameter],
        additionalProperties: false,
      },
    },
  };
}
