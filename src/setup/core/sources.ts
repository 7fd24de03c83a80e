import { at, type Json, type JsonObject } from "../../kit/json.ts";

/** A file or variable of OpenCode's configuration, lowest rank first. */
export interface Source {
  readonly name: string;
  readonly kind: string;
  readonly config: JsonObject | undefined;
  readonly fault?: string | undefined;
}

/** The value in force and its source; undefined if no source sets it. */
export function effective(
  sources: readonly Source[],
  path: readonly string[],
): { value: Json; from: string } | undefined {
  for (const { config, name } of sources.toReversed()) {
    const value = config && at(config, path);
    if (value !== undefined) return { value, from: name };
  }
  return undefined;
}

/** The sources that count: without an approval none that lies in the repository. */
export function sourcesThatCount<One extends Source>(
  sources: readonly One[],
  { top, waiting }: { readonly top: string; readonly waiting: readonly unknown[] },
): readonly One[] {
  if (waiting.length === 0) return sources;
  return sources.filter(
    ({ kind, name }) => kind !== "project" && !(kind === "folder" && name.startsWith(`${top}/`)),
  );
}
