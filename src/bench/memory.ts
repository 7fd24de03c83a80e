import { readFileSync } from "node:fs";

/** Resident memory of one process, in MB. */
export interface MemoryUse {
  readonly before: number;
  readonly after: number;
  readonly peak: number;
}

const LOOK_MS = 50;

/** Watches from `begin` to `end`; undefined where the system does not tell (only Linux does). */
export function watchMemory(pid: number): {
  begin: () => void;
  end: () => MemoryUse | undefined;
} {
  let before: number | undefined;
  let peak = 0;
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    const now = residentMb(pid);
    peak = Math.max(peak, now ?? 0);
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
      return before === undefined || after === undefined ? undefined : { before, after, peak };
    },
  };
}

function residentMb(pid: number): number | undefined {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    // No /proc here, or the process has ended: nothing to report.
    return undefined;
  }
}
