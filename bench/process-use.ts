import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Memory and processor time of one process between two moments. */
export interface ProcessUse {
  /** Resident memory in MB. */
  readonly before: number;
  readonly after: number;
  readonly peak: number;
  /** Processor time in seconds: more meaningful than elapsed time on a busy machine. */
  readonly cpu: number;
}

const LOOK_MS = 50;

/** Watches from `begin` to `end`; undefined if the system does not show the values (only Linux does). */
export function watchProcess(pid: number): {
  begin: () => void;
  end: () => ProcessUse | undefined;
} {
  let before: ProcessTable | undefined;
  let peak = 0;
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    const now = lookAt(pid);
    peak = Math.max(peak, now?.resident ?? 0);
    return now;
  };
  return {
    begin() {
      before = look();
      timer = setInterval(look, LOOK_MS);
    },
    end() {
      clearInterval(timer);
      const after = look();
      if (before === undefined || after === undefined) return undefined;
      const cpu = (after.ticks - before.ticks) / ticksPerSecond();
      return { before: before.resident, after: after.resident, peak, cpu };
    },
  };
}

/** Clock ticks of this process and of all programs that it started and that have ended; undefined without /proc. */
export function ticksOfAll(): number | undefined {
  try {
    const stat = readFileSync("/proc/self/stat", "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  } catch {
    return undefined;
  }
}

interface ProcessTable {
  /** Resident memory in MB. */
  readonly resident: number;
  /** Clock ticks of all its threads, in user and kernel mode. */
  readonly ticks: number;
}

function lookAt(pid: number): ProcessTable | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
    // proc(5): utime and stime are the 12th and 13th field after the name in brackets.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (kilobytes === undefined) return undefined;
    return { resident: Number(kilobytes) / 1024, ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    // There is no /proc here, or the process has ended.
    return undefined;
  }
}

export function ticksPerSecond(): number {
  return Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
}
