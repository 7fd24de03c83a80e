import { dirname } from "node:path";
import { AegisError } from "../../kit/errors.ts";
import { isThere } from "../../kit/is-there.ts";
import type { Sentence } from "../../kit/sentence.ts";
import type { Change, FileChange } from "../core/manifest.ts";
import { readFound, realTarget, sha256 } from "./write-file.ts";

interface Explained {
  /** For people; if absent, role and path explain the wish. */
  why?: Sentence;
}

/** A file that must hold these bytes. */
export interface DesiredFile extends Explained {
  path: string;
  content: Buffer;
  role: FileChange["role"];
  /** Permission bits of a new file; 0644 by default. */
  mode?: number;
  /** Time of its last change, in milliseconds since 1970; now by default. */
  mtime?: number;
  /**
   * SHA-256 of the bytes from which `content` was made; null if there was no file. The file must not have changed
   * since.
   */
  basedOn?: string | null;
  lines?: readonly string[];
  settings?: FileChange["settings"];
}

/** A folder that must exist. */
export interface DesiredFolder extends Explained {
  path: string;
  folder: true;
}

export type Desired = DesiredFile | DesiredFolder;

/** A change and the content to write for it. */
export interface Planned {
  change: Change;
  wish?: DesiredFile;
}

/**
 * The changes that meet all wishes: folders before their content, nothing for a wish that is
 * already met. Throws CHANGED_MEANWHILE, NOT_A_FILE.
 */
export async function planned(wishes: readonly Desired[]): Promise<Planned[]> {
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

async function fileChange(path: string, wish: DesiredFile): Promise<FileChange | undefined> {
  const found = await readFound(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== "EISDIR" && cause.code !== "ENOTDIR") throw cause;
    throw new AegisError(
      "NOT_A_FILE",
      `${path} has to be a file, but a folder or another file is in the way.`,
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

/** The folders of a path that do not exist, outermost first. */
export async function missingFolders(path: string): Promise<string[]> {
  const missing: string[] = [];
  for (let at = path; !(await isThere(at)); at = dirname(at)) missing.unshift(at);
  return missing;
}
