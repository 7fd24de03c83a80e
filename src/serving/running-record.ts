import { appendFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { PRIVATE_FILE, PRIVATE_FOLDER } from "../kit/private-state.ts";
import { bootId } from "../kit/process/process-stat.ts";
import { type ServerRecord, serverFolder, serverRecord } from "./adapters/server-record.ts";
import { addressFor, originOf } from "./addresses.ts";
import type { CacheSize } from "./core/cache-size.ts";
import type { Engine } from "./engine.ts";
import { alreadyServing } from "./faults.ts";
import { hasKey } from "./replicas.ts";
import { ROUTER_HEALTH } from "./router.ts";
import type { ServeJob } from "./serve-job.ts";

/** A server's record and log, which other commands read while it runs. */
export interface RunningRecord {
  logFile: string;
  log: (line: string) => void;
  note(
    state: ServerRecord["state"],
    detail: string,
    more?: { exitCode?: number; measured?: CacheSize },
  ): void;
  /**
   * `left`: processes that have not ended. If the list is empty, later processes with the same ids are not mistaken for
   * ours.
   */
  release(left: readonly number[]): void;
}

/** Claims the port's record for this process. `engines`: the current ones. Throws SERVER_RUNNING. */
export function runningRecord(
  { settings, env, screen }: ServeJob,
  replicas: number,
  engines: readonly Engine[],
): RunningRecord {
  const record = serverRecord(serverFolder(env), settings.port);
  if (record.claim() === "held") throw alreadyServing(settings.port, record.holder());
  const fixed = {
    pid: process.pid,
    boot: bootId(),
    since: new Date().toISOString(),
    logFile: record.logFile,
    origin: originOf(settings),
    url: `${addressFor(settings)}/v1`,
    hasKey: hasKey(settings, env),
    health: `${originOf(settings)}${replicas > 1 ? ROUTER_HEALTH : "/health"}`,
    replicas,
    model: settings.model,
    servedName: settings.servedName,
  };
  let told = false;
  let last: ServerRecord | undefined;
  const write = (next: ServerRecord) => {
    last = next;
    try {
      record.write(next);
    } catch (error) {
      // A full disk does not stop a server; --status then shows less.
      if (!told) screen.said(String(error));
      told = true;
    }
  };
  return {
    logFile: record.logFile,
    log: openLog(record.logFile),
    note(state, detail, more = {}) {
      const sessions = engines.map(({ process }) => process.leader);
      write({ ...fixed, sessions, state, detail, ...more });
    },
    release(left) {
      if (last && left.length === 0) write({ ...last, sessions: [] });
      record.release();
    },
  };
}

const LOG_BYTES = 64 * 2 ** 20;

/**
 * Only the user may read the log: it may hold prompts if request logging is on. A log that cannot
 * be written stops nothing.
 */
function openLog(file: string): (line: string) => void {
  let bytes = 0;
  const begin = () => {
    mkdirSync(dirname(file), { recursive: true, mode: PRIVATE_FOLDER });
    rmSync(file, { force: true });
    writeFileSync(file, "", { mode: PRIVATE_FILE });
    bytes = 0;
  };
  begin();
  return (line) => {
    try {
      // A server runs for months; people need only the end of its log.
      if (bytes > LOG_BYTES || !existsSync(file)) begin();
      appendFileSync(file, `${line}\n`);
      bytes += line.length + 1;
    } catch {
      // The disk is full or the folder is gone: the server goes on, and the next line tries again.
    }
  };
}
