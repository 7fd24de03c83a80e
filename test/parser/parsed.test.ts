import { beforeAll, expect, test } from "vitest";
import { sharedArena } from "../support/arena.ts";
import { askParser, renderRequests } from "./ask-parser.ts";
import { type Recording, readRecording, writeRecording } from "./recording.ts";
import { ALL_TEXTS } from "./texts/all.ts";
import { toolsSent } from "./tools-sent.ts";

const arena = sharedArena();
const parsed = {} as Recording;
beforeAll(async () => {
  Object.assign(parsed, await askParser(await toolsSent(arena)));
  if (process.env["AEGIS_PARSER_RECORD"] === "1") await writeRecording(parsed);
});

test("the parser makes of the texts, with the tools as OpenCode sends them, what is recorded", async () => {
  expect(parsed).toEqual(await readRecording());
});

test.each(ALL_TEXTS)("streamed and whole the same, or not: $what", ({ what, uneven }) => {
  expect(parsed.answers[what]?.whole !== undefined).toBe(uneven ?? false);
});

test("the chat template renders each request of a whole run, and begins it as the one before", async () => {
  const requests = arena.model.requests.filter(({ agent }) => agent !== "title");
  const rendered = await renderRequests(requests.map(({ raw }) => raw));
  expect(rendered.length).toBeGreaterThan(8);
  expect(rendered.at(-1)).toContain("<function=");
  const last = new Map<string, string>();
  for (const [n, text] of rendered.entries()) {
    const { session = "" } = requests[n] ?? {};
    expect(text.startsWith(last.get(session) ?? "")).toBe(true);
    last.set(session, text);
  }
});
