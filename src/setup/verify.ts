import { type Canary, type CanaryOptions, provePluginLoads } from "../host/canary.ts";
import { debugConfig } from "../host/debug-config.ts";
import { longerLimit, START_LIMIT_MS } from "../host/start-limit.ts";
import { AegisError } from "../kit/errors.ts";
import type { JsonObject } from "../kit/json.ts";
import type { Sentence } from "../kit/sentence.ts";

export interface Verified {
  /** The configuration as OpenCode resolves it here, including plugins. */
  readonly config: JsonObject;
  readonly canary: Canary;
}

/**
 * Checks that OpenCode reads its configuration here and runs with this version of the plugin. Throws CONFIG_REFUSED,
 * HOST_RUN_TIMEOUT, PLUGIN_NOT_LOADED or PLUGIN_VERSION. Never leaves anything behind.
 */
export async function verifySetup(
  options: CanaryOptions & { readonly version: string },
): Promise<Verified> {
  const { version, timeoutMs = START_LIMIT_MS } = options;
  const config = await debugConfig({ ...options, timeoutMs });
  const canary = await provePluginLoads({ ...options, timeoutMs });
  if (canary.late) throw new AegisError("HOST_RUN_TIMEOUT", canary.why, WORDS.time(timeoutMs));
  if (!canary.loaded) throw new AegisError("PLUGIN_NOT_LOADED", canary.why, WORDS.look);
  if (canary.version !== version)
    throw new AegisError("PLUGIN_VERSION", otherVersion(canary.version, version), WORDS.entry);
  return { config, canary };
}

const WORDS = {
  time: (ms: number): Sentence => ({
    en: `Repeat the command with more time, such as --timeout ${longerLimit(ms)} (seconds).`,
    ko: `--timeout ${longerLimit(ms)}(초)처럼 시간을 더 주고 명령을 다시 실행하세요.`,
  }),
  look: {
    en: "Run `opencode run --print-logs hello` in the project and look for lines with `plugin`.",
    ko: "프로젝트에서 `opencode run --print-logs hello`를 실행하고 `plugin`이 있는 줄을 확인하세요.",
  },
  entry: {
    en: "Look for another oh-my-qwencoder in `plugin` of OpenCode's configuration files, the user's and the project's.",
    ko: "OpenCode 설정 파일(사용자용과 프로젝트용)의 `plugin`에 다른 oh-my-qwencoder가 있는지 확인하세요.",
  },
};

function otherVersion(found: string | undefined, wanted: string): Sentence {
  return {
    en: `OpenCode runs version ${found ?? "unknown"} of the plugin, not ${wanted}.`,
    ko: `OpenCode가 플러그인 ${wanted} 대신 다른 버전(${found ?? "알 수 없음"})을 실행합니다.`,
  };
}
