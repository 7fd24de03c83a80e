import {
  at,
  isJsonObject,
  type Json,
  type JsonObject,
  type JsonPath,
  same,
} from "../../kit/json.ts";
import type { Setting } from "./manifest.ts";
import type { SettingEdit } from "./setting-edit.ts";
import { isOurPlugin } from "./settings.ts";

/** A change of a JSON document; without `value` the entry is removed. */
export interface JsonChange {
  readonly path: JsonPath;
  readonly value: Json | undefined;
}

/**
 * The data to take edits back: for each edit the outermost path that did not exist before or had another value.
 * `before` and `after` are the whole document.
 */
export function settingsOf(
  before: JsonObject,
  after: JsonObject,
  edits: readonly SettingEdit[],
): Setting[] {
  const all = new Map<string, Setting>();
  for (const { path } of edits) {
    const place = outermost(before, path);
    const was = at(before, place);
    const setting = { path: [...place], after: at(after, place) ?? null };
    all.set(place.join("\0"), was === undefined ? setting : { ...setting, before: was });
  }
  return [...all.values()];
}

/**
 * The changes that take our settings out of `now`, a document that was edited since. A setting with another value
 * stays, and its path is in `kept`.
 */
export function undoSettings(
  now: JsonObject,
  settings: readonly Setting[],
): { changes: JsonChange[]; kept: string[] } {
  const changes: JsonChange[] = [];
  const kept: string[] = [];
  for (const setting of settings) {
    const undone =
      setting.path[0] === "plugin" ? undoPlugin(now, setting) : undo(now, setting.path, setting);
    changes.push(...undone.changes);
    kept.push(...undone.kept);
  }
  return { changes, kept };
}

interface Undone {
  changes: JsonChange[];
  kept: string[];
}

function undo(
  now: JsonObject,
  path: JsonPath,
  { before, after }: Pick<Setting, "before" | "after">,
): Undone {
  const current = at(now, path);
  if (same(current, before)) return { changes: [], kept: [] };
  if (same(current, after))
    return { changes: [{ path, value: before as Json | undefined }], kept: [] };
  // The user has added to an object of ours: take out only our part.
  if (before === undefined && isJsonObject(current) && isJsonObject(after)) {
    const parts = Object.entries(after).map(([key, value]) =>
      undo(now, [...path, key], { after: value }),
    );
    const changes = parts.flatMap((part) => part.changes);
    const gone = changes.filter((one) => one.path.length === path.length + 1).length;
    return {
      changes: gone === Object.keys(current).length ? [{ path, value: undefined }] : changes,
      kept: parts.flatMap((part) => part.kept),
    };
  }
  return { changes: [], kept: [path.join(".")] };
}

/** Positions in a list change, so search for our entry. */
function undoPlugin(now: JsonObject, { path, before, after }: Setting): Undone {
  const list = now["plugin"];
  if (!Array.isArray(list)) return { changes: [], kept: [] };
  if (path.length === 1 && same(list, after as Json))
    return { changes: [{ path: ["plugin"], value: before as Json | undefined }], kept: [] };
  const index = list.findIndex(isOurPlugin);
  if (index === -1) return { changes: [], kept: [] };
  const older = path.length > 1 ? (before as Json | undefined) : undefined;
  const entry = list[index];
  if (same(older, Array.isArray(entry) ? entry[0] : entry)) return { changes: [], kept: [] };
  const place =
    older !== undefined && Array.isArray(entry) ? ["plugin", index, 0] : ["plugin", index];
  return { changes: [{ path: place, value: older }], kept: [] };
}

/** The outermost part of `path` that `document` does not have, or that cannot hold further parts. */
function outermost(document: JsonObject, path: JsonPath): JsonPath {
  for (let length = 1; length < path.length; length++) {
    const value = at(document, path.slice(0, length));
    const holds = typeof path[length] === "number" ? Array.isArray(value) : isJsonObject(value);
    if (!holds) return path.slice(0, length);
  }
  return path;
}
