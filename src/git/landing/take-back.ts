import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Checkout } from "../checkout.ts";
import type { UnclearFile } from "../port.ts";
import {
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
): Promise<UnclearFile[]> {
  const unclear: UnclearFile[] = [];
  // New files go first: one of them may lie where a folder was, or in a folder where a file was.
  for (const file of record.files) if (await isOurs(place, file)) await removeNew(place, file);
  for (const file of record.files) {
    const saved = join(landingFolder(place).old, file.path);
    const now = join(place.top, file.path);
    if ((await kindAt(saved)) !== "file") {
      if (file.before === undefined && (await kindAt(now)) === "file")
        unclear.push({ path: file.path });
      continue;
    }
    if (await canReturn(place, file.path)) await moveInto(saved, now);
    else if (samePrint(await printOf(now), await printOf(saved))) continue;
    else unclear.push({ path: file.path, kept: await keep(place, record, file.path) });
  }
  return unclear;
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

async function keep(place: Checkout, { commit }: LandingRecord, path: string): Promise<string> {
  const folder = join(place.gitDir, "aegis-kept", commit.slice(0, 12));
  const kept = join(folder, path);
  await moveAside(join(landingFolder(place).old, path), kept);
  return kept;
}
