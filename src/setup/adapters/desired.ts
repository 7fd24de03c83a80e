import { dirname } from "node:path";
import { beneath } from "../../kit/beneath.ts";
import { AegisError } from "../../kit/errors.ts";
import { isThere } from "../../kit/is-there.ts";
import { type Sentence, say } from "../../kit/sentence.ts";
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
 * already met. With `top`, the wishes are for this project and may not lead out of it. Throws CHANGED_MEANWHILE,
 * NOT_A_FILE, LINK_REFUSED.
 */
export async function planned(wishes: readonly Desired[], top?: string): Promise<Planned[]> {
  const all: Planned[] = [];
  const made = new Set<string>();
  for (const wish of wishes) {
    const path = await placeOf(wish, top);
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

/** Git's ignore list lies in git's own folder, whose links no repository brings. */
async function placeOf(wish: Desired, top: string | undefined): Promise<string> {
  if (top === undefined || ("role" in wish && wish.role === "lines")) return realTarget(wish.path);
  return beneath(top, wish.path, { kind: "folder" in wish ? "folder" : "file" });
}

async function fileChange(path: string, wish: DesiredFile): Promise<FileChange | undefined> {
  const found = await readFound(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== "EISDIR" && cause.code !== "ENOTDIR") throw cause;
    throw new AegisError(
      "NOT_A_FILE",
      say(
        `${path} has to be a file, but a folder or another file is in the way.`,
        `파일이 있어야 할 자리에 폴더나 다른 것이 있습니다: ${path}`,
      ),
      say("Move it away and repeat the command.", "다른 곳으로 옮긴 뒤 명령을 다시 실행하세요."),
      { cause },
    );
  });
  const before = found && { sha: sha256(found.content), ...found.owner };
  if (wish.basedOn !== undefined && wish.basedOn !== (before?.sha ?? null))
    throw new AegisError(
      "CHANGED_MEANWHILE",
      say(
        `${path} was changed while its change was being prepared.`,
        `변경을 준비하는 동안 ${path} 파일이 바뀌었습니다.`,
      ),
      say("Repeat the command.", "명령을 다시 실행하세요."),
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
