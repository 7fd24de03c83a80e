import { randomBytes } from "node:crypto";
import { lstat, open, rename, rm } from "node:fs/promises";
import { AegisError } from "../../kit/errors.ts";
import { knownError } from "../../kit/known-error.ts";
import { say } from "../../kit/sentence.ts";
import { writeSynced } from "../../kit/synced.ts";
import { GENERATOR } from "../core/page.ts";

/**
 * Writes a report that only the user may read, whole or not at all; replaces an older report, and nothing else. Throws
 * FILE_EXISTS, NOT_A_FILE, CANNOT_WRITE.
 */
export async function writeReport(file: string, html: string): Promise<void> {
  await refuseOthers(file);
  const fresh = `${file}.${randomBytes(4).toString("hex")}.new`;
  try {
    await writeSynced(fresh, html);
    await rename(fresh, file);
  } catch (error) {
    await rm(fresh, { force: true });
    throw knownError(error, file) ?? error;
  }
}

async function refuseOthers(file: string): Promise<void> {
  const found = await lstat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw knownError(error, file) ?? error;
  });
  if (!found) return;
  if (found.isFile() && (await beginning(file)).includes(`content="${GENERATOR}"`)) return;
  throw new AegisError(
    "FILE_EXISTS",
    say(
      `${file} is there already and is no report. Nothing was written.`,
      `${file} 파일이 이미 있고 보고서가 아닙니다. 아무것도 쓰지 않았습니다.`,
    ),
    say(
      "Name another file with --out, or remove this one.",
      "--out으로 다른 파일을 지정하거나 이 파일을 삭제하세요.",
    ),
  );
}

/** More than what stands before the generator on a page of ours. */
const HEAD_BYTES = 1_000;

async function beginning(file: string): Promise<string> {
  const handle = await open(file, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}
