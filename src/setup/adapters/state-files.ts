import { readdir, rmdir } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import type { z } from "zod";
import { AegisError } from "../../kit/errors.ts";
import { PRIVATE_FILE } from "../../kit/private-state.ts";
import { say } from "../../kit/sentence.ts";
import { Manifest, Pending } from "../core/manifest.ts";
import {
  type FoundFile,
  isHalfWritten,
  readFound,
  removeFile,
  sha256,
  writeWhole,
} from "./write-file.ts";

/** Only the user may read backups: they may hold keys. */
const PRIVATE = { mode: PRIVATE_FILE };

/**
 * The records of an install in `folder`. Paths below its grandparent (the project or the home) are stored relative to
 * the grandparent, so that a project can be moved.
 */
export function stateFiles(folder: string) {
  const base = dirname(dirname(folder));
  const manifestFile = join(folder, "manifest.json");
  const pendingFile = join(folder, "pending.json");
  const backupFolder = join(folder, "backup");
  const backupOf = (sha: string) => join(backupFolder, sha);

  const absolute = (path: string) => resolve(base, path);
  const manifest = async (): Promise<Manifest | undefined> => {
    const read = await readJson(manifestFile, Manifest);
    return read && moved(read, absolute);
  };
  const pending = async (): Promise<Pending | undefined> => {
    const read = await readJson(pendingFile, Pending);
    return read && moved(read, absolute);
  };

  return {
    folder,
    backupFolder,
    manifest,
    writeManifest: (value: Manifest) =>
      writeWhole(manifestFile, json(moved(value, (path) => below(base, path))), PRIVATE),
    dropManifest: () => removeFile(manifestFile),
    pending,
    writePending: (value: Pending) =>
      writeWhole(pendingFile, json(moved(value, (path) => below(base, path))), PRIVATE),
    dropPending: () => removeFile(pendingFile),
    async keep({ content }: FoundFile): Promise<void> {
      const path = backupOf(sha256(content));
      const kept = await readFound(path);
      if (!kept) await writeWhole(path, content, PRIVATE);
    },
    /** The bytes with this hash. Throws BACKUP_MISSING. */
    async kept(sha: string, of: string): Promise<Buffer> {
      const found = await readFound(backupOf(sha));
      if (found && sha256(found.content) === sha) return found.content;
      throw new AegisError(
        "BACKUP_MISSING",
        say(
          `The backup of ${of} is gone from ${backupFolder}, or damaged.`,
          `${of}의 백업이 ${backupFolder}에 없거나 손상되었습니다.`,
        ),
        say(
          "Put that file back from version control or your own backup, then repeat the command.",
          "버전 관리나 직접 만든 백업에서 그 파일을 되돌린 뒤 명령을 다시 실행하세요.",
        ),
      );
    },
    /**
     * Removes unused backups and halves of cut-off writes. If nothing is installed, also removes
     * the folder and its parent if they are empty.
     */
    async sweep(): Promise<void> {
      const begun = await pending();
      const changes = [
        ...((await manifest())?.changes ?? []),
        ...(begun?.kind === "install" ? begun.changes : []),
      ];
      const used = new Set(
        changes.flatMap((change) => (change.kind === "file" ? [change.before?.sha] : [])),
      );
      for (const name of await namesIn(backupFolder))
        if (!used.has(name)) await removeFile(join(backupFolder, name));
      for (const name of await namesIn(folder))
        if (isHalfWritten(name)) await removeFile(join(folder, name));
      await removeEmpty(backupFolder);
      if (await removeEmpty(folder)) await removeEmpty(dirname(folder));
    },
  };
}
export type StateFiles = ReturnType<typeof stateFiles>;

function moved<T extends Manifest | Pending>(value: T, move: (path: string) => string): T {
  if (!("changes" in value)) return value;
  return {
    ...value,
    changes: value.changes.map((change) => ({ ...change, path: move(change.path) })),
  };
}

function below(base: string, path: string): string {
  const short = relative(base, path);
  return short.startsWith("..") || isAbsolute(short) ? path : short;
}

/** True if the folder was empty, or does not exist. */
export async function removeEmpty(path: string): Promise<boolean> {
  try {
    if ((await readdir(path)).length > 0) return false;
    await rmdir(path);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
  }
  return true;
}

export async function namesIn(path: string): Promise<string[]> {
  return readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [] as string[];
    throw error;
  });
}

/** Throws MANIFEST_DAMAGED: never guess the content of an unreadable file. */
async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const found = await readFound(path);
  if (!found) return undefined;
  try {
    return schema.parse(JSON.parse(found.content.toString("utf8")));
  } catch (cause) {
    throw new AegisError(
      "MANIFEST_DAMAGED",
      say(
        `${path} cannot be read: it is damaged, or of another version of oh-my-qwencoder.`,
        `${path}을(를) 읽을 수 없습니다. 손상되었거나 다른 버전의 oh-my-qwencoder가 썼습니다.`,
      ),
      say(
        "Use the version that installed, or move that file away: the files it lists then stay as they are.",
        "설치한 버전을 사용하거나 그 파일을 옮기세요. 옮기면 거기에 적힌 파일은 그대로 남습니다.",
      ),
      { cause },
    );
  }
}

function json(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}
