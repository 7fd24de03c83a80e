import { z } from "zod";
import { editDistance } from "../kit/edit-distance.ts";
import { AegisError } from "../kit/errors.ts";
import { isRecord, merged } from "../kit/json.ts";
import { say } from "../kit/sentence.ts";
import { isSecretPattern } from "./core/secrets/secret-rule.ts";
import { ShellSettings } from "./core/shell-settings.ts";

const Minutes = z
  .number()
  .positive()
  .max(24 * 60);

/** The settings file `.opencode/aegis.jsonc`. Every key is optional; only this file defines the defaults. */
export const AegisConfig = z.strictObject({
  $schema: z.string().optional(),
  maxWorkers: z.int().min(1).max(32).default(8).describe("Most Workers a plan may have. Default 8"),
  language: z
    .enum(["auto", "en", "ko"])
    .default("auto")
    .describe("Language of what people read; auto follows the user's messages"),
  limits: z
    .strictObject({
      silenceMinutes: Minutes.default(10).describe(
        "A Worker without any sign of life for this long fails",
      ),
      attemptMinutes: Minutes.default(90).describe("A Worker's time per attempt"),
      totalMinutes: Minutes.default(240).describe("A Worker's time in all attempts together"),
      serverMinutes: Minutes.default(120).describe(
        "Longest wait of a paused Worker for the model server",
      ),
      queueMinutes: Minutes.default(60).describe(
        "Longest wait of a dispatched Worker for its start while a place is free",
      ),
      qaMinutes: Minutes.default(15).describe("Longest run of one QA command"),
      toolCalls: z.int().min(10).default(1000).describe("Tool calls of a Worker per attempt"),
      identicalCalls: z
        .int()
        .min(3)
        .default(5)
        .describe(
          "The same call this often in a row, with the same result, is refused; twice as often fails the Worker or ends the turn",
        ),
      fruitlessRequests: z
        .int()
        .min(10)
        .default(40)
        .describe(
          "Requests to the model in a row without a call that ran; a healthy agent runs a call with almost every request, and a server that is down for long costs 18",
        ),
      compactions: z
        .int()
        .min(1)
        .default(3)
        .describe(
          "Compactions in a row with fewer than three calls that ran between them; one more means that a summary makes no room",
        ),
      requests: z
        .int()
        .min(100)
        .default(2000)
        .describe(
          "All requests of a Worker per attempt, and of other agents per run until the user speaks; twice the tool calls of an attempt",
        ),
      continuations: z
        .int()
        .min(0)
        .max(10)
        .default(3)
        .describe(
          "How often an idle Commander is sent back to open work until the user speaks again",
        ),
    })
    .prefault({}),
  sandbox: z
    .enum(["auto", "strict", "landlock", "runtime", "off"])
    .default("auto")
    .describe(
      "auto: bubblewrap if it works, else Landlock, else compare and restore, on macOS sandbox-runtime, else compare and restore; strict: refuse without bubblewrap; landlock: refuse without Landlock; runtime: refuse without the package @anthropic-ai/sandbox-runtime",
    ),
  shell: ShellSettings,
  secrets: z
    .array(z.string().refine(isSecretPattern, "is not a pattern"))
    .default([])
    .describe(
      "Further patterns of files that Workers, Scouts and Librarians do not read; !pattern takes files out",
    ),
  admission: z
    .int()
    .min(1)
    .max(32)
    .default(8)
    .describe("Workers that run at the same time; the rest wait in the queue"),
  worktree: z
    .strictObject({
      link: z
        .array(z.string())
        .default(["node_modules", ".venv", "venv"])
        .describe("Ignored directories of the checkout that worktrees get as links"),
      setup: z
        .string()
        .optional()
        .describe("Command run in each new worktree before its Worker starts"),
    })
    .prefault({}),
});
export type AegisConfig = z.infer<typeof AegisConfig>;

/** One layer of settings with its source, which error messages name. */
export interface ConfigLayer {
  source: string;
  value: unknown;
  /** True for a layer of the repository, which may be stricter than the defaults but never laxer. */
  ofProject?: boolean;
}

