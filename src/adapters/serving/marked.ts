import { readdir, readFile } from "node:fs/promises";

/** The variable that marks the processes of one `start-vllm`. */
export const MARK = "AEGIS_SERVE_ID";

/** Processes of this user with the mark, as far as the system shows environments (Linux). */
export async function markedProcesses(id: string): Promise<number[]> {
  const names = await readdir("/proc").catch(() => [] as string[]);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const marked = await Promise.all(
    pids.map(async (pid) => {
      // Another user's, or gone meanwhile.
      const text = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
      return text.split("\0").includes(`${MARK}=${id}`);
    }),
  );
  return pids.filter((pid, index) => marked[index] && pid !== process.pid);
}

/** Kills them. Resolves with how many there were. */
export async function endMarked(id: string): Promise<number> {
  const pids = await markedProcesses(id);
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
