import { shellWord } from "../../kit/shell-word.ts";
import { command, edit, type Fix, person } from "./fix.ts";
import type { ModelList } from "./model-list.ts";
import type { Expected } from "./server-facts.ts";

/** What removes a finding at the model server. The server itself is a person's to start again, often on another machine. */

/** Without both flags vLLM refuses `auto` tool calls; with another parser Qwen3-Coder's calls come as text. */
export const TOOL_FLAGS = "--enable-auto-tool-choice --tool-call-parser qwen3_coder";
/** From 0.31; earlier versions hold only a tool marked strict to its schema. */
export const STRICT_FLAG = "--tool-strict-level parameter";
export const DETAILS_FLAG = "--enable-prompt-tokens-details";
export const CACHE_FLAG = "--enable-prefix-caching";
/** 17 to 25 sessions run at once; with 16 seats the seventeenth would wait. */
export const SEATS_FLAG = "--max-num-seqs 32";
/** A model may not repeat a mistake it made once: ask again. */
export const AGAIN = command("oh-my-qwencoder doctor server.tools --verbose");
export const NEWER_VLLM = person(
  'on the server run pip install --upgrade "vllm>=0.31", and start it again',
  '서버에서 pip install --upgrade "vllm>=0.31"을 실행하고 다시 시작하세요',
);

export function serverFlags(flags: string): Fix {
  return person(
    `start vllm serve again with ${flags}`,
    `vllm serve를 다음 플래그와 함께 다시 시작하세요: ${flags}`,
  );
}

export function startServer({ baseURL, model }: Expected): Fix {
  const host = URL.canParse(baseURL) ? new URL(baseURL).hostname : "localhost";
  const line = `vllm serve /path/to/weights --served-model-name ${shellWord(model)} --port ${portOf(baseURL)} ${TOOL_FLAGS}`;
  return person(
    `start the model server on ${host}, for example: ${line}`,
    `${host}에서 모델 서버를 시작하세요. 예: ${line}`,
  );
}

/** The server answers wrongly or not at all, and its own log says why. */
export function askOperator(url: string): Fix {
  const line = `curl -sv --max-time 10 ${shellWord(url)}`;
  return person(
    `look at the server's log, or ask who runs it; this shows the traffic: ${line}`,
    `서버 로그를 확인하거나 서버 담당자에게 문의하세요. 통신 내용은 다음 명령으로 볼 수 있습니다: ${line}`,
  );
}

export function baseURLSetting({ files, provider }: Expected, url: string): Fix {
  return edit(files.baseURL, ["provider", provider, "options", "baseURL"], url);
}

/** The address itself is wrong, and nothing seen tells the right one. */
export function rightAddress({ files, provider }: Expected): Fix {
  const place = `provider.${provider}.options.baseURL`;
  return person(
    `ask who runs the server for its address, and write it in ${files.baseURL} as ${place}`,
    `서버 담당자에게 주소를 확인해 ${files.baseURL}의 ${place}에 적으세요`,
  );
}

export function limitSetting(
  { files, provider, model }: Expected,
  context: number,
  output: number,
): Fix {
  const path = ["provider", provider, "models", model, "limit"];
  return edit(files.limit, path, { context, output });
}

/** A key is never printed or written into a file: only a person knows it. */
export function keySetting(expected: Expected): Fix {
  const { keyVariable, keyFromVariable, files, provider } = expected;
  const line = `export ${keyVariable}='the key the server was started with'`;
  if (keyFromVariable) return person(line, line);
  const place = `provider.${provider}.options.apiKey`;
  const value = JSON.stringify(`{env:${keyVariable}}`);
  return person(
    `in ${files.apiKey}, set ${place} to ${value}; then ${line}`,
    `${files.apiKey}에서 ${place} 값을 ${value}(으)로 변경한 뒤: ${line}`,
  );
}

export function startWithKey({ keyVariable }: Expected): Fix {
  const line = `export VLLM_API_KEY="$${keyVariable}"`;
  return person(
    `start the server with its key: ${line} before vllm serve`,
    `서버를 키와 함께 시작하세요: vllm serve 전에 ${line}`,
  );
}

/** The first model that the server has; without any, the server has to be started with this one. */
export function modelSetting({ model, provider }: Expected, list: ModelList): Fix {
  const first = list.type === "list" ? list.models[0]?.id : undefined;
  const flag = `--served-model-name ${shellWord(model)}`;
  if (first === undefined) return serverFlags(flag);
  if (provider === "vllm") return command(`oh-my-qwencoder install --model ${shellWord(first)}`);
  return person(
    `name a model of the server in the configuration, or start vllm serve again with ${flag}`,
    `설정에 서버의 모델 이름을 적거나 vllm serve를 ${flag} 플래그와 함께 다시 시작하세요`,
  );
}

/** The root of the server that offers `baseURL`: without /v1 and without a slash at the end. */
export function rootOf(baseURL: string): string {
  return baseURL.replace(/\/+$/, "").replace(/\/v1$/, "");
}

function portOf(baseURL: string): string {
  if (!URL.canParse(baseURL)) return "8000";
  const { port, protocol } = new URL(baseURL);
  return port || (protocol === "https:" ? "443" : "80");
}
