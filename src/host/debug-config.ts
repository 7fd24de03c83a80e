import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import { isJsonObject, type Json, type JsonObject, parsedJson } from "../kit/json.ts";
import { say } from "../kit/sentence.ts";
import type { OpenCode } from "./find.ts";
import { runOnce } from "./run-once.ts";
import { shadowHome } from "./shadow-home.ts";
import { type Keep, withoutTraces } from "./without-traces.ts";

/**
 * The configuration as OpenCode resolves it in this folder, with all files and plugins: OpenCode runs the plugins'
 * `config` hooks for it. Throws CONFIG_REFUSED with OpenCode's own words, HOST_RUN_TIMEOUT, HOST_RUN_STOPPED.
 */
export async function debugConfig(options: {
  opencode: OpenCode;
  project: string;
  env: Environment;
  home: string;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** Default: `withoutTraces`. */
  keep?: Keep;
}): Promise<JsonObject> {
  const { opencode, project, timeoutMs, signal } = options;
  const { env, remove } = await shadowHome(options.env, options.home);
  try {
    const args = ["debug", "config"];
    const keep: Keep = options.keep ?? ((work) => withoutTraces(options, work));
    const { code, stdout, stderr } = await keep(() =>
      runOnce({ opencode, cwd: project, env, args, timeoutMs, group: true, signal }),
    );
    const config = code === 0 ? (parsedJson(stdout) as Json | undefined) : undefined;
    if (isJsonObject(config)) return config;
    throw new AegisError(
      "CONFIG_REFUSED",
      say(
        `opencode debug config ended with ${code}: ${withoutInput(stderr.trim() || stdout.trim())}`,
        `opencode debug config가 ${code}(으)로 끝났습니다: ${withoutInput(stderr.trim() || stdout.trim())}`,
      ),
      say("Fix the configuration file that the message names.", "위에 나온 설정 파일을 고치세요."),
    );
  } finally {
    await remove();
  }
}

/** If OpenCode cannot read a file, it prints the whole file, including keys. */
function withoutInput(text: string): string {
  return text
    .replace(/--- JSONC Input ---[\s\S]*?(?=--- Errors ---|$)/, "")
    .replace(/^.*Line \d+:.*$/gm, "")
    .trim()
    .slice(0, 1_000);
}
