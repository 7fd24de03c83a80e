import { AegisError } from "../kit/errors.ts";
import { at, type JsonObject, merged, same } from "../kit/json.ts";
import { say } from "../kit/sentence.ts";
import type { DesiredFile } from "./adapters/desired.ts";
import { parseJsonc, textOf } from "./adapters/jsonc.ts";
import { editJsonc } from "./adapters/jsonc-edit.ts";
import type { Ours } from "./adapters/take-back.ts";
import { readFound, sha256 } from "./adapters/write-file.ts";
import { withoutLines } from "./core/lines.ts";
import type { FileChange } from "./core/manifest.ts";
import { mcpMends } from "./core/mcp.ts";
import type { SettingEdit } from "./core/setting-edit.ts";
import { type SetupFacts, settingEdits } from "./core/settings.ts";
import { settingsOf, undoSettings } from "./core/undo.ts";
import type { SetupTarget } from "./target.ts";

/** A configuration file of OpenCode. */
export interface ConfigFile {
  path: string;
  text: string;
  /** SHA-256 of its bytes; null if the file does not exist yet. */
  sha: string | null;
  config: JsonObject;
}

export interface ConfigFiles {
  /** The file to change. */
  target: ConfigFile;
  /** The other files, highest rank first. */
  others: ConfigFile[];
  /** The other files merged. */
  below: JsonObject;
}

/** Reads all configuration files of a place. Throws BAD_CONFIG for the first file that cannot be read. */
export async function readConfigs(
  place: Pick<SetupTarget, "configs" | "newConfig">,
): Promise<ConfigFiles> {
  const found: ConfigFile[] = [];
  for (const path of place.configs) {
    const file = await readFound(path);
    if (!file) continue;
    const text = textOf(file.content, path);
    found.push({ path, text, sha: sha256(file.content), config: parseJsonc(text, path) });
  }
  const [first, ...others] = found;
  return {
    target: first ?? { path: place.newConfig, text: "", sha: null, config: {} },
    others,
    below: others.reduceRight<JsonObject>((all, { config }) => merged(all, config), {}),
  };
}

export interface ConfigChange {
  file: ConfigFile;
  edits: SettingEdit[];
  wish: DesiredFile;
}

/**
 * Install's changes of the configuration: all settings in the target file; in the other files only the entries that
 * OpenCode refuses.
 */
export function configChanges(
  { target, others, below }: ConfigFiles,
  facts: SetupFacts,
): ConfigChange[] {
  const changes = [
    { file: target, edits: settingEdits(target.config, { ...facts, below }) },
    ...others.map((file) => ({ file, edits: mcpMends(file.config) })),
  ];
  return changes
    .filter(({ edits }) => edits.length > 0)
    .map(({ file, edits }) => ({ file, edits, wish: configWish(file, edits) }));
}

/** The edited file. Throws EDIT_FAILED. */
export function configWish(
  { path, text, sha, config }: ConfigFile,
  edits: SettingEdit[],
): DesiredFile {
  const after = editJsonc(text, edits);
  const read = parseJsonc(after, path);
  const missed = edits.find((edit) => !same(at(read, edit.path), edit.value));
  if (missed)
    throw new AegisError(
      "EDIT_FAILED",
      say(
        `${path}: the setting ${missed.path.join(".")} cannot be put into this file; nothing was changed.`,
        `${path} 파일에 설정 ${missed.path.join(".")}을(를) 추가할 수 없습니다. 아무것도 변경하지 않았습니다.`,
      ),
      say(
        "Please report it with the file; until then set it by hand.",
        "파일과 함께 알려 주시고, 그때까지는 직접 설정하세요.",
      ),
    );
  return {
    path,
    content: Buffer.from(after),
    role: "config",
    basedOn: sha,
    settings: settingsOf(config, read, edits),
  };
}

/** For uninstall: an edited file without our part. A file that can no longer be read stays whole. */
export function withoutOurs(change: FileChange, now: Buffer): Ours {
  try {
    return readableWithoutOurs(change, textOf(now, change.path));
  } catch (error) {
    if (!(error instanceof AegisError)) throw error;
    return { content: now, nothingLeft: false, kept: [error.message] };
  }
}

function readableWithoutOurs(change: FileChange, text: string): Ours {
  if (change.role === "lines") {
    const rest = withoutLines(text, change.lines ?? []);
    return { content: Buffer.from(rest), nothingLeft: !change.before && rest === "", kept: [] };
  }
  const { changes, kept } = undoSettings(parseJsonc(text, change.path), change.settings ?? []);
  const rest = editJsonc(text, changes);
  const nothingLeft = !change.before && rest.replace(/\s/g, "") === "{}";
  return { content: Buffer.from(rest), nothingLeft, kept };
}
