import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { Step } from "../../src/scripted-model/script.ts";
import type { Arena } from "../support/arena.ts";
import type { Ground } from "../support/ground.ts";
import { says } from "../support/script-lines.ts";
import { callsIn, type Talk, type ToolCall } from "../support/talk.ts";
import { answerTo, type Recording } from "./recording.ts";
import type { ExpectedCall, ModelText } from "./texts/form.ts";

/** What came of one text in OpenCode. */
export interface Outcome {
  words: string;
  calls: ToolCall[];
}

/** Refused calls bring an agent nowhere: after 40 requests without a call that ran its turn ends. */
const A_TURN = 25;

/** The Commander writes these texts, many in one turn; the outcomes by text. */
export async function playAsCommander(
  arena: Arena,
  ground: Ground,
  recording: Recording,
  texts: readonly ModelText[],
): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  for (let from = 0; from < texts.length; from += A_TURN) {
    const part = texts.slice(from, from + A_TURN);
    const steps = part.map((text) => answerTo(recording, text));
    const talk = await arena.talk(ground, {
      commander: [...steps, says("That was all.")],
      scouts: { "\\[look\\]": [says("Seen.")] },
    });
    await talk.say("Go on.");
    await collect(outcomes, talk, part);
  }
  return outcomes;
}

/** Texts without a call end a turn each; OpenCode or our own words may go on with it. */
export async function playAlone(
  arena: Arena,
  ground: Ground,
  recording: Recording,
  text: ModelText,
): Promise<{ outcome: Outcome; told: string[] }> {
  const answer = answerTo(recording, text);
  const talk = await arena.talk(ground, { commander: [answer, ...LAST] });
  await talk.say("Go on.");
  const outcomes = new Map<string, Outcome>();
  await collect(outcomes, talk, [text]);
  const told = (await talk.messages())
    .filter(({ info }) => info.role === "user")
    .slice(1)
    .map(({ parts }) => parts.map((part) => String(part["text"] ?? "")).join("\n"));
  return { outcome: outcomes.get(text.what) ?? { words: "", calls: [] }, told };
}

const LAST: Step[] = Array.from({ length: 5 }, () => says("Shall I go on?"));

/** The n-th answer of the session is the n-th text. */
export async function collect(
  outcomes: Map<string, Outcome>,
  talk: Talk,
  texts: readonly ModelText[],
  session = talk.session,
): Promise<void> {
  const answers = (await talk.messages(session)).filter(({ info }) => info.role === "assistant");
  for (const [n, { what }] of texts.entries()) {
    const message = answers[n];
    if (!message) throw new Error(`"${what}" was not played: ${JSON.stringify(answers.at(-1))}`);
    const words = message.parts.flatMap((part) =>
      part.type === "text" ? [String(part["text"])] : [],
    );
    outcomes.set(what, { words: words.join("\n"), calls: callsIn(message) });
  }
}

/** Compares what came of a text with what must come of it. */
export async function expectOutcome(
  ground: Ground,
  text: ModelText,
  outcome: Outcome | undefined,
): Promise<void> {
  const { words = "", calls = [] } = outcome ?? {};
  if (text.words) expect(words).toMatch(text.words);
  expect(calls.length, JSON.stringify(calls)).toBe(text.calls.length);
  for (const [n, expected] of text.calls.entries()) expectCall(expected, calls[n]);
  for (const [file, content] of Object.entries(text.leaves ?? {}))
    expect([file, await contentOf(join(ground.dir, file))]).toEqual([file, content]);
}

function expectCall(expected: ExpectedCall, call: ToolCall | undefined): void {
  const { tool, invalid, fails, refused, note, says } = expected;
  const said = call?.text ?? "";
  if (invalid) expect(call, said).toMatchObject({ tool: "invalid", input: { tool } });
  else expect(call?.tool, said).toBe(tool);
  if (refused) expect(said).toContain(`[AEGIS ${refused}] `);
  else expect(said).not.toContain("[AEGIS ");
  if (!invalid) expect(call?.status, said).toBe(refused || fails ? "error" : "completed");
  if (note !== undefined) expect(/\n\n(Read [^\n]*)$/.exec(said)?.[1] ?? "").toBe(note);
  if (says) expect(said).toMatch(says);
}

async function contentOf(file: string): Promise<string | undefined> {
  const there = await access(file).then(
    () => true,
    () => false,
  );
  return there ? readFile(file, "utf8") : undefined;
}
