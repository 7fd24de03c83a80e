import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { hashOfTexts, type Parsed, type Recording } from "./recording.ts";
import { TEXTS } from "./texts/all.ts";

/** What vLLM's parser makes of all texts with these tools. */
export async function askParser(tools: Recording["tools"]): Promise<Recording> {
  const asked = (["commander", "worker"] as const).map((agent) => ({
    tools: tools[agent],
    texts: TEXTS[agent].map(({ what, writes, cut }) => ({ what, writes, cut: cut ?? false })),
  }));
  const { vllm, parser, answers } = await python<{
    vllm: string;
    parser: string;
    answers: { what: string; whole: Parsed; streamed: Parsed }[];
  }>("parse", asked);
  const same = (one: Parsed, other: Parsed) => JSON.stringify(one) === JSON.stringify(other);
  return {
    ...{ vllm, parser, texts: hashOfTexts(), tools },
    answers: Object.fromEntries(
      answers.map(({ what, whole, streamed }) => [
        what,
        same(whole, streamed) ? streamed : { ...streamed, whole },
      ]),
    ),
  };
}

/** The prompts that a chat template makes of requests: ours, or the one that AEGIS_CHAT_TEMPLATE names. */
export async function renderRequests(bodies: readonly string[]): Promise<string[]> {
  return python(
    "render",
    bodies.map((body) => JSON.parse(body) as unknown),
  );
}

/** Runs scripts/vllm-test/parser.py in the environment of the tier. */
async function python<Answer>(task: "parse" | "render", input: unknown): Promise<Answer> {
  const installed = process.env["AEGIS_VLLM_TEST_DIR"] ?? join(process.cwd(), ".vllm-test");
  const folder = await mkdtemp(join(tmpdir(), "aegis-parser-"));
  try {
    const [asked, answer] = [join(folder, "asked.json"), join(folder, "answer.json")];
    await writeFile(asked, JSON.stringify(input));
    const script = "scripts/vllm-test/parser.py";
    await execa(join(installed, "vllm/bin/python"), [script, task, asked, answer], {
      env: {
        PYTHONDONTWRITEBYTECODE: "1",
        VLLM_NO_USAGE_STATS: "1",
        VLLM_LOGGING_LEVEL: "WARNING",
      },
    });
    return JSON.parse(await readFile(answer, "utf8")) as Answer;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
