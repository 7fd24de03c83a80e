import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import type { Sentence } from "../kit/sentence.ts";
import { newestText } from "../scripted-model/chat-request.ts";
import type { RecordedRequest } from "../scripted-model/request-log.ts";
import type { Actor, Script } from "../scripted-model/script.ts";
import { type ModelServer, startModelServer } from "../scripted-model/server.ts";
import { canaryWords } from "./canary-words.ts";
import type { OpenCode } from "./find.ts";
import { type RunOnceResult, runOnce } from "./run-once.ts";
import { shadowHome } from "./shadow-home.ts";
import { START_LIMIT_MS } from "./start-limit.ts";
import { type Keep, withoutTraces } from "./without-traces.ts";

export interface Canary {
  /** True if the plugin refused the call that must be refused. */
  readonly loaded: boolean;
  /** Version of the plugin that ran, even if its gate did not answer. */
  readonly version?: string;
  readonly why: Sentence;
  /** The time was up before anything could be seen. */
  readonly late?: true;
  readonly seconds: number;
}

export interface CanaryOptions {
  readonly opencode: OpenCode;
  /** The folder in which OpenCode opens. */
  readonly project: string;
  /** The user's environment: configuration and plugins come from there. */
  readonly env: Environment;
  readonly home: string;
  /** Default: START_LIMIT_MS. */
  readonly timeoutMs?: number;
  /** Ends the canary early with HOST_RUN_STOPPED; even then nothing stays behind. */
  readonly signal?: AbortSignal | undefined;
  /** Default: `withoutTraces`. */
  readonly keep?: Keep;
}

const MODEL = "canary";
const PROVIDER = "aegis-canary";

/**
 * Checks that OpenCode, as the user has set it up, runs with our plugin. OpenCode starts in the project for one turn
 * with a scripted model, which makes a call that must be refused. The canary sends nothing to the user's model server
 * and leaves no session and no file behind. If a managed configuration overrides the address of the scripted model, the
 * canary reports that OpenCode did not ask the model.
 */
export async function provePluginLoads(options: CanaryOptions): Promise<Canary> {
  const { opencode, project, env, home, timeoutMs = START_LIMIT_MS, signal } = options;
  const started = Date.now();
  const model = await startModelServer({ script: SCRIPT, modelId: MODEL });
  const place = await shadowHome(env, home);
  try {
    const run = () =>
      runOnce({
        opencode,
        cwd: project,
        env: { ...place.env, ...toModel(model.url, place.env) },
        args: ["run", "--agent", "commander", "Canary"],
        timeoutMs,
        group: true,
        signal,
      });
    const keep: Keep = options.keep ?? ((work) => withoutTraces(options, work));
    const ended = await keep(() => run().catch(late));
    return { ...judged(model, ended, timeoutMs), seconds: (Date.now() - started) / 1000 };
  } finally {
    await model.stop();
    await place.remove();
  }
}

/** The user may have rewritten the Commander's prompt, so every agent gets these lines. */
const SCRIPT: Script = {
  name: "canary",
  actors: (["commander", "other"] as const).map((agent): Actor => {
    const calls = [{ tool: "dispatch_workers", args: {} }];
    return { agent, steps: [{ calls }, { text: "Refused." }] };
  }),
};

/** The settings of a started OpenCode on top of the user's configuration. The plugin opens the provider of `model`. */
function toModel(url: string, env: Readonly<Record<string, string>>): Record<string, string> {
  const model = `${PROVIDER}/${MODEL}`;
  const config = {
    model,
    small_model: model,
    enabled_providers: [],
    provider: {
      [PROVIDER]: {
        npm: "@ai-sdk/openai-compatible",
        options: { baseURL: url, apiKey: "EMPTY" },
        models: { [MODEL]: { tool_call: true, limit: { context: 131_072, output: 4_096 } } },
      },
    },
    agent: { commander: { model } },
    // A snapshot of a large project takes minutes.
    snapshot: false,
  };
  const direct = [env["NO_PROXY"] ?? env["no_proxy"], "127.0.0.1"].filter(Boolean).join();
  return {
    OPENCODE_CONFIG_CONTENT: JSON.stringify(config),
    OPENCODE_DISABLE_SHARE: "1",
    OPENCODE_DISABLE_MODELS_FETCH: "1",
    NO_PROXY: direct,
    no_proxy: direct,
  };
}

function late(error: unknown): undefined {
  if (!(error instanceof AegisError) || error.code !== "HOST_RUN_TIMEOUT") throw error;
  return undefined;
}

function judged(
  model: ModelServer,
  ended: RunOnceResult | undefined,
  timeoutMs: number,
): Omit<Canary, "seconds"> {
  const requests = model.requests.filter(isTurn);
  const version = requests.find(({ pluginVersion }) => pluginVersion)?.pluginVersion;
  const known = version === undefined ? {} : { version };
  const code = requests.flatMap(refusalIn)[0];
  if (code !== undefined) return { loaded: true, ...known, why: canaryWords.refused(code) };
  if (ended === undefined) {
    const why = canaryWords.late(timeoutMs, requests.length);
    return { loaded: false, late: true, ...known, why };
  }
  if (requests.length === 0)
    return { loaded: false, why: canaryWords.notAsked(ended.code, lastLine(ended)) };
  return { loaded: false, ...known, why: canaryWords.notRefused() };
}

/** True for a turn; false for the titles and summaries that OpenCode requests on its own. */
function isTurn({ agent }: RecordedRequest): boolean {
  return agent !== "title" && agent !== "compaction";
}

function refusalIn({ body, step }: RecordedRequest): string[] {
  const code = step > 0 ? /\[AEGIS ([A-Z_]+)\]/.exec(newestText(body))?.[1] : undefined;
  return code === undefined ? [] : [code];
}

function lastLine({ stderr }: RunOnceResult): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are written with one.
  const plain = stderr.replaceAll(/\u001b\[[0-9;]*m/g, "");
  return /"message": "([^"]+)"/.exec(plain)?.[1] ?? plain.trim().split("\n").at(-1) ?? "";
}
