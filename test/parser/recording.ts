import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { ChatRequest } from "../../src/scripted-model/chat-request.ts";
import type { Step } from "../../src/scripted-model/script.ts";
import { TEXTS } from "./texts/all.ts";
import type { ModelText } from "./texts/form.ts";

export type SentTools = NonNullable<ChatRequest["tools"]>;

/** What a parser makes of one answer. */
export interface Parsed {
  content: string;
  calls: { name: string; arguments: string }[];
}

/** What vLLM's parser made of each text, streamed; `whole` where the answer as one body differs. */
export interface Recording {
  vllm: string;
  parser: string;
  /** Hash of the texts that were parsed. */
  texts: string;
  /** The tools as OpenCode sent them, by agent. */
  tools: Record<"commander" | "worker", SentTools>;
  answers: Record<string, Parsed & { whole?: Parsed }>;
}

const FILE = fileURLToPath(new URL("../fixtures/parser/recorded.json", import.meta.url));

export async function readRecording(): Promise<Recording> {
  return JSON.parse(await readFile(FILE, "utf8")) as Recording;
}

export async function writeRecording(recording: Recording): Promise<void> {
  await writeFile(FILE, `${JSON.stringify(recording, null, 1)}\n`);
}

/** Identifies what the parser is given of the texts. */
export function hashOfTexts(): string {
  const given = Object.entries(TEXTS).map(([agent, texts]) => [
    agent,
    texts.map(({ what, writes, cut }) => [what, writes, cut ?? false]),
  ]);
  return createHash("sha256").update(JSON.stringify(given)).digest("hex");
}

/** The answer that the server sends for a text: what its parser made of the text. */
export function answerTo({ answers }: Recording, { what, cut }: ModelText): Step {
  const parsed = answers[what];
  if (!parsed) throw new Error(`no recording of "${what}": npm run test:parser -- --record`);
  const calls = parsed.calls.map(({ name, arguments: args }) => ({ tool: name, args }));
  return {
    text: parsed.content,
    ...(calls.length > 0 ? { calls } : {}),
    ...(cut ? { finish: "length" as const } : {}),
  };
}
