import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { fileLease } from "../lease.ts";

/** What a running `start-vllm` tells the others of itself. */
export const ServerRecord = z.object({
  origin: z.string(),
  /** For clients, `/v1` included. */
  url: z.string(),
  hasKey: z.boolean(),
  /** Where it tells whether it serves. */
  health: z.string(),
  model: z.string(),
  servedName: z.string(),
  replicas: z.int(),
  state: z.enum(["starting", "ready", "failed", "stopped"]),
  /** How far, or why not. */
  detail: z.string(),
  exitCode: z.int().optional(),
  since: z.string(),
  /** Of its processes, by which they are found when it was killed itself. */
  sessions: z.array(z.object({ pid: z.int(), started: z.string() })),
  logFile: z.string().optional(),
});
export type ServerRecord = z.infer<typeof ServerRecord>;

export interface KnownServer {
  port: number;
  record: ServerRecord;
  /** Process id; undefined: it has ended. */
  pid: number | undefined;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Folder of the records and log files of this user's servers. */
export function serverFolder(env: Env): string {
  const state = env["XDG_STATE_HOME"] || join(env["HOME"] ?? "", ".local/state");
  return join(state, "oh-my-qwencoder/vllm");
}

/** The record of the server at a port, held by one process at a time. */
export function serverRecord(folder: string, port: number) {
  const file = join(folder, `${port}.json`);
  const lease = fileLease(join(folder, `${port}.lease`));
  return {
    holder: lease.holder,
    claim: lease.claim,
    release: lease.release,
    logFile: join(folder, `${port}.log`),
    write(record: ServerRecord): void {
      mkdirSync(dirname(file), { recursive: true });
      const half = `${file}.new`;
      writeFileSync(half, `${JSON.stringify(record, null, 2)}\n`);
      renameSync(half, file);
    },
    read: (): ServerRecord | undefined => readRecord(file),
    remove: (): void => rmSync(file, { force: true }),
  };
}

/** All servers of this user that have a record, running or ended. */
export async function knownServers(folder: string): Promise<KnownServer[]> {
  const names = await readdir(folder).catch(() => [] as string[]);
  return names.flatMap((name) => {
    const port = Number(/^(\d+)\.json$/.exec(name)?.[1]);
    const found = Number.isInteger(port) ? serverRecord(folder, port) : undefined;
    const record = found?.read();
    return found && record ? [{ port, record, pid: found.holder() }] : [];
  });
}

function readRecord(file: string): ServerRecord | undefined {
  try {
    const parsed = ServerRecord.safeParse(JSON.parse(readFileSync(file, "utf8")));
    return parsed.success ? parsed.data : undefined;
  } catch {
    // None, or somebody's edit: as good as none.
    return undefined;
  }
}
