import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { AegisError } from "../kit/errors.ts";
import { say } from "../kit/sentence.ts";
import { inlineFiles } from "./script-files.ts";

/** A regular expression as text; `.` also matches line breaks. */
const pattern = z.string().refine(isPattern, { error: "not a valid regular expression" });

const milliseconds = z.number().int().nonnegative();

/**
 * `args` as an object is sent as JSON; as a string it is sent unchanged, well-formed or not. `id`:
 * the server's id of the call; unique by default.
 */
const callSchema = z.strictObject({
  tool: z.string().min(1),
  id: z.string().min(1).optional(),
  args: z.union([z.record(z.string(), z.unknown()), z.string()]),
});

const errorSchema = z.strictObject({
  status: z.number().int().min(400).max(599),
  message: z.string(),
  headers: z.record(z.string(), z.string()).optional(),
});

/**
 * A failure before the step's own answer. It happens `times` times per session (default 1); the
 * client's retry asks for the same step and then gets the answer. `cut`: the socket closes before
 * any header, or half way; the stream ends without a finish reason; or it stops sending and stays
 * open.
 */
const failSchema = z
  .strictObject({
    error: errorSchema.optional(),
    cut: z.enum(["before-headers", "mid", "no-finish", "stall"]).optional(),
    times: z.union([z.number().int().positive(), z.literal("always")]).optional(),
  })
  .refine((fail) => (fail.error === undefined) !== (fail.cut === undefined), {
    error: "needs exactly one of `error` and `cut`",
  });

/**
 * One answer of the model. `expect` must match the text that is new since the last answer (tool results joined
 * by line breaks, or the user's words); if it does not, the server records a divergence. `hold` names a gate:
 * the answer waits for `release(name)`. `chunkMs`: pause between two pieces of a stream. `finish`: by default
 * `tool_calls` with calls and `stop` without.
 */
const stepSchema = z.strictObject({
  text: z.string().optional(),
  calls: z.array(callSchema).optional(),
  expect: pattern.optional(),
  delayMs: milliseconds.optional(),
  chunkMs: milliseconds.optional(),
  hold: z.string().min(1).optional(),
  finish: z.enum(["stop", "tool_calls", "length"]).optional(),
  fail: failSchema.optional(),
});

/**
 * A part that the model plays. The first actor answers whose `agent` fits and whose `match` is
 * found in the session's first user message. Its n-th answer in a session is `steps[n]`; later
 * requests get `then`.
 */
const actorSchema = z.strictObject({
  agent: z.enum(["commander", "worker", "scout", "librarian", "other"]),
  match: pattern.optional(),
  steps: z.array(stepSchema),
  // biome-ignore lint/suspicious/noThenProperty: a word of the script format; holds data, never a function.
  then: stepSchema.optional(),
});

const scriptSchema = z.strictObject({
  name: z.string().min(1),
  description: z.string().optional(),
  actors: z.array(actorSchema).min(1),
});

export type Script = z.infer<typeof scriptSchema>;
export type Actor = Script["actors"][number];
export type Step = Actor["steps"][number];
export type Call = NonNullable<Step["calls"]>[number];
export type Fail = NonNullable<Step["fail"]>;
export type AgentName = Actor["agent"];

/**
 * What an improviser reads of a request: the agent, the session's first message, the text that is new since the last
 * answer, the number of answers since somebody last spoke, and the tools.
 */
export interface Cue {
  readonly agent: AgentName;
  readonly first: string;
  readonly newest: string;
  readonly answered: number;
  /** Names of the tools that the request offers. */
  readonly tools: readonly string[];
}

/** A script as a function: each answer depends on what the request holds. */
export type Improviser = (cue: Cue) => Step | Promise<Step>;

/**
 * Checks a script given as data, and replaces each `{ "$file": "relative/path" }` in `args` by the
 * file's text. Paths are relative to `folder`; without `folder` they are errors. Throws
 * `AegisError` SCRIPT_INVALID, which names each place, as in `actors.0.steps.2.calls`.
 */
export async function parseScript(value: unknown, folder?: string): Promise<Script> {
  const parsed = scriptSchema.safeParse(value);
  if (!parsed.success) {
    const places = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new AegisError(
      "SCRIPT_INVALID",
      say(places.join("; "), `대본이 올바르지 않습니다. ${places.join("; ")}`),
      say("Correct the script at these places.", "대본에서 이곳을 고치세요."),
    );
  }
  return { ...parsed.data, actors: await Promise.all(parsed.data.actors.map(inlineActor)) };

  async function inlineActor(actor: Actor): Promise<Actor> {
    const [steps, last] = await Promise.all([
      Promise.all(actor.steps.map(inlineStep)),
      inlineStep(actor.then ?? { text: "(end of script)" }),
    ]);
    // biome-ignore lint/suspicious/noThenProperty: a word of the script format; holds data.
    return { ...actor, steps, then: last };
  }

  async function inlineStep(step: Step): Promise<Step> {
    if (step.calls === undefined) return step;
    return { ...step, calls: await Promise.all(step.calls.map(inlineCall)) };
  }

  async function inlineCall(call: Call): Promise<Call> {
    if (typeof call.args === "string") return call;
    return { ...call, args: await inlineFiles(call.args, folder) };
  }
}

/** Reads a script from a JSON file; `$file` paths are relative to the file's folder. */
export async function loadScript(file: string): Promise<Script> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AegisError(
      "SCRIPT_UNREADABLE",
      say(`${file}: ${why}`, `대본을 읽을 수 없습니다. ${file}: ${why}`),
      say("Give a readable JSON file.", "읽을 수 있는 JSON 파일을 지정하세요."),
      {
        cause,
      },
    );
  }
  return parseScript(value, path.dirname(file));
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, "s") instanceof RegExp;
  } catch {
    return false;
  }
}
