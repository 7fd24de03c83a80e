import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { type Environment, neededHomeFolder } from "../../kit/home-folders.ts";
import { parsedJson } from "../../kit/json.ts";
import { fileLease } from "../../kit/lease.ts";
import { PRODUCT_FOLDER } from "../../kit/state-paths.ts";

/** What a running `start-vllm` tells the others of itself. */
export const ServerRecord = z.object({
  /** Process id of who wrote it. */
  pid: z.int(),
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
  /** Of the machine's start in which they run. */
  boot: z.string(),
  /** Of its processes, by which they are found when it was killed itself; none once nothing of them is left. */
  sessions: z.array(z.object({ pid: z.int(), started: z.string() })),
  logFile: z.string().optional(),
  /** Once it serves, as vLLM says. */
  measured: z.object({ cacheTokens: z.number(), maximumConcurrency: z.number() }).optional(),
});
export type ServerRecord = z.infer<typeof ServerRecord>;

export interface KnownServer {
  port: number;
  /** Undefined: it cannot be read. */
  record: ServerRecord | undefined;
  /** Process id; undefined: it has ended. */
  pid: number | undefined;
}

/** Folder of the records and log files of this user's servers. Throws NO_HOME. */
export function serverFolder(env: Environment): string {
  return join(neededHomeFolder(env, "state"), PRODUCT_FOLDER, "vllm");
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
  const ports = new Set(
    names.flatMap((name) => /^(\d+)\.(json|lease)$/.exec(name)?.[1] ?? []).map(Number),
  );
  return [...ports].flatMap((port) => {
    const found = serverRecord(folder, port);
    const [record, pid] = [found.read(), found.holder()];
    return record || pid !== undefined ? [{ port, record, pid }] : [];
  });
}

function readRecord(file: string): ServerRecord | undefined {
  try {
    return ServerRecord.safeParse(parsedJson(readFileSync(file, "utf8"))).data;
  } catch {
    // None there, or none that this user may read.
    return undefined;
  }
}
