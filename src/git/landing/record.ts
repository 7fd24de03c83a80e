import { readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { AegisError } from "../../kit/errors.ts";
import { isThere } from "../../kit/is-there.ts";
import { removeTree } from "../../kit/remove-tree.ts";
import { say } from "../../kit/sentence.ts";
import { syncFolder, writeSynced } from "../../kit/synced.ts";
import type { Checkout } from "../checkout.ts";

const Print = z.object({ kind: z.enum(["file", "link"]), sha256: z.string() });
const Entry = z.object({
  mode: z.string(),
  oid: z.string(),
  /** The sparse rules keep this path out of the checkout. */
  skip: z.boolean(),
  assumed: z.boolean(),
});

const LandingRecord = z.object({
  v: z.literal(1),
  commit: z.string(),
  expectedHead: z.string(),
  /** Absent if HEAD was detached. */
  branch: z.string().optional(),
  /** The files that the landing writes or removes, with what they were and what they become. */
  files: z.array(
    z.object({
      path: z.string(),
      before: Print.optional(),
      after: Print.optional(),
      /** The user's file is not the one of the commit below. */
      edited: z.boolean(),
    }),
  ),
  /** The entries of the user's index that the landing changes. */
  index: z.array(z.object({ path: z.string(), before: Entry.optional(), after: Entry.optional() })),
});

/** What a restart needs to finish a landing or to take it back; on disk before the first file changes. */
export type LandingRecord = z.infer<typeof LandingRecord>;
export type LandedFile = LandingRecord["files"][number];
export type LandedEntry = LandingRecord["index"][number];
export type Print = z.infer<typeof Print>;

/** Folder of an unfinished landing in the git directory; complete once it has this name. */
const FOLDER = "aegis-landing";
const RECORD = "record.json";

export interface LandingFolder {
  /** The new contents, at the paths of the files. */
  readonly fresh: string;
  /** The user's files that were moved away, at the paths of the files. */
  readonly old: string;
  readonly root: string;
}

export function landingFolder({ gitDir }: Checkout): LandingFolder {
  return at(join(gitDir, FOLDER));
}

/** The folder in which a landing is prepared. While the folder has this name, the checkout is unchanged. */
export function preparedFolder({ gitDir }: Checkout): LandingFolder {
  return at(join(gitDir, `${FOLDER}.new`));
}

function at(root: string): LandingFolder {
  return { root, fresh: join(root, "new"), old: join(root, "old") };
}

/** Announces the landing: from here to `dropRecord` a restart settles it. */
export async function announce(place: Checkout, record: LandingRecord): Promise<void> {
  const prepared = preparedFolder(place);
  await writeSynced(join(prepared.root, RECORD), JSON.stringify(record));
  await syncFolder(prepared.root);
  await rename(prepared.root, landingFolder(place).root);
  await syncFolder(place.gitDir);
}

/** The unfinished landing; undefined if there is none. Throws LANDING_UNREADABLE. */
export async function readRecord(place: Checkout): Promise<LandingRecord | undefined> {
  const { root } = landingFolder(place);
  if (!(await isThere(root))) return undefined;
  try {
    return LandingRecord.parse(JSON.parse(await readFile(join(root, RECORD), "utf8")));
  } catch (cause) {
    throw new AegisError(
      "LANDING_UNREADABLE",
      say(
        `The record of an unfinished commit in ${root} cannot be read.`,
        `${root}에 있는, 끝나지 않은 커밋의 기록을 읽을 수 없습니다.`,
      ),
      say(
        `The files that it moved away lie in ${join(root, "old")}: copy them back, then delete ${root}.`,
        `옮겨 둔 파일은 ${join(root, "old")}에 있습니다. 제자리에 복사한 뒤 ${root}을(를) 삭제하세요.`,
      ),
      { cause },
    );
  }
}

/** Ends the landing: the record loses its name in one step, then its files go. */
export async function dropRecord(place: Checkout): Promise<void> {
  await dropPrepared(place);
  await rename(landingFolder(place).root, preparedFolder(place).root);
  await syncFolder(place.gitDir);
  await dropPrepared(place);
}

export async function dropPrepared(place: Checkout): Promise<void> {
  await removeTree(preparedFolder(place).root);
}
