import { readFileSync } from "node:fs";

/** Fields of a process as described in proc(5). */
export interface ProcessStat {
  /** One letter; Z: the process has ended and nobody has waited for it. */
  state: string;
  /** Id of the process that started it, or that took it over. */
  parent: number;
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

/**
 * True if the process is `ancestor` or was started by it, directly or not; false also for a process that has ended.
 * Undefined if the system shows no processes.
 */
export function isBelow(pid: number, ancestor: number): boolean | undefined {
  if (processStat(process.pid) === undefined) return undefined;
  for (let at = pid; at > 0; at = processStat(at)?.parent ?? 0) if (at === ancestor) return true;
  return false;
}

/** The words with which a process was started, and its environment; undefined if the system does not show them. */
export function startOf(pid: number): { argv: string[]; environment: string[] } | undefined {
  try {
    const read = (name: string) => readFileSync(`/proc/${pid}/${name}`, "utf8").split("\0");
    return { argv: read("cmdline"), environment: read("environ") };
  } catch {
    return undefined;
  }
}

/** True if the process that started then still runs, also under another user; without /proc the id alone decides. */
export function isRunning(pid: number, started: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return stillRuns(pid, started) ?? true;
}

/** Undefined if there is no such process, or no /proc. */
export function processStat(pid: number): ProcessStat | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The program name before these fields may contain anything, even brackets and blanks.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return {
      state: fields[0] ?? "",
      parent: Number(fields[1]),
      session: Number(fields[3]),
      started: fields[19] ?? "",
    };
  } catch {
    return undefined;
  }
}
