import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { type ParseError, parse } from "jsonc-parser";
import { isRecord, type JsonObject, recordOf } from "../../../kit/json.ts";
import type { FolderFile } from "../../core/project-config/fields.ts";
import type { RepositoryDocument } from "../../core/project-config/findings.ts";

/** The folders of `.opencode/` that OpenCode reads, and which of their files. */
const FOLDERS: readonly [names: readonly string[], is: FolderFile, files: RegExp][] = [
  [["agent", "agents"], "agent", /\.md$/],
  [["command", "commands"], "command", /\.md$/],
  [["mode", "modes"], "mode", /\.md$/],
  [["plugin", "plugins"], "plugin", /\.[cm]?[jt]sx?$/],
  [["tool", "tools"], "tool", /\.[cm]?[jt]sx?$/],
  [["skill", "skills"], "skill", /(^|\/)SKILL\.md$/],
];
const WITH_MODEL: ReadonlySet<FolderFile> = new Set(["agent", "command", "mode"]);

/** From `cwd` up to `top`, highest first. OpenCode goes up to the root if `cwd` does not lie below `top`. */
export function foldersUpTo(top: string, cwd: string): string[] {
  const found = [cwd];
  for (let at = cwd; at !== top && at !== dirname(at); ) {
    at = dirname(at);
    found.unshift(at);
  }
  return found;
}

/**
 * What OpenCode reads as configuration in `folders`, which came with a repository. `own`: folders of the user that
 * are no part of it.
 */
export async function readDocuments(
  top: string,
  folders: readonly string[],
  own: readonly string[],
): Promise<RepositoryDocument[]> {
  const found: RepositoryDocument[] = [];
  for (const folder of folders) {
    if (own.includes(folder)) continue;
    found.push(...(await namedFiles(top, folder)));
    const inside = join(folder, ".opencode");
    if (own.includes(inside)) continue;
    found.push(...(await namedFiles(top, inside)), ...(await npmFiles(top, inside)));
    for (const [names, is, files] of FOLDERS)
      for (const name of names)
        found.push(...(await folderFiles(top, join(inside, name), is, files)));
  }
  return found;
}

export async function namedFiles(
  top: string,
  folder: string,
  kinds: readonly ("config" | "tui")[] = ["config", "tui"],
): Promise<RepositoryDocument[]> {
  const found: RepositoryDocument[] = [];
  for (const kind of kinds)
    for (const ending of ["json", "jsonc"]) {
      const path = join(folder, `${kind === "config" ? "opencode" : "tui"}.${ending}`);
      const content = await contentOf(path);
      if (content === undefined) continue;
      const file = relative(top, path);
      const value = objectIn(content.toString("utf8"));
      found.push(value ? { file, kind, value } : { file, kind: "unreadable", hash: hash(content) });
    }
  return found;
}

export async function npmSettings(top: string, folder: string): Promise<RepositoryDocument[]> {
  const settings = join(folder, ".npmrc");
  const text = await contentOf(settings);
  return text === undefined
    ? []
    : [{ file: relative(top, settings), kind: "npmrc", text: text.toString("utf8") }];
}

/** npm reads these when OpenCode starts and installs into the folder. */
export async function npmFiles(top: string, folder: string): Promise<RepositoryDocument[]> {
  const found = await npmSettings(top, folder);
  const manifest = join(folder, "package.json");
  const packages = await contentOf(manifest);
  const named = packages && foreignPackages(packages.toString("utf8"));
  if (named !== undefined)
    found.push({ file: relative(top, manifest), kind: "file", is: "packages", hash: hash(named) });
  return found;
}

/** OpenCode itself writes a package.json with its own package; undefined if there is nothing else in it. */
function foreignPackages(text: string): string | undefined {
  const value = objectIn(text);
  if (!value) return text;
  const rest = Object.entries(recordOf(value["dependencies"])).filter(
    ([name]) => name !== "@opencode-ai/plugin",
  );
  const others = Object.entries(value).filter(([key]) => key !== "dependencies");
  return rest.length + others.length > 0 ? JSON.stringify([rest, others]) : undefined;
}

async function folderFiles(
  top: string,
  folder: string,
  is: FolderFile,
  wanted: RegExp,
): Promise<RepositoryDocument[]> {
  const names = await readdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return [] as string[];
    throw error;
  });
  const found: RepositoryDocument[] = [];
  for (const name of names.filter((each) => wanted.test(each)).toSorted()) {
    const content = await contentOf(join(folder, name));
    if (content === undefined) continue;
    const file = relative(top, join(folder, name));
    const model = WITH_MODEL.has(is) ? modelIn(content.toString("utf8")) : undefined;
    found.push({ file, kind: "file", is, hash: hash(content), ...(model ? { model } : {}) });
  }
  return found;
}

/** The model in the head of a Markdown file. */
function modelIn(text: string): string | undefined {
  const head = /^\uFEFF?---\r?\n([\s\S]*?)\r?\n---/.exec(text)?.[1] ?? "";
  return /^["']?model["']?[ \t]*:[ \t]*(.+?)[ \t]*$/m.exec(head)?.[1];
}

/** Undefined if there is no such file. Reading a pipe would wait forever, so only a regular file counts. */
export async function contentOf(path: string): Promise<Buffer | undefined> {
  try {
    return (await stat(path)).isFile() ? await readFile(path) : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

/** Undefined if the text is no object, or sets the prototype of one, which hides its fields. */
export function objectIn(text: string): JsonObject | undefined {
  const body = text.replace(/^\uFEFF/, "");
  if (body.trim() === "") return {};
  const errors: ParseError[] = [];
  const value: unknown = parse(body, errors, { allowTrailingComma: true });
  if (errors.length > 0 || !isRecord(value) || /__proto__/.test(body)) return undefined;
  return value as JsonObject;
}

export function hash(content: Buffer | string): string {
  return createHash("sha256").update(content).digest("hex");
}
