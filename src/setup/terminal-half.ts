import { dirname, join } from "node:path";
import { at, same } from "../kit/json.ts";
import { type Sentence, say } from "../kit/sentence.ts";
import type { DesiredFile } from "./adapters/desired.ts";
import { type ConfigFiles, configWish, readConfigs } from "./config-files.ts";
import { MOVED, pluginEdits } from "./core/settings.ts";
import type { SetupTarget } from "./target.ts";

const SCHEMA = "https://opencode.ai/tui.json";

/** The file from which OpenCode's terminal takes its plugins; undefined for a managed configuration. */
export function terminalFile({ opencodeFolder }: SetupTarget): string | undefined {
  return opencodeFolder === undefined ? undefined : join(opencodeFolder, "tui.json");
}

/**
 * The entry by which OpenCode's terminal loads our half. Nothing is written as long as OpenCode has settings of its own
 * to move there. Throws BAD_CONFIG.
 */
export async function terminalHalf(
  place: SetupTarget,
  { target, others }: ConfigFiles,
  plugin: string | undefined,
): Promise<(DesiredFile & { why: Sentence })[]> {
  const path = terminalFile(place);
  // An administrator who has named the plugin has named it for OpenCode alone, not for its terminal.
  if (path === undefined || plugin === undefined) return [];
  const { target: file } = await readConfigs({ configs: [path], newConfig: path });
  const beside = [target, ...others].filter((each) => dirname(each.path) === dirname(path));
  const isLeft = beside.some(({ config }) => MOVED.some((key) => key in config));
  if (file.sha === null && isLeft) return [];
  const schema = { path: ["$schema"], value: SCHEMA, why: "schema" } as const;
  const edits = [
    ...("$schema" in file.config ? [] : [schema]),
    ...pluginEdits(file.config, plugin),
  ].filter((edit) => !same(at(file.config, edit.path), edit.value));
  if (edits.length === 0) return [];
  const why = say(
    "OpenCode's terminal shows the run with this entry",
    "OpenCode 터미널이 이 항목으로 실행을 보여 줍니다",
  );
  return [{ ...configWish(file, edits), why }];
}
