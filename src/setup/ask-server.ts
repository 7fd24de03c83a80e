import { AegisError } from "../kit/errors.ts";
import { at, type JsonObject, merged } from "../kit/json.ts";
import { say } from "../kit/sentence.ts";
import { type ServedModel, servedModels } from "./adapters/model-list.ts";
import { askText } from "./ask.ts";
import type { ConfigFiles } from "./config-files.ts";
import type { SetupContext } from "./context.ts";
import { keyTrouble } from "./core/keys.ts";
import { DEFAULT_KEY_VARIABLE, ownServer, type SetupFacts } from "./core/settings.ts";
import { checkOptions, DEFAULT_BASE_URL, type ServerOptions, serverAddress } from "./options.ts";
import type { SetupScreen } from "./screen.ts";

/** How long the list of models may take, unless `--timeout` says so: install works without the list too. */
const LIST_LIMIT_MS = 3_000;
const DEFAULT_MODEL = "qwen3-coder-next";
/** Tokens. */
const DEFAULT_CONTEXT = 131_072;
const MOST_OUTPUT = 16_384;

/**
 * The model server, from the user's options, then the configuration, then the server's own answer,
 * then the defaults. Asks if a person can answer. Throws BAD_OPTION, BAD_KEY, Cancelled.
 */
export async function askServer(
  options: ServerOptions,
  context: SetupContext,
  { configs, screen }: { configs: ConfigFiles; screen: SetupScreen },
): Promise<SetupFacts["server"]> {
  checkOptions(options);
  const key = usableKey(options.apiKeyEnv ?? DEFAULT_KEY_VARIABLE, context);
  const { words } = screen;
  const config = merged(configs.below, configs.target.config);
  const own = ownServer(config);
  const told = options.baseUrl ?? (context.env["AEGIS_BASE_URL"] || undefined);
  const named = [told, options.model, options.apiKeyEnv].some((value) => value !== undefined);
  if (own && !named) {
    screen.note(words.note.ownServer(own.model));
    const baseURL = writtenAddress(config);
    return { baseURL, named, model: DEFAULT_MODEL, ...limitsOf(undefined) };
  }
  const asks = context.interactive && !context.yes;
  const ask = async (question: string, usual: string) => (asks ? askText(question, usual) : usual);

  const given = told ?? (await ask(words.ask.server, writtenAddress(config)));
  const baseURL = addressOf(given, screen);
  const { timeoutMs: limitMs = LIST_LIMIT_MS } = context;
  if (limitMs > LIST_LIMIT_MS) screen.print(words.asking(baseURL, limitMs / 1000));
  const served = await servedModels(baseURL, key, limitMs);
  const models = "models" in served ? served.models : [];
  const model = options.model ?? (await ask(words.ask.model, usualModel(config, models)));
  const limits = limitsOf(models.find(({ id }) => id === model));
  if ("why" in served) screen.note(words.note.noServer(baseURL, served.why[context.language]));
  else screen.note(saidOf(words, { baseURL, model, models, context: limits.context }));
  return {
    baseURL,
    // An answer at the prompt counts like a flag.
    named: named || asks,
    model,
    ...limits,
    ...(options.apiKeyEnv === undefined ? {} : { apiKeyVariable: options.apiKeyEnv }),
  };
}

/** The key in a variable; undefined if there is none. Throws BAD_KEY for a key that could not be used. */
function usableKey(name: string, { env }: SetupContext): string | undefined {
  const key = env[name] || undefined;
  const trouble = key === undefined ? undefined : keyTrouble(key);
  if (!trouble) return key;
  throw new AegisError(
    "BAD_KEY",
    say(
      `${name}: ${trouble.en}. Nothing was written.`,
      `${name}: ${trouble.ko}. 아무것도 쓰지 않았습니다.`,
    ),
    say(
      "Give the server a key of letters and digits, put it into the variable, and repeat the command.",
      "서버의 키를 영문자와 숫자로 바꾸고 변수에 넣은 뒤 명령을 다시 실행하세요.",
    ),
  );
}

function addressOf(given: string, { note, words }: SetupScreen): string {
  const baseURL = serverAddress(given);
  if (baseURL !== given.replace(/\/+$/, "")) note(words.note.pathAdded(baseURL));
  return baseURL;
}

/** The configured model, unless the server says that it does not offer it. */
function usualModel(config: JsonObject, models: readonly ServedModel[]): string {
  const { model } = config;
  const written = typeof model === "string" ? /^vllm\/(.+)$/.exec(model)?.[1] : undefined;
  if (written && (models.length === 0 || models.some(({ id }) => id === written))) return written;
  return models[0]?.id ?? DEFAULT_MODEL;
}

function writtenAddress(config: JsonObject): string {
  const written = at(config, ["provider", "vllm", "options", "baseURL"]);
  return typeof written === "string" ? written : DEFAULT_BASE_URL;
}

/** Tokens of prompt and answer together, and of one answer. */
function limitsOf(model: ServedModel | undefined): { context: number; output: number } {
  const context = model?.context ?? DEFAULT_CONTEXT;
  return { context, output: Math.min(MOST_OUTPUT, Math.floor(context / 4)) };
}

function saidOf(
  words: SetupScreen["words"],
  found: { baseURL: string; model: string; models: readonly ServedModel[]; context: number },
): string {
  const { baseURL, model, models, context } = found;
  if (models.some(({ id }) => id === model)) return words.note.server(baseURL, model, context);
  return words.note.notOffered(model, models.map(({ id }) => id).join(", ") || "-");
}
