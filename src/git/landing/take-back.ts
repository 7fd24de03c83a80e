import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Checkout } from "../checkout.ts";
import type { UnclearFile } from "../port.ts";
import {
  asideName,
  isCutCopyOf,
  kindAt,
  moveAside,
  moveInto,
  printOf,
  removeEmptyFolder,
  removeEmptyParents,
  samePrint,
} from "./files.ts";
import { type LandedFile, type LandingRecord, landingFolder } from "./record.ts";

/**
 * Puts the user's files back, whatever part of a landing was done; the call can be repeated. A file that somebody wrote
 * after the landing had begun stays as it is, and the old file is kept in the git directory.
 */
export async function takeFilesBack(
  place: Checkout,
  record: LandingRecord,
  committed: ReadonlySet<string>,
): Promise<UnclearFile[]> {
  for (const { path } of record.files) await endMove(place, path);
  // New files go first: one of them may lie where a folder was, or in a folder where a file was.
  for (const file of record.files)
    if (!committed.has(file.path) && (await isOurs(place, file))) await removeNew(place, file);
  const unclear: UnclearFile[] = [];
  for (const file of record.files) {
    const saved = join(landingFolder(place).old, file.path);
    // The user has committed what the landing wrote, so that only uncommitted work of theirs is left to keep.
    if (committed.has(file.path) && !file.edited) continue;
    const found =
      (await kindAt(saved)) === "file"
        ? await putBack(place, record, file.path, committed)
        : await withoutSaved(place, record, file, committed);
    if (found) unclear.push(found);
  }
  return unclear;
}

/** Puts the user's file back. If the path holds another file now, keeps the user's file elsewhere and returns both. */
async function putBack(
  place: Checkout,
  record: LandingRecord,
  path: string,
  committed: ReadonlySet<string>,
): Promise<UnclearFile | undefined> {
  const saved = join(landingFolder(place).old, path);
  const now = join(place.top, path);
  if (!committed.has(path) && (await canReturn(place, path))) {
    await moveInto(saved, now);
    return undefined;
  }
  if (samePrint(await printOf(now), await printOf(saved))) return undefined;
  return { path, kept: await keep(place, record, path) };
}

async function withoutSaved(
  place: Checkout,
  record: LandingRecord,
  { path, before }: LandedFile,
  committed: ReadonlySet<string>,
): Promise<UnclearFile | undefined> {
  // An earlier settling, cut off after this step, has kept it.
  const kept = keptPath(place, record, path);
  if ((await kindAt(kept)) === "file") return { path, kept };
  if (before !== undefined || committed.has(path)) return undefined;
  return (await kindAt(join(place.top, path))) === "file" ? { path } : undefined;
}

/** Did the landing write what lies at the path now? Only then had it moved the old file away, or there was none. */
async function isOurs(place: Checkout, { path, before, after }: LandedFile): Promise<boolean> {
  const { fresh, old } = landingFolder(place);
  if (after === undefined) return false;
  if (before !== undefined && (await kindAt(join(old, path))) !== "file") return false;
  const now = join(place.top, path);
  if ((await kindAt(now)) !== "file") return false;
  if (samePrint(await printOf(now), after)) return true;
  // A linked file shares its content with `fresh`, also what a user has written into it since.
  const whole = join(fresh, path);
  return samePrint(await printOf(whole), after) && isCutCopyOf(now, whole);
}

async function removeNew(place: Checkout, { path }: LandedFile): Promise<void> {
  await rm(join(place.top, path), { force: true });
  await removeEmptyParents(place.top, path);
}

async function canReturn(place: Checkout, path: string): Promise<boolean> {
  const now = join(place.top, path);
  // Folders of a new file that an earlier, killed undoing has removed.
  if ((await kindAt(now)) === "folder") await removeEmptyFolder(now).catch(ignoreFull);
  if ((await kindAt(now)) !== "none") return false;
  // A file that somebody made where a folder has to be.
  return mkdir(dirname(now), { recursive: true }).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST" || error.code === "ENOTDIR") return false;
      throw error;
    },
  );
}

function ignoreFull(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOTEMPTY" && error.code !== "ENOENT") throw error;
}

async function keep(
  place: Checkout,
  { commit }: Pick<LandingRecord, "commit">,
  path: string,
): Promise<string> {
  const kept = keptPath(place, { commit }, path);
  await moveAside(join(landingFolder(place).old, path), kept);
  return kept;
}

function keptPath(
  { gitDir }: Checkout,
  { commit }: Pick<LandingRecord, "commit">,
  path: string,
): string {
  return join(gitDir, "aegis-kept", commit.slice(0, 12), path);
}

/** Ends a move to another file system that was cut off: the file itself is still beside its place. */
async function endMove(place: Checkout, path: string): Promise<void> {
  const beside = asideName(join(place.top, path));
  if ((await kindAt(beside)) !== "file") return;
  const saved = join(landingFolder(place).old, path);
  await rm(saved, { force: true });
  await moveInto(beside, saved);
}
