import { join } from "node:path";
import { AegisError } from "../../kit/errors.ts";
import { say } from "../../kit/sentence.ts";
import type { Checkout } from "../checkout.ts";
import {
  kindAt,
  moveAside,
  printOf,
  putInto,
  removeEmptyFolder,
  removeEmptyParents,
  samePrint,
} from "./files.ts";
import { type LandedFile, landingFolder } from "./record.ts";

/** The user changed a file between the last look at it and its replacement. */
export class ChangedMeanwhile extends Error {
  readonly path: string;
  constructor(path: string) {
    super(`${path} changed during the commit`);
    this.path = path;
  }
}

/**
 * Replaces the files of the checkout, one by one. Every old file is moved away, not overwritten, and nothing is
 * written where something lies: whatever a user writes meanwhile is kept. Throws `ChangedMeanwhile`.
 */
export async function applyFiles(place: Checkout, files: readonly LandedFile[]): Promise<void> {
  const folders = new Set(files.filter(({ after }) => after).flatMap(({ path }) => above(path)));
  const first = ({ path, after }: LandedFile) => after === undefined || folders.has(path);
  const replaced = files.filter(({ before }) => before !== undefined);
  // A file that becomes a folder, and the files of a folder that becomes a file, have to go first.
  for (const file of replaced.filter(first)) {
    await takeAway(place, file);
    await removeEmptyParents(place.top, file.path);
  }
  for (const file of files) {
    if (file.before && !first(file)) await takeAway(place, file);
    if (file.after) await putNew(place, file);
  }
}

async function takeAway(place: Checkout, { path, before }: LandedFile): Promise<void> {
  const saved = join(landingFolder(place).old, path);
  await moveAside(join(place.top, path), saved).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT" || error.code === "ENOTDIR" ? new ChangedMeanwhile(path) : error;
  });
  if (!samePrint(await printOf(saved), before)) throw new ChangedMeanwhile(path);
}

async function putNew(place: Checkout, { path }: LandedFile): Promise<void> {
  const to = join(place.top, path);
  try {
    if ((await kindAt(to)) === "folder") await removeEmptyFolder(to);
    await putInto(join(landingFolder(place).fresh, path), to);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (code === "EBUSY") throw mounted(path, error);
    throw OCCUPIED.has(code) ? new ChangedMeanwhile(path) : error;
  }
}

const OCCUPIED = new Set(["EEXIST", "ENOTDIR", "ENOTEMPTY"]);

function mounted(path: string, cause: unknown): AegisError {
  return new AegisError(
    "FOLDER_MOUNTED",
    say(
      `The commit makes ${path} a file, and a file system is mounted at this folder.`,
      `커밋이 ${path}을(를) 파일로 만들지만 그 폴더에 파일 시스템이 마운트되어 있습니다.`,
    ),
    say(
      `Unmount ${path} and commit again, or keep a folder there.`,
      `${path}을(를) 마운트 해제하고 다시 커밋하거나, 그 자리를 폴더로 두세요.`,
    ),
    { cause },
  );
}

function above(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, count) => parts.slice(0, count + 1).join("/"));
}
