import { expect, onTestFinished } from "vitest";
import type { CheckResult } from "../../src/doctor/core/check.ts";
import { fixText } from "../../src/doctor/core/fix.ts";
import { WANTED_TEXT } from "../../src/doctor/core/probe-requests.ts";
import { checkServer, type ServerOptions } from "../../src/doctor/server.ts";
import type { Step } from "../../src/scripted-model/script.ts";
import {
  type ModelServer,
  type ModelServerOptions,
  startModelServer,
} from "../../src/scripted-model/server.ts";

/** The model's answer to each probe; the default is a model that follows instructions. */
export interface Answers {
  required?: Step;
  auto?: Step;
  pair?: Step;
  arguments?: Step;
  prefix?: Step;
  parallel?: Step;
}

const GOOD: Required<Answers> = {
  required: { calls: [{ tool: "set_mode", args: { mode: "beta" } }] },
  auto: { calls: [{ tool: "read", args: { filePath: "README.md" } }] },
  pair: {
    calls: ["a.txt", "b.txt"].map((filePath) => ({ tool: "read", args: { filePath } })),
  },
  arguments: { calls: [{ tool: "save_note", args: { text: WANTED_TEXT } }] },
  prefix: { text: "done" },
  parallel: { text: "101 102 103" },
};

/** The text that identifies each probe in its user message. */
const MARKS: Required<Record<keyof Answers, string>> = {
  required: "^Set the mode",
  auto: "^Read the file README",
  pair: "^Read a\\.txt and b\\.txt",
  arguments: "^Call save_note",
  prefix: "one word: done$",
  parallel: "^Count upwards",
};

/** A scripted vLLM that the doctor can examine; removed when the test ends. */
export async function examined(
  answers: Answers = {},
  options: Partial<ModelServerOptions> = {},
): Promise<ModelServer> {
  const server = await doctorModel(answers, options);
  onTestFinished(() => server.stop());
  return server;
}

/** Like `examined`, but the caller stops the server. */
export async function doctorModel(
  answers: Answers = {},
  options: Partial<ModelServerOptions> = {},
): Promise<ModelServer> {
  const steps = { ...GOOD, ...answers };
  const actors = (Object.keys(MARKS) as (keyof Answers)[]).map((probe) => ({
    agent: "other" as const,
    match: MARKS[probe],
    steps: [steps[probe]],
  }));
  return startModelServer({ script: { name: "doctor", actors }, ...options });
}

/** All results, checked for completeness: both languages, a reason, and a fix for each problem that has a fix. */
export async function diagnose(
  baseURL: string,
  options: Partial<ServerOptions> = {},
): Promise<ShownResult[]> {
  const results = await checkServer({
    baseURL,
    model: "qwen3-coder-next",
    context: 131_072,
    output: 16_384,
    ...options,
  });
  for (const result of results) expectWhole(result);
  return results.map(asShown);
}

/** A result with its fix as it is printed in English. */
export type ShownResult = ReturnType<typeof asShown>;
export function asShown({ fix, ...result }: CheckResult) {
  return { ...result, ...(fix ? { fix: fixText(fix).en, fixKind: fix.kind } : {}) };
}

export function expectWhole({ status, what, why, fix, details }: CheckResult): void {
  const printed = fix ? fixText(fix) : undefined;
  expect(what.en).not.toBe("");
  expect(what.ko).not.toBe("");
  expect(`${what.en}${what.ko}${why?.en}${printed?.en}${details?.join("")}`).not.toMatch(/\p{Cc}/u);
  if (status === "ok") return;
  expect(why?.en).toMatch(/^[^가-힣]+$/);
  expect(why?.ko).toMatch(/[가-힣]/);
  if (status !== "skipped") expect(printed?.ko).toBeTruthy();
}

/** The one result with this id. */
export function resultOf<One extends { id: string }>(results: readonly One[], id: string): One {
  const found = results.filter((result) => result.id === id);
  expect(found).toHaveLength(1);
  return found[0] as One;
}

/** Ids and states of all results that are not ok. */
export function notOk(results: readonly Pick<CheckResult, "id" | "status">[]): string[] {
  return results.filter(({ status }) => status !== "ok").map(({ id, status }) => `${id} ${status}`);
}
