import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { execa } from "execa";
import { z } from "zod";

/** Which OpenCode process a run belongs to. A process is its number and the time it started at. */
export interface ProcessLease {
  /** The number of another process that holds the lease and is alive; undefined when it is free. */
  heldByOther(): Promise<number | undefined>;
  take(): Promise<void>;
  release(): Promise<void>;
}

const Holder = z.object({ pid: z.int().positive(), started: z.string() });

export function processLease(file: string, pid: number): ProcessLease {
  return {
    async heldByOther() {
      const holder = await readHolder(file);
      if (!holder || holder.pid === pid) return undefined;
      return (await startOf(holder.pid)) === holder.started ? holder.pid : undefined;
    },
    async take() {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, `${JSON.stringify({ pid, started: await startOf(pid) })}\n`);
    },
    release: () => rm(file, { force: true }),
  };
}

/** A lease cut off while it was written says nothing: its writer had started nothing either. */
async function readHolder(file: string): Promise<z.infer<typeof Holder> | undefined> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  try {
    return Holder.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** When a process started, in the system's own words; undefined when there is none. */
async function startOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  // The name in parentheses may hold spaces; the start time is the 20th field after it.
  if (stat !== undefined) {
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  }
  const ps = await execa("ps", ["-o", "lstart=", "-p", String(pid)], { reject: false });
  return ps.stdout?.trim() || undefined;
}
