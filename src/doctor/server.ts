import { modelProbe } from "./adapters/model-probe.ts";
import type { CheckResult } from "./core/check.ts";
import { LONGEST_WAIT_MS } from "./core/late.ts";
import { serverChecks } from "./core/server-checks.ts";
import type { Expected } from "./core/server-facts.ts";
import { gatherFacts, type Limits } from "./gather.ts";
import { withoutSecret } from "./without-secret.ts";

export interface ServerOptions {
  /** Ends in /v1. */
  readonly baseURL: string;
  /** The key itself, never shown; "EMPTY", which install writes, means no key. */
  readonly apiKey?: string | undefined;
  /** The environment variable that holds the key, named in fixes. */
  readonly apiKeyVariable?: string | undefined;
  /** Name of the provider in the configuration; default: install's own. */
  readonly provider?: string | undefined;
  /** The files that hold the settings of the server. */
  readonly files?: Expected["files"] | undefined;
  /** The id under which OpenCode asks for the model. */
  readonly model: string;
  /** OpenCode's `limit.context`, in tokens. */
  readonly context: number;
  /** OpenCode's `limit.output`, in tokens. */
  readonly output: number;
  /** Stops the requests; checks that have no answer by then are skipped. */
  readonly signal?: AbortSignal | undefined;
  readonly limits?: Partial<Limits> | undefined;
}

const FILE = "opencode.json";
const LIMITS: Limits = { page: 4_000, connect: 500, chat: 15_000, parallel: 45_000 };
const NO_KEYS: ReadonlyArray<string | undefined> = [undefined, "", "EMPTY"];

/** The limits when the user says how long to wait for an answer. */
export function limitsOf(timeoutMs: number | undefined): Limits {
  if (timeoutMs === undefined) return LIMITS;
  const chat = Math.min(timeoutMs, LONGEST_WAIT_MS);
  return { page: chat, connect: Math.min(LIMITS.connect, chat), chat, parallel: chat };
}

/** Runs the checks of the model server: always all of them, in their order. Never throws. */
export async function checkServer(options: ServerOptions): Promise<CheckResult[]> {
  const { model, context, output, signal, apiKeyVariable = "VLLM_API_KEY" } = options;
  const address = options.baseURL.trim().replace(/\/+$/, "");
  const apiKey = NO_KEYS.includes(options.apiKey) ? undefined : options.apiKey;
  const expected = {
    // fetch refuses an address with a password, and a screen should not show the password.
    baseURL: address.replace(/\/\/[^/]*@/, "//"),
    model,
    context,
    output,
    hasKey: apiKey !== undefined,
    keyVariable: apiKeyVariable,
    keyFromVariable: options.apiKeyVariable !== undefined,
    provider: options.provider ?? "vllm",
    files: options.files ?? { baseURL: FILE, apiKey: FILE, limit: FILE },
  };
  const probe = modelProbe({ baseURL: address, apiKey, signal });
  const facts = await gatherFacts(probe, expected, { ...LIMITS, ...options.limits });
  return withoutSecret(serverChecks(facts, expected), apiKey);
}
