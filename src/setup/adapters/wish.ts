import { dirname } from "node:path";
import { AegisError } from "../../kit/errors.ts";
import { isThere } from "../../kit/is-there.ts";
import type { Sentence } from "../../kit/sentence.ts";
import type { Change, FileChange } from "../core/manifest.ts";
import { readFound, realTarget, sha256 } from "./write-file.ts";

interface Explained {
  /** For people; role and place tell where it is absent. */
  why?: Sentence;
}

/** A file that shall hold these bytes. */
export interface FileWish extends Explained {
  path: string;
  content: Buffer;
  role: FileChange["role"];
  /** Permission bits of a new file; 0644 unless told. */
  mode?: number;
  /** Time of its last change, in milliseconds since 1970; now unless told. */
  mtime?: number;
  /** SHA-256 of the bytes `content` was made from, null where there was no file. It must still be so. */
  basedOn?: string | null;
  lines?: readonly string[];
  settings?: FileChange["settings"];
}

/** A folder that shall exist. */
export interface FolderWish extends Explained {
  path: string;
  folder: true;
}

export type Wish = FileWish | FolderWish;

/** A change and what to write for it. */
export interface Planned {
  change: Change;
  wish?: FileWish;
}

/**
 * What has to change so that all wishes are met: folders before what lies in them, nothing for what is as
 * wished. Throws CHANGED_MEANWHILE, NOT_A_FILE.
 */
export async function planned(wishes: readonly Wish[]): Promise<Planned[]> {
  const all: Planned[] = [];
  const made = new Set<string>();
  for (const wish of wishes) {
    const path = await realTarget(wish.path);
    for (const missing of await missingFolders("folder" in wish ? path : dirname(path))) {
      if (made.has(missing)) continue;
      made.add(missing);
      all.push({ change: { kind: "folder", path: missing } });
    }
    const change = "folder" in wish ? undefined : await fileChange(path, wish);
    if (change && !("folder" in wish)) all.push({ change, wish });
  }
  return all;
}

async function fileChange(path: string, wish: FileWish): Promise<FileChange | undefined> {
  const found = await readFound(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== "EISDIR" && cause.code !== "ENOTDIR") throw cause;
    throw new AegisError(
      "NOT_A_FILE",
      `${path} has to be a file, and a folder or a file lies in the way.`,
      "Move it away and repeat the command.",
      { cause },
    );
  });
  const before = found && { sha: sha256(found.content), ...found.owner };
  if (wish.basedOn !== undefined && wish.basedOn !== (before?.sha ?? null))
    throw new AegisError(
      "CHANGED_MEANWHILE",
      `${path} was changed while its change was being prepared.`,
      "Repeat the command.",
    );
  const after = sha256(wish.content);
  if (before?.sha === after) return undefined;
  return {
    kind: "file",
    path,
    after,
    role: wish.role,
    ...(before ? { before } : {}),
    ...(wish.lines ? { lines: [...wish.lines] } : {}),
    ...(wish.settings ? { settings: [...wish.settings] } : {}),
  };
}

/** The folders of a path that do not exist, the outermost first. */
export async function missingFolders(path: string): Promise<string[]> {
  const missing: string[] = [];
  for (let at = path; !(await isThere(at)); at = dirname(at)) missing.unshift(at);
  return missing;
}
