import { createHash, randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { AegisError } from "./errors.ts";
import { knownError } from "./known-error.ts";
import { PRIVATE_FILE, PRIVATE_FOLDER } from "./private-state.ts";
import { bootId, isRunning, processStat } from "./process/process-stat.ts";
import { say } from "./sentence.ts";
import { JAIL_HOLDER } from "./state-paths.ts";

/** One process holds the lease; other processes may only look. A lease whose holder is dead is free. */
export interface Lease {
  /** Process id of another holder that is alive. */
  holder(): number | undefined;
  /**
   * Takes the lease if no living process holds it. "ours": this process already held the lease; "taken": it takes the
   * lease with this call; "held": another process holds the lease.
   */
  claim(): "ours" | "taken" | "held";
  release(): void;
}

/** A lease as a file says of itself whether this process holds it. */
export interface FileLease extends Lease {
  isOurs(): boolean;
}

const Holder = z.object({ pid: z.number(), started: z.string(), boot: z.string() });
type Holder = z.infer<typeof Holder>;

/**
 * A project's lease as a file that names its holder. Throws LEASE_UNREADABLE if the file cannot be read, and
 * CANNOT_WRITE if the disk is full or read-only.
 */
export function fileLease(file: string): FileLease {
  const me = self();
  const isOurs = (): boolean => {
    const found = readHolder(file);
    return found !== undefined && same(found, me);
  };
  return {
    holder() {
      const found = readHolder(file);
      return found && !same(found, me) && alive(found) ? found.pid : undefined;
    },
    claim() {
      if (isOurs()) return "ours";
      try {
        mkdirSync(dirname(file), { recursive: true, mode: PRIVATE_FOLDER });
        return take(file, JSON.stringify(me)) ? "taken" : "held";
      } catch (error) {
        throw knownError(error, file) ?? error;
      }
    },
    isOurs,
    release() {
      if (isOurs()) rmSync(file, { force: true });
    },
  };
}

/** The process that the lease names, and whether it still runs; undefined if nobody is named. Takes nothing. */
export function namedHolder(file: string): { pid: number; alive: boolean } | undefined {
  const found = readHolder(file);
  return found && { pid: found.pid, alive: alive(found) };
}

/**
 * Replaces a holder that has ended. The file may change between reading and replacing, so only one process at a time
 * may replace a given holder. That right is itself a lease, because its holder may also end.
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

/** Creates the file with its whole content or not at all; false if a file already exists there. */
function linkWhole(file: string, content: string): boolean {
  const whole = `${file}.${process.pid}.${randomUUID()}`;
  try {
    writeFileSync(whole, content, { mode: PRIVATE_FILE });
    linkSync(whole, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  } finally {
    rmSync(whole, { force: true });
  }
}

/** Undefined if there is no file. */
function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new AegisError(
      "LEASE_UNREADABLE",
      say(
        `${file}, which names the process that works here, cannot be read (${(error as Error).message}).`,
        `작업 중인 프로세스를 기록한 파일 ${file}을(를) 읽을 수 없습니다(${(error as Error).message}).`,
      ),
      say(
        "If no such process is running, move the file away and repeat the command.",
        "작업 중인 프로세스가 없다면 파일을 옮긴 뒤 명령을 다시 실행하세요.",
      ),
      { cause: error },
    );
  }
}

/** Undefined if the content is damaged, for example because its writer died: nobody holds the lease then. */
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
    // `claim` reports the error; without a readable file there is no holder to name.
    return undefined;
  }
}

/** This process as a lease names it, as text. */
export function holderName(): string {
  return JSON.stringify(self());
}

/** The process id under which a lease names this process. */
export function ownPid(): number {
  return self().pid;
}

/** In the jail, the process outside that ends with it: nobody else can see a process of the jail under its own id. */
function jailHolder(): Holder | undefined {
  return readHolder(JAIL_HOLDER);
}

/** The system reuses process ids; the start time and the boot id tell two processes with one id apart. */
function self(): Holder {
  const outside = jailHolder();
  if (outside) return outside;
  return { pid: process.pid, started: processStat(process.pid)?.started ?? "", boot: bootId() };
}

function same(a: Holder, b: Holder): boolean {
  return a.pid === b.pid && a.started === b.started && a.boot === b.boot;
}

function alive({ pid, started, boot }: Holder): boolean {
  // The jail shows no process outside. The command that made it has removed the lease of a holder that had ended.
  if (jailHolder()) return boot === bootId();
  // A zombie holds nothing. A zombie may stay, for example if process 1 does not wait for its children.
  return boot === bootId() && isRunning(pid, started);
}