/**
 * Merges layers and checks the result; for each key the later layer wins. A later layer can only tighten
 * `sandbox` (off < runtime < landlock < auto < strict), and the project's layer cannot loosen the default either; `shell` of the project's
 * layer does not count. Throws AegisError BAD_CONFIG with the path and the nearest name.
 */
export function resolveConfig(layers: readonly ConfigLayer[]): AegisConfig {
  let all: Record<string, unknown> = {};
  for (const { source, value, ofProject } of layers) {
    if (!isRecord(value))
      throw new AegisError(
        "BAD_CONFIG",
        say(`${source} is not an object.`, `${source}: 객체가 아닙니다.`),
        say("Write { } with settings.", "{ } 안에 설정을 쓰세요."),
      );
    const checked = AegisConfig.safeParse(value);
    if (!checked.success) throw badConfig(source, checked.error);
    const before = ofProject ? { sandbox: AegisConfig.parse({}).sandbox, ...all } : all;
    all = tighten(before, merged(before, ofProject ? withoutShell(value) : value));
  }
  return AegisConfig.parse({ ...all, secrets: secretsOf(layers) });
}

/** A repository may name further secrets but open none, and the user's own list has the last word. */
function secretsOf(layers: readonly ConfigLayer[]): string[] {
  const listed = (own: boolean) =>
    layers
      .filter(({ ofProject = false }) => ofProject !== own)
      .flatMap(({ value }) => AegisConfig.parse(value).secrets);
  return [...listed(false).filter((pattern) => !pattern.startsWith("!")), ...listed(true)];
}

/** What agents' shells may read is for the user alone to say, not for a repository. */
function withoutShell({ shell: _, ...others }: Record<string, unknown>): Record<string, unknown> {
  return others;
}

function tighten(before: Record<string, unknown>, after: Record<string, unknown>) {
  const rank = ["off", "runtime", "landlock", "auto", "strict"];
  const was = before["sandbox"];
  const is = after["sandbox"];
  return rank.indexOf(String(was)) > rank.indexOf(String(is)) ? { ...after, sandbox: was } : after;
}

function badConfig(source: string, error: z.ZodError): AegisError {
  const issue = error.issues[0];
  const path = issue?.path.join(".") || "the top level";
  if (issue?.code === "unrecognized_keys") {
    const key = issue.keys[0] ?? "";
    const known = namesAt(issue.path.join("."));
    const near = nearest(key, known);
    return new AegisError(
      "BAD_CONFIG",
      say(
        `${source}: "${[...issue.path, key].join(".")}" is not a setting.`,
        `${source}: "${[...issue.path, key].join(".")}"이라는 설정은 없습니다.`,
      ),
      near
        ? say(`Did you mean "${near}"?`, `혹시 "${near}"인가요?`)
        : say(
            `Settings here: ${known.join(", ")}.`,
            `여기에 쓸 수 있는 설정: ${known.join(", ")}.`,
          ),
    );
  }
  return new AegisError(
    "BAD_CONFIG",
    say(
      `${source}: ${path}: ${issue?.message ?? "is not valid"}`,
      `${source}: ${path}: 올바르지 않은 값입니다(${issue?.message ?? "is not valid"})`,
    ),
    say(
      "Correct the value; the schema lists what is allowed.",
      "값을 고치세요. 쓸 수 있는 값은 스키마에 있습니다.",
    ),
  );
}

function namesAt(path: string): string[] {
  const { limits, worktree, shell } = AegisConfig.shape;
  const groups: Record<string, { shape: object }> = {
    "": AegisConfig,
    limits: limits.unwrap(),
    worktree: worktree.unwrap(),
    shell: shell.unwrap(),
    "shell.network": shell.unwrap().shape.network.unwrap(),
    "shell.limits": shell.unwrap().shape.limits.unwrap(),
  };
  return Object.keys(groups[path]?.shape ?? {});
}

function nearest(word: string, names: readonly string[]): string | undefined {
  const scored = names.map((name) => ({
    name,
    distance: editDistance(word.toLowerCase(), name.toLowerCase()),
  }));
  const best = scored.sort((a, b) => a.distance - b.distance)[0];
  return best && best.distance <= Math.max(2, Math.floor(word.length / 3)) ? best.name : undefined;
}
