import { lstat } from "node:fs/promises";
import { AegisError } from "../../kit/errors.ts";
import { namedHolder } from "../../kit/lease.ts";
import { checkState } from "../../kit/private-state.ts";
import { alike } from "../../kit/sentence.ts";
import { statePaths } from "../../kit/state-paths.ts";
import { journalPath, runIds } from "../../swarm/adapters/journal-reader.ts";
import { NOTHING_SEEN, type Seen } from "../core/seen.ts";
import { type JournalTail, journalTail } from "./journal-tail.ts";

/** A file system may write times of a folder this coarsely; so long the list of runs is read again. */
const COARSE_MS = 2_000;

/** Whether the driver lives is asked this often: that reads three files. */
const LEASE_MS = 1_000;

/** Follows the newest run of a project by its files alone: writes nothing, starts nothing, asks nobody. */
export interface ProjectFollower {
  /** What is there now; the same object if nothing has changed. Never throws: `Seen.trouble` says what failed. */
  look(): Promise<Seen>;
}

export function followProject(top: string, leaseMs = LEASE_MS): ProjectFollower {
  const { runs, lease } = statePaths(top);
  let newest: { id: string; tail: JournalTail } | undefined;
  let listedAt: number | undefined;
  let last = NOTHING_SEEN;
  let driver: Seen["driver"];
  let askedAt = 0;

  /** Finds the newest run again if a journal may have come or gone. */
  const list = async (): Promise<void> => {
    const changed = await changeOf(runs);
    if (changed !== undefined && changed === listedAt) return;
    await checkState(top);
    const id = changed === undefined ? undefined : (await runIds(runs)).at(-1);
    if (id !== newest?.id)
      newest = id === undefined ? undefined : { id, tail: journalTail(journalPath(runs, id), id) };
    listedAt = changed !== undefined && Date.now() - changed > COARSE_MS ? changed : undefined;
  };

  const read = async (): Promise<Omit<Seen, "trouble">> => {
    await list();
    const run = await newest?.tail.read();
    if (Date.now() - askedAt >= leaseMs) {
      driver = namedHolder(lease);
      askedAt = Date.now();
    }
    return { run, driver: run && driver };
  };

  return {
    async look() {
      const now = await read().then(
        (found): Seen => ({ ...found, trouble: undefined }),
        (error: unknown): Seen => ({ ...last, trouble: troubleOf(error) }),
      );
      if (!same(now, last)) last = now;
      return last;
    },
  };
}

/** When the folder last got or lost an entry, in epoch milliseconds; undefined if there is no folder. */
async function changeOf(folder: string): Promise<number | undefined> {
  try {
    return (await lstat(folder)).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function troubleOf(error: unknown): NonNullable<Seen["trouble"]> {
  if (error instanceof AegisError) return { what: error.what, next: error.next };
  return { what: alike(String(error)), next: alike("oh-my-qwencoder doctor") };
}

function same(a: Seen, b: Seen): boolean {
  return (
    a.run === b.run &&
    a.driver?.pid === b.driver?.pid &&
    a.driver?.alive === b.driver?.alive &&
    a.trouble?.what.en === b.trouble?.what.en
  );
}
