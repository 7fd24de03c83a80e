import type { Environment } from "../kit/environment.ts";
import { at } from "../kit/json.ts";
import { say } from "../kit/sentence.ts";
import type { DesiredFile } from "./adapters/desired.ts";
import { configWish, readConfigs } from "./config-files.ts";
import { globalPlace } from "./target.ts";

/**
 * Switches that OpenCode reads in the user's own configuration alone, so that an install in a project writes them there.
 * A value that the user has set stays. Throws BAD_CONFIG.
 */
export async function globalSwitches(env: Environment): Promise<DesiredFile[]> {
  const { target, below } = await readConfigs(globalPlace(env));
  const path = ["autoupdate"];
  if (at(target.config, path) !== undefined || at(below, path) !== undefined) return [];
  const why = say(
    "OpenCode reads the switch of its update check only here",
    "OpenCode는 업데이트 확인 스위치를 이 파일에서만 읽습니다",
  );
  return [{ ...configWish(target, [{ path, value: false, why: "quiet" }]), why }];
}
