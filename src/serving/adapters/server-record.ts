import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Environment } from "../../kit/environment.ts";
import { neededHomeFolder } from "../../kit/home-folders.ts";
import { parsedJson } from "../../kit/json.ts";
import { fileLease } from "../../kit/lease.ts";
import { PRIVATE_FILE, PRIVATE_FOLDER } from "../../kit/private-state.ts";
import { PRODUCT_FOLDER } from "../../kit/state-paths.ts";

/** The facts about a running `start-vllm` for other commands. */
export const ServerRecord = z.object({
  /** Id of the process that wrote the record. */
  pid: z.int(),
  origin: z.string(),
  /** For clients, `/v1` included. */
  url: z.string(),
  hasKey: z.boolean(),
  /** Address that answers 200 while the server serves. */
  health: z.string(),
  model: z.string(),
  servedName: z.string(),
  replicas: z.int(),
  state: z.enum(["starting", "ready", "failed", "stopped"]),
  /** Progress, or the reason of a failure. */
  detail: z.string(),
  exitCode: z.int().optional(),
  since: z.string(),
  /** Id of the machine's boot in which the sessions run. */
  boot: z.string(),
  /**
   * Sessions of its processes, by which a later command finds them if this process was killed; empty when no process is
   * left.
   */
  sessions: z.array(z.object({ pid: z.int(), started: z.string() })),
  logFile: z.string().optional(),
  /** vLLM's own figures; set when it serves. */
  measured: z.object({ cacheTokens: z.number(), maximumConcurrency: z.number() }).optional(),
});
export type ServerRecord = z.infer<typeof ServerRecord>;

export interface KnownServer {
  port: number;
  /** Undefined: the record cannot be read. */
  record: ServerRecord | undefined;
  /** Process id; undefined: the process has ended. */
  pid: number | undefined;
}

/** Folder of the records and log files of this user's servers. Throws NO_HOME. */
export function serverFolder(env: Environment): string {
  return join(neededHomeFolder(env, "state"), PRODUCT_FOLDER, "vllm");
}

/** The record of the server at a port. One process at a time holds it. */
export function serverRecord(folder: string, port: number) {
  const file = join(folder, `${port}.json`);
  const lease = fileLease(join(folder, `${port}.lease`));
  return {
    holder: lease.holder,
    claim: lease.claim,
    release: lease.release,
    logFile: join(folder, `${port}.log`),
    write(record: ServerRecord): void {
      mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
      chmodSync(folder, PRIVATE_FOLDER);
      const half = `${file}.new`;
      writeFileSync(half, `${JSON.stringify(record, null, 2)}\n`, { mode: PRIVATE_FILE });
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
    // There is no record, or none that this user may read.
    return undefined;
  }
}
