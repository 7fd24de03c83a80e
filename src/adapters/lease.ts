import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import type { Lease } from "../ports.ts";
import { processStat } from "./process-stat.ts";

const Holder = z.object({ pid: z.number(), started: z.string(), boot: z.string() });
type Holder = z.infer<typeof Holder>;

/** The lease of a project as a file that names its holder. */
export function fileLease(file: string): Lease {
  const me = self();
  const read = () => readHolder(file);
  const holder = (): number | undefined => {
    const found = read();
    return found && !same(found, me) && alive(found) ? found.pid : undefined;
  };
  return {
    holder,
    claim() {
      const found = read();
      if (found && same(found, me)) return "ours";
      if (found && alive(found)) return "held";
      mkdirSync(dirname(file), { recursive: true });
      setAside(file, found);
      return linkWhole(file, JSON.stringify(me)) ? "taken" : "held";
    },
    release() {
      const found = read();
      if (found && same(found, me)) rmSync(file, { force: true });
    },
  };
}

/** A dead lease is moved away and looked at again: another process may have put its own there meanwhile. */
function setAside(file: string, dead: Holder | undefined): void {
  const aside = `${file}.${process.pid}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  const moved = readHolder(aside);
  const alien = moved && !(dead && same(moved, dead)) && alive(moved);
  if (alien) linkIfFree(aside, file);
  rmSync(aside, { force: true });
}

/** The file with its whole content, or none of it; false where one lies there already. */
function linkWhole(file: string, content: string): boolean {
  const whole = `${file}.${process.pid}.${randomUUID()}`;
  writeFileSync(whole, content);
  try {
    return linkIfFree(whole, file);
  } finally {
    rmSync(whole, { force: true });
  }
}

function linkIfFree(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  }
}

/** Absent, or cut off while it was written by a process that died then: nobody holds it. */
function readHolder(file: string): Holder | undefined {
  try {
    return Holder.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
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

function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "";
  }
}
