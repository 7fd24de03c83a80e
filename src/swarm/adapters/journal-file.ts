import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { appendFile, mkdir, open, readFile, rename, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AegisError } from "../../kit/errors.ts";
import { inTurnQueue } from "../../kit/in-turn.ts";
import { knownError } from "../../kit/known-error.ts";
import { PRIVATE_FILE, PRIVATE_FOLDER } from "../../kit/private-state.ts";
import { alike, say } from "../../kit/sentence.ts";
import { RUNS, STATE_FOLDER } from "../../kit/state-paths.ts";
import { writeSynced } from "../../kit/synced.ts";
import type { RunRecord } from "../core/run/events.ts";
import type { Clock, Journal } from "../ports.ts";
import { writeLine } from "./journal-line.ts";
import { journalNames, journalPath, readJournal, runIds } from "./journal-reader.ts";
import { copyAside } from "./journal-repair.ts";

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;

export type JournalFile = Journal & {
  /**
   * Undoes changes to the journals that we did not make: restores the run's file to exactly our bytes, and
   * renames new journals so that no start reads them. Returns the changed paths. Without a run, handles only
   * new journals.
   */
  mend(runId: string | undefined): Promise<string[]>;
  /** Accepts all present journals; no agent wrote them, but for example another OpenCode. */
  accept(): Promise<void>;
};

/**
 * Runs as JSON lines under `directory` (`.aegis/runs` of the main checkout). Moves a torn last line aside. Refuses a
 * newer format and damage before the end, after copying the damaged file.
 */
export function journalFile(directory: string, clock: Clock): JournalFile {
  const sums = new Map<string, string>();
  /** The content of each file that we wrote or accepted; no other process may write here. */
  const held = new Map<string, string>();
  const strangers = foreignJournals(directory, held);
  // One operation at a time, so that a repair never falls between two halves of a write.
  const inTurn = inTurnQueue();
  const fileOf = (runId: string) => journalPath(directory, runId);

  const load = async (runId: string): Promise<{ records: RunRecord[]; torn?: string }> => {
    const file = fileOf(runId);
    const bytes = await readFile(file);
    const { records, sum, goodBytes, fault } = readJournal(bytes.toString("utf8"));
    if (fault === "newer") throw newer(file);
    if (fault === "broken") {
      await copyAside(file, bytes);
      throw damaged(file, records.length + 1);
    }
    const good = bytes.toString("utf8", 0, goodBytes);
    held.set(runId, goodBytes > bytes.length ? `${good}\n` : good);
    const torn = goodBytes < bytes.length ? `${file}.torn` : undefined;
    if (torn) {
      await appendFile(torn, bytes.subarray(goodBytes), { flush: true, mode: PRIVATE_FILE });
      await truncate(file, goodBytes);
    }
    // Only the line feed is missing; without it the next record would join this line.
    if (goodBytes > bytes.length) await appendFile(file, "\n");
    sums.set(runId, sum);
    return { records, ...(torn ? { torn } : {}) };
  };

  const write = async (runId: string, record: RunRecord): Promise<void> => {
    const { line, sum } = writeLine(record, sums.get(runId) ?? "");
    try {
      await mkdir(directory, { recursive: true, mode: PRIVATE_FOLDER });
      const how = O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW;
      const handle = await open(fileOf(runId), how, PRIVATE_FILE);
      const { size } = await handle.stat();
      try {
        await handle.appendFile(line);
        await handle.datasync();
      } catch (error) {
        // Remove half a line (a full disk), which would spoil every line after it.
        await handle.truncate(size);
        throw error;
      } finally {
        await handle.close();
      }
    } catch (cause) {
      throw new AegisError(
        "JOURNAL_UNWRITABLE",
        say(
          `The journal ${fileOf(runId)} cannot be written: ${String(cause)}`,
          `저널 ${fileOf(runId)}에 쓸 수 없습니다: ${String(cause)}`,
        ),
        say(
          `Free disk space or fix the permissions of ${STATE_FOLDER}, then repeat the step.`,
          `디스크 공간을 비우거나 ${STATE_FOLDER}의 권한을 고친 뒤 다시 실행하세요.`,
        ),
        { cause },
      );
    }
    sums.set(runId, sum);
    held.set(runId, `${held.get(runId) ?? ""}${line}`);
  };

  const putBack = async (runId: string | undefined): Promise<string[]> => {
    const changed = await strangers.setAside();
    if (runId === undefined) return changed;
    const wanted = held.get(runId);
    const file = fileOf(runId);
    const found = await readFile(file, "utf8").catch(() => undefined);
    if (wanted === undefined || found === wanted) return changed;
    await mkdir(directory, { recursive: true, mode: PRIVATE_FOLDER });
    const fresh = `${file}.mended`;
    await writeSynced(fresh, wanted);
    await rename(fresh, file);
    return [...changed, file];
  };

  const latest = async () => {
    const runId = (await runIds(directory)).at(-1);
    await strangers.accept();
    return runId === undefined ? undefined : { runId, ...(await load(runId)) };
  };

  return {
    // A read must not fall between two halves of a write, because a reload compares the result with our state.
    latest: () => inTurn(latest),
    append: (runId, record) => inTurn(() => write(runId, record)),
    mend: (runId) => inTurn(() => putBack(runId)),
    accept: () => inTurn(() => strangers.accept()),
    newRunId() {
      // The name is for people; `RUN_STARTED.order` says which run is the newest.
      const time = new Date(clock.now()).toISOString().replace(/[-:.Z]/g, "");
      return `${time}-${randomBytes(3).toString("hex")}`;
    },
    async keep(runId, name, content) {
      const file = join(directory, runId, name);
      try {
        await mkdir(join(directory, runId), { recursive: true, mode: PRIVATE_FOLDER });
        await writeFile(file, content, { mode: PRIVATE_FILE });
      } catch (error) {
        throw knownError(error, file) ?? error;
      }
      return `${RUNS}/${runId}/${name}`;
    },
  };
}

/** Journals that appeared after the start and are not ours. */
function foreignJournals(directory: string, ours: ReadonlyMap<string, string>) {
  const known = new Set<string>();
  // If the folder is missing, or is not a folder, there is no journal to read.
  const ids = () => journalNames(directory).catch(() => [] as string[]);
  return {
    async accept() {
      for (const id of await ids()) known.add(id);
    },
    async setAside(): Promise<string[]> {
      const foreign = (await ids()).filter((id) => !known.has(id) && !ours.has(id));
      const files = foreign.map((id) => journalPath(directory, id));
      for (const file of files) await rename(file, `${file}.foreign`);
      return files;
    },
  };
}

function newer(file: string): AegisError {
  return new AegisError(
    "JOURNAL_NEWER",
    say(
      `${file} was written by a newer oh-my-qwencoder.`,
      `${file}은(는) 더 새로운 oh-my-qwencoder가 썼습니다.`,
    ),
    say(
      "Update oh-my-qwencoder; nothing was changed.",
      "oh-my-qwencoder를 업데이트하세요. 아무것도 변경하지 않았습니다.",
    ),
  );
}

function damaged(file: string, line: number): AegisError {
  return new AegisError(
    "JOURNAL_DAMAGED",
    say(
      `${file} is damaged in line ${line}; a copy lies beside it as .damaged.`,
      `${file}의 ${line}번째 줄이 손상되었습니다. 사본은 그 옆의 .damaged 파일입니다.`,
    ),
    alike("oh-my-qwencoder runs repair"),
  );
}
