import { mkdir, readdir, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { Change, joined, MANIFEST_VERSION, Manifest } from "../../core/setup/manifest.ts";
import { AegisError } from "../../errors.ts";
import { readFound, removeFile, sha256, writeWhole } from "./write-file.ts";

/** A file that shall hold these bytes. */
export interface FileWish {
  path: string;
  content: Buffer;
  role: FileChange["role"];
  /** Permission bits of a new file; 0644 unless told. */
  mode?: number;
  lines?: readonly string[];
  settings?: FileChange["settings"];
}

export type FileChange = Extract<Change, { kind: "file" }>;

const Pending = z.object({ id: z.string(), changes: z.array(Change) });
type Pending = z.infer<typeof Pending>;

/** What became of an install that was cut off. */
export interface Recovered {
  takenBack: string[];
  /** Changed by somebody since: left as they are. */
  left: string[];
}

/** Where an install keeps its manifest, its backups, and while it writes what it is about to do. */
export function transactions(folder: string) {
  const manifestFile = join(folder, "manifest.json");
  const pendingFile = join(folder, "pending.json");
  const backupOf = (sha: string) => join(folder, "backup", sha);

  const manifest = async (): Promise<Manifest | undefined> => readJson(manifestFile, Manifest);

  /**
   * Writes all of them or none: what stood there is kept first, then the intention is on disk, then the
   * files change one by one, then `verify` looks at the result. When it throws, all is taken back. Cut off
   * at any moment, `recover` finds the intention and takes back what was done.
   */
  const apply = async (
    wishes: readonly FileWish[],
    options: { id: string; version: string; verify: () => Promise<void> },
  ): Promise<void> => {
    const changes = await plan(wishes);
    const pending: Pending = { id: options.id, changes };
    await mkdir(join(folder, "backup"), { recursive: true });
    for (const { path } of changes) await keep(path);
    await writeWhole(pendingFile, json(pending));
    try {
      for (const change of changes) await perform(change, wishes);
      await options.verify();
    } catch (error) {
      await takeBack(changes);
      await rm(pendingFile, { force: true });
      throw error;
    }
    const before = (await manifest())?.changes ?? [];
    const { id, version } = options;
    const next: Manifest = { v: MANIFEST_VERSION, id, version, changes: joined(before, changes) };
    await writeWhole(manifestFile, json(next));
    await rm(pendingFile, { force: true });
  };

  /** Takes back what an install that was cut off has done. Undefined where none was. */
  const recover = async (): Promise<Recovered | undefined> => {
    const pending = await readJson(pendingFile, Pending);
    if (!pending) return undefined;
    const finished = (await manifest())?.id === pending.id;
    const result = finished ? { takenBack: [], left: [] } : await takeBack(pending.changes);
    await rm(pendingFile, { force: true });
    return result;
  };

  /** Folders first, each from the outermost that is missing. */
  const plan = async (wishes: readonly FileWish[]): Promise<Change[]> => {
    const changes: Change[] = [];
    const made = new Set<string>();
    for (const { path, content, role, lines } of wishes) {
      for (const missing of await missingFolders(dirname(path)))
        if (!made.has(missing)) {
          made.add(missing);
          changes.push({ kind: "folder", path: missing });
        }
      const found = await readFound(path);
      const after = sha256(content);
      if (found && sha256(found.content) === after) continue;
      changes.push({
        kind: "file",
        path,
        after,
        role,
        ...(found ? { before: { sha: sha256(found.content), ...found.owner } } : {}),
        ...(lines ? { lines: [...lines] } : {}),
      });
    }
    return changes;
  };

  const keep = async (path: string): Promise<void> => {
    const found = await readFound(path).catch(() => undefined);
    if (found) await writeWhole(backupOf(sha256(found.content)), found.content);
  };

  const perform = async (change: Change, wishes: readonly FileWish[]): Promise<void> => {
    if (change.kind === "folder") return void (await mkdir(change.path, { recursive: true }));
    const wish = wishes.find(({ path }) => path === change.path);
    if (!wish) return;
    await writeWhole(change.path, wish.content, change.before);
  };

  /** Newest first. A file that is neither as before nor as we left it is somebody else's by now. */
  const takeBack = async (changes: readonly Change[]): Promise<Recovered> => {
    const takenBack: string[] = [];
    const left: string[] = [];
    for (const change of changes.toReversed()) {
      if (change.kind === "folder") {
        await removeEmpty(change.path);
        continue;
      }
      const now = await readFound(change.path);
      const sha = now && sha256(now.content);
      if (sha === change.before?.sha) continue;
      if (sha !== change.after) left.push(change.path);
      else {
        await restore(change);
        takenBack.push(change.path);
      }
    }
    return { takenBack, left };
  };

  /** Puts back exactly what stood there. Throws BACKUP_MISSING. */
  const restore = async (change: Extract<Change, { kind: "file" }>): Promise<void> => {
    if (!change.before) return removeFile(change.path);
    const kept = await readFound(backupOf(change.before.sha));
    if (!kept)
      throw new AegisError(
        "BACKUP_MISSING",
        `The backup of ${change.path} is gone from ${folder}/backup.`,
        "Restore that file from version control or your own backup.",
      );
    await writeWhole(change.path, kept.content, change.before);
  };

  return { manifest, apply, recover, restore, backupOf };
}

export async function removeEmpty(path: string): Promise<boolean> {
  const entries = await readdir(path).catch(() => undefined);
  if (entries?.length !== 0) return false;
  await rmdir(path);
  return true;
}

async function missingFolders(path: string): Promise<string[]> {
  const missing: string[] = [];
  for (let at = path; !(await exists(at)); at = dirname(at)) missing.unshift(at);
  return missing;
}

async function exists(path: string): Promise<boolean> {
  return readdir(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );
}

async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const found = await readFound(path);
  return found && schema.parse(JSON.parse(found.content.toString("utf8")));
}

function json(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}
