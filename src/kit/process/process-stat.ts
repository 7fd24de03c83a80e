import { readFileSync } from "node:fs";

/** Fields of a process as described in proc(5). */
export interface ProcessStat {
  /** One letter; Z: the process has ended and nobody has waited for it. */
  state: string;
  session: number;
  /** Clock ticks from boot to start: distinguishes the process from a later process with the same id. */
  started: string;
}

/** Id of the machine's current boot; empty if the system does not show it. */
export function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "";
  }
}

/** True if the process that started then still runs; a zombie has ended. Undefined if the system shows no such id. */
export function stillRuns(pid: number, started: string): boolean | undefined {
  const now = processStat(pid);
  return now && now.started === started && now.state !== "Z";
}

/** Undefined if there is no such process, or no /proc. */
export function processStat(pid: number): ProcessStat | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The program name before these fields may contain anything, even brackets and blanks.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", session: Number(fields[3]), started: fields[19] ?? "" };
  } catch {
    return undefined;
  }
}
