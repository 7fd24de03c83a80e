import { AegisError } from "../kit/errors.ts";
import { isJsonObject, type Json, parsedJson } from "../kit/json.ts";
import { type Sentence, say } from "../kit/sentence.ts";
import { firstWords } from "../swarm/core/command/command-parts.ts";
import { fromStdio, isStdio, localServer, type McpServer } from "./core/mcp.ts";

/** The user's options about the model server and other servers. */
export interface ServerOptions {
  baseUrl?: string | undefined;
  model?: string | undefined;
  apiKeyEnv?: string | undefined;
  mcp: readonly string[];
}

export const DEFAULT_BASE_URL = "http://localhost:8001/v1";

/** An address without a final slash; /v1 is added if it has no path. Throws BAD_OPTION. */
export function serverAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash)
    throw badAddress(text.replace(/\/\/[^/@]*@/, "//…@"));
  const path = url.pathname.replace(/\/+$/, "");
  return `${url.origin}${path === "" ? "/v1" : path}`;
}

/** Throws BAD_OPTION for a value that cannot be the name of an environment variable. */
export function checkOptions({ apiKeyEnv, model }: ServerOptions): void {
  if (apiKeyEnv !== undefined && !/^[A-Za-z_]\w*$/.test(apiKeyEnv))
    throw badOption(
      say(
        `--api-key-env: "${apiKeyEnv}" is not the name of an environment variable; the key itself does not belong in a file.`,
        `--api-key-env: "${apiKeyEnv}"은(는) 환경 변수의 이름이 아닙니다. 키 자체를 파일에 쓰면 안 됩니다.`,
      ),
    );
  if (model?.trim() === "")
    throw badOption(say("--model: the name is empty.", "--model: 이름이 비어 있습니다."));
}

/**
 * `name=command…`, `name={…}` or a JSON object of such entries (also below "mcp" or "mcpServers"). Entries in
 * the "stdio" form become OpenCode's; `converted` names them. Throws BAD_OPTION.
 */
export function mcpServers(values: readonly string[]): {
  servers: McpServer[];
  converted: string[];
} {
  const servers: McpServer[] = [];
  const converted: string[] = [];
  for (const [name, entry] of values.flatMap(entriesOf)) {
    if (!isJsonObject(entry)) throw badMcp(name);
    if (isStdio(entry)) converted.push(name);
    else if (entry["type"] !== "local" && entry["type"] !== "remote") throw badMcp(name);
    servers.push({ name, entry: isStdio(entry) ? fromStdio(entry) : entry });
  }
  return { servers, converted };
}

function entriesOf(text: string): [string, Json][] {
  if (text.trimStart().startsWith("{")) {
    const value = jsonOf(text, text);
    const list = isJsonObject(value) ? (value["mcpServers"] ?? value["mcp"] ?? value) : value;
    return isJsonObject(list) ? Object.entries(list) : [];
  }
  const [, name, rest] = /^([\w.-]+)=(.+)$/s.exec(text) ?? [];
  if (name === undefined || rest === undefined) throw badMcp(text);
  if (rest.trimStart().startsWith("{")) return [[name, jsonOf(rest, name)]];
  const words = firstWords(rest);
  if (words.length === 0) throw badMcp(text);
  return [[name, localServer(words)]];
}

function jsonOf(text: string, name: string): Json {
  const value = parsedJson(text);
  if (value === undefined) throw badMcp(name);
  return value as Json;
}

function badMcp(name: string): AegisError {
  const form = '{"name":{"type":"stdio","command":"…","args":[…]}}';
  return badOption(
    say(
      `--mcp: "${name}" is neither name=command nor ${form}.`,
      `--mcp: "${name}"은(는) name=command도 ${form}도 아닙니다.`,
    ),
  );
}

function badAddress(address: string): AegisError {
  return badOption(
    say(
      `--base-url: "${address}" is not an http(s) address of a model server.`,
      `--base-url: "${address}"은(는) 모델 서버의 http(s) 주소가 아닙니다.`,
    ),
  );
}

function badOption(message: Sentence): AegisError {
  return new AegisError(
    "BAD_OPTION",
    message,
    say(
      "oh-my-qwencoder install --help shows examples.",
      "예시는 oh-my-qwencoder install --help로 볼 수 있습니다.",
    ),
  );
}
