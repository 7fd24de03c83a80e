import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { Environment } from "../../../kit/environment.ts";
import { neededHomeFolder } from "../../../kit/home-folders.ts";
import { isThere } from "../../../kit/is-there.ts";
import { parsedJson } from "../../../kit/json.ts";
import { PRIVATE_FILE, PRIVATE_FOLDER, tightenFolder } from "../../../kit/private-state.ts";
import { PRODUCT_FOLDER } from "../../../kit/state-paths.ts";
import { managedFolder } from "./managed-folder.ts";
import { foldersUpTo } from "./read-documents.ts";

/** Which configuration of a repository the user has approved: outside the repository, a file for each. */
const Approval = z.object({
  top: z.string(),
  fingerprints: z.array(z.string()),
  /** The highest folder that was made for the file. */
  made: z.string().optional(),
});
/** Beside the administrator's opencode.json: the fingerprints that are approved for all users of this machine. */
const Managed = z.object({ approved: z.array(z.string()) });
/** Name of the folder of approvals in the user's folder of our configuration. */
export const APPROVED_FOLDER = "approved";
const MANAGED_FILE = "aegis-approved.json";

export function fingerprintOf(canonicalText: string): string {
  return createHash("sha256").update(canonicalText).digest("hex");
}

export interface Approvals {
  has(top: string, fingerprint: string): Promise<boolean>;
  /** What the user has approved; a folder inside a repository may add configuration, so there may be several. */
  of(top: string): Promise<string[]>;
  /** Forgets repositories that are gone. */
  forgetLost(): Promise<void>;
  /** An empty list takes the approval back. */
  set(top: string, fingerprints: readonly string[]): Promise<void>;
}

/** Throws NO_HOME. An unreadable approval counts as none. */
export function approvalFiles(env: Environment, platform: NodeJS.Platform): Approvals {
  const own = join(neededHomeFolder(env, "config"), PRODUCT_FOLDER);
  const folder = join(own, APPROVED_FOLDER);
  const managed = join(managedFolder(platform, env), MANAGED_FILE);
  const fileOf = (top: string) => join(folder, `${fingerprintOf(top)}.json`);
  const recordOf = async (top: string) => {
    const read = Approval.safeParse(parsedJson(await textOf(fileOf(top))));
    return read.data?.top === top ? read.data : undefined;
  };
  const of = async (top: string) => (await recordOf(top))?.fingerprints ?? [];
  const set: Approvals["set"] = async (top, fingerprints) => {
    const file = fileOf(top);
    const before = await recordOf(top);
    if (fingerprints.length > 0) {
      const above = await mkdir(dirname(own), { recursive: true });
      const below = await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
      const made = above ?? below ?? before?.made;
      await tightenFolder(folder);
      const record = { top, fingerprints, ...(made === undefined ? {} : { made }) };
      await writeFile(file, `${JSON.stringify(record, null, 2)}\n`, { mode: PRIVATE_FILE });
      return;
    }
    await rm(file, { force: true });
    // The folder of our name goes with its last file: an install that was taken back could not remove it before.
    const highest = before?.made !== undefined && own.startsWith(before.made) ? before.made : own;
    for (const each of foldersUpTo(highest, folder).toReversed())
      if (!(await removedEmpty(each))) return;
  };
  return {
    of,
    set,
    async forgetLost() {
      if (!(await isThere(folder))) return;
      for (const name of await readdir(folder)) {
        const { data } = Approval.safeParse(parsedJson(await textOf(join(folder, name))));
        if (data && !(await isThere(data.top))) await set(data.top, []);
      }
    },
    async has(top, fingerprint) {
      if ((await of(top)).includes(fingerprint)) return true;
      const read = Managed.safeParse(parsedJson(await textOf(managed)));
      return read.data?.approved.includes(fingerprint) ?? false;
    },
  };
}

/** False if the folder holds something. */
async function removedEmpty(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return true;
    if (code === "ENOTEMPTY" || code === "EEXIST") return false;
    throw error;
  }
}

async function textOf(path: string): Promise<string> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return "";
    throw error;
  });
}
