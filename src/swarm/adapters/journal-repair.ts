import { readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { parsedJson } from "../../kit/json.ts";
import { syncFolder, writeSynced } from "../../kit/synced.ts";
import type { RunRecord } from "../core/run/events.ts";
import { readLine } from "./journal-line.ts";
import { readJournal } from "./journal-reader.ts";

/** A line that the journal cannot keep; `record` if the line itself is as it was written. */
export interface LostLine {
  /** From 1. */
  readonly line: number;
  readonly record?: RunRecord;
}

/** The damage of a journal: what stays, and each line that does not. */
export interface Damage {
  readonly records: readonly RunRecord[];
  /** Bytes of the lines that stay. */
  readonly goodBytes: number;
  readonly lost: readonly LostLine[];
}

const Sum = z.looseObject({ sum: z.string() });

/** Undefined if the journal is not damaged: it is whole, its last line is cut off, or a later version wrote it. */
export function damageOf(text: string): Damage | undefined {
  const { records, goodBytes, fault } = readJournal(text);
  if (fault !== "broken") return undefined;
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const lost = lines.slice(records.length).map((line, index): LostLine => {
    const number = records.length + index + 1;
    // Each checksum covers the one before it, so a line is proven by what the line before says of itself.
    const before = Sum.safeParse(parsedJson(lines[number - 2] ?? "")).data?.sum ?? "";
    const read = readLine(line, before);
    return "fault" in read ? { line: number } : { line: number, record: read.record };
  });
  return { records, goodBytes, lost };
}

/**
 * Cuts a damaged journal before the damage, after copying the whole file beside it; removes a journal of which nothing
 * stays. Resolves with the path of the copy. The caller holds the project's lease.
 */
export async function repairJournal(file: string, { goodBytes }: Damage): Promise<string> {
  const bytes = await readFile(file);
  const copy = await copyAside(file, bytes);
  if (goodBytes === 0) await rm(file);
  else {
    const fresh = `${file}.repaired`;
    await writeSynced(fresh, bytes.subarray(0, goodBytes));
    await rename(fresh, file);
  }
  await syncFolder(dirname(file));
  return copy;
}

/** Another file that lies there already is never replaced; a start of OpenCode may have made the same copy. */
export async function copyAside(file: string, bytes: Buffer): Promise<string> {
  for (let number = 1; ; number += 1) {
    const copy = number === 1 ? `${file}.damaged` : `${file}.damaged-${number}`;
    const there = await readFile(copy).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    if (there && !there.equals(bytes)) continue;
    if (!there) await writeSynced(copy, bytes);
    return copy;
  }
}
