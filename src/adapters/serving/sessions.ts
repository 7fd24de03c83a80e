import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";

/** A process that leads a session of the system's, told by its start from a later one with the same number. */
export interface Leader {
  pid: number;
  /** Clock ticks since boot; empty where the system does not show it. */
  started: string;
}

/** Fields of proc(5) from the state on. */
const STATE = 0;
const SESSION = 3;
const START = 19;

export function leaderOf(pid: number): Leader {
  try {
    return { pid, started: fields(readFileSync(`/proc/${pid}/stat`, "utf8"))[START] ?? "" };
  } catch {
    // No /proc, or it has ended already.
    return { pid, started: "" };
  }
}

/**
 * What runs in the sessions of these leaders, also after a leader's own end: a number is not given away while a
 * session has it. A process cannot be told by its environment, which vLLM's write over with their titles. Undefined
 * where the system does not show processes.
 */
export async function membersOf(leaders: readonly Leader[]): Promise<number[] | undefined> {
  const names = await readdir("/proc").catch(() => undefined);
  if (names === undefined) return undefined;
  const ours = leaders.filter(isStill).map(({ pid }) => pid);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      // Gone meanwhile.
      const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
      const now = text === undefined ? [] : fields(text);
      return now[STATE] !== "Z" && ours.includes(Number(now[SESSION]));
    }),
  );
  return pids.filter((_, index) => found[index]);
}

/** Kills them. Resolves with how many there were. */
export async function endSessions(leaders: readonly Leader[]): Promise<number> {
  const pids = (await membersOf(leaders)) ?? [];
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      // It has ended by itself.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
  return pids.length;
}

/** Not when another process has the number by now. */
function isStill({ pid, started }: Leader): boolean {
  const now = leaderOf(pid).started;
  return now === "" || now === started;
}

function fields(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}
