import { readFileSync } from "node:fs";

/** Of a process, as proc(5) has it. */
export interface ProcessStat {
  /** One letter; Z: it has ended, and nobody has waited for it. */
  state: string;
  session: number;
  /** Clock ticks since boot: tells a process from a later one of the same number. */
  started: string;
}

/** Of this start of the machine; empty where the system does not tell. */
export function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "";
  }
}

/** Undefined where there is no such process, or no /proc. */
export function processStat(pid: number): ProcessStat | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name before may hold anything, brackets and blanks too.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", session: Number(fields[3]), started: fields[19] ?? "" };
  } catch {
    return undefined;
  }
}
