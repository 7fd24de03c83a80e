import { createHash, randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { AegisError } from "./errors.ts";
import { bootId, processStat } from "./process/process-stat.ts";

/** One process has a lease; another one may only look. A dead holder's lease counts for nothing. */
export interface Lease {
  /** Process id of another living holder. */
  holder(): number | undefined;
  /** Takes the lease where nobody living holds it. "taken": it was not ours a moment ago. */
  claim(): "ours" | "taken" | "held";
  release(): void;
}

const Holder = z.object({ pid: z.number(), started: z.string(), boot: z.string() });
type Holder = z.infer<typeof Holder>;

/** The lease of a project as a file that names its holder. Throws LEASE_UNREADABLE where no file can be. */
export function fileLease(file: string): Lease {
  const me = self();
  const isMine = (): boolean => {
    const found = readHolder(file);
    return found !== undefined && same(found, me);
  };
  return {
    holder() {
      const found = readHolder(file);
      return found && !same(found, me) && alive(found) ? found.pid : undefined;
    },
    claim() {
      if (isMine()) return "ours";
      mkdirSync(dirname(file), { recursive: true });
      return take(file, JSON.stringify(me)) ? "taken" : "held";
    },
    release() {
      if (isMine()) rmSync(file, { force: true });
    },
  };
}

/**
 * Replaces a holder that has ended. What is read may be another's by the time it is replaced, so only one process
 * at a time has the right to replace one holder: itself a lease, for whoever has it may end too.
 */
function take(file: string, me: string): boolean {
  const found = readText(file);
  if (found === undefined) return linkWhole(file, me);
  const holder = holderIn(found);
  if (holder && alive(holder)) return false;
  const right = `${file}.${createHash("sha256").update(found).digest("hex").slice(0, 16)}`;
  if (!take(right, me)) return false;
  const isStill = readText(file) === found;
  if (isStill) renameSync(right, file);
  else rmSync(right);
  return isStill;
}

/** The file with its whole content, or none of it; false where one lies there already. */
function linkWhole(file: string, content: string): boolean {
  const whole = `${file}.${process.pid}.${randomUUID()}`;
  writeFileSync(whole, content);
  try {
    linkSync(whole, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  } finally {
    rmSync(whole, { force: true });
  }
}

/** Undefined where there is none. */
function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new AegisError(
      "LEASE_UNREADABLE",
      `${file}, which names the process that is at work here, cannot be read (${(error as Error).message}).`,
      "Move it away if no such process runs, then repeat.",
      { cause: error },
    );
  }
}

/** Cut off while it was written by a process that died then: nobody holds it. */
function holderIn(text: string): Holder | undefined {
  try {
    return Holder.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    return holderIn(readText(file) ?? "");
  } catch {
    // A claim tells why; to name a holder there is none.
    return undefined;
  }
}

/** Process ids are used again: the start time and the boot tell two of them apart. */
function self(): Holder {
  return { pid: process.pid, started: processStat(process.pid)?.started ?? "", boot: bootId() };
}

function same(a: Holder, b: Holder): boolean {
  return a.pid === b.pid && a.started === b.started && a.boot === b.boot;
}

function alive({ pid, started, boot }: Holder): boolean {
  if (boot !== bootId()) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const now = processStat(pid);
  // One that has ended and was never waited for, as where process 1 waits for nobody, holds nothing.
  return now === undefined || (now.started === started && now.state !== "Z");
}
