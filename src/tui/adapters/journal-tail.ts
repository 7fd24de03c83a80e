import { constants, type Stats } from "node:fs";
import { lstat, open } from "node:fs/promises";
import { refusedLink, refuseOther } from "../../kit/beneath.ts";
import { say } from "../../kit/sentence.ts";
import { readJournal } from "../../swarm/adapters/journal-reader.ts";
import { type FollowedRun, followed, unreadRun } from "../core/seen.ts";

/** A journal that is read as it grows. */
export interface JournalTail {
  /**
   * The run with all records that are in the file now. Reads only the bytes behind the last good record; begins again
   * if the file was replaced or cut. Undefined if the file is gone. The same object if nothing has changed. Throws
   * LINK_REFUSED, NOT_A_FILE and the errors of the file system.
   */
  read(): Promise<FollowedRun | undefined>;
}

export function journalTail(file: string, id: string): JournalTail {
  let run = unreadRun(id);
  let sum = "";
  /** Where the next record begins. */
  let offset = 0;
  let seen: Pick<Stats, "ino" | "size"> | undefined;

  const take = async (size: number): Promise<void> => {
    const { records, fault, ...rest } = readJournal(await textBetween(file, offset, size), sum);
    sum = rest.sum;
    offset += rest.goodBytes;
    if (records.length > 0 || fault !== run.fault) run = followed(run, records, fault);
  };

  return {
    async read() {
      const found = await statsOf(file);
      if (!found) return undefined;
      if (seen && seen.ino === found.ino && seen.size === found.size) return run;
      // A repair writes another file, and a cut-off line is removed from this one.
      if (seen && (seen.ino !== found.ino || found.size < seen.size)) {
        run = unreadRun(id);
        sum = "";
        offset = 0;
      }
      await take(found.size);
      seen = { ino: found.ino, size: found.size };
      return run;
    },
  };
}

async function statsOf(file: string): Promise<Stats | undefined> {
  const found = await lstat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (found?.isSymbolicLink())
    throw refusedLink(
      file,
      say("is a link, and a journal may be none", "링크이고, 저널은 링크면 안 됩니다"),
    );
  refuseOther(file, found, "file");
  return found;
}

async function textBetween(file: string, from: number, to: number): Promise<string> {
  if (to <= from) return "";
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const bytes = Buffer.alloc(to - from);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
    return bytes.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}
