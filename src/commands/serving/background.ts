import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { isHealthy, metricsOf } from "../../adapters/serving/health.ts";
import {
  type KnownServer,
  knownServers,
  type ServerRecord,
  serverFolder,
  serverRecord,
} from "../../adapters/serving/server-record.ts";
import { endSessions } from "../../adapters/serving/sessions.ts";
import type { Language } from "../../core/messages.ts";
import { serverLoad } from "../../core/serving/cache-size.ts";
import { alreadyServing, EXIT } from "./faults.ts";
import { SERVE_WORDS } from "./serve-words.ts";

type Env = Readonly<Record<string, string | undefined>>;

export interface Background {
  env: Env;
  language: Language;
  json: boolean;
  write: (text: string) => void;
  /** One only; all when undefined. */
  port: number | undefined;
}

const ASK_EVERY_MS = 200;
/** A stop waits for requests to end, then for engines; longer than that nothing takes. */
const STOP_LIMIT_MS = 60_000;

/**
 * Starts this command again without a terminal and waits until it serves. Resolves with its exit code where it does
 * not. Ctrl-C ends the waiting alone.
 */
export async function detached(
  options: Background & { port: number; command: readonly [string, ...string[]] },
): Promise<number> {
  const { env, port, language, json, write, command } = options;
  const words = SERVE_WORDS[language];
  const record = serverRecord(serverFolder(env), port);
  const holder = record.holder();
  if (holder !== undefined) throw alreadyServing(port, holder);
  record.remove();
  const child = startAgain(command, env);
  const outcome = await untilServed(child.exit, record.read, (detail) => {
    if (!json) write(`… ${detail}\n`);
  });
  const { servedName = "", detail = "", url = "", hasKey = false } = record.read() ?? {};
  if (outcome === "served") {
    child.letGo();
    if (json) print({ ok: true, url, pid: child.pid, log: record.logFile });
    else
      write(
        `✓ ${words.ready(url, servedName)}\n  ${words.next(url, hasKey)}\n  ${words.detached(port, record.logFile)}\n`,
      );
    return 0;
  }
  if (json)
    print({ ok: false, exitCode: outcome, error: { message: detail }, log: record.logFile });
  else write(`✗ ${words.ended(detail)}\n${await lastLines(record.logFile)}`);
  return outcome;

  function print(document: object) {
    write(`${JSON.stringify(document, null, 2)}\n`);
  }
}

function startAgain([file, ...args]: readonly [string, ...string[]], env: Env) {
  const child = spawn(file, args, { env: { ...env }, detached: true, stdio: "ignore" });
  let exit: number | undefined;
  const end = (code: number | null) => {
    exit ??= code ?? EXIT.ended;
  };
  child.once("error", () => end(null)).once("exit", end);
  return { pid: child.pid, exit: () => exit, letGo: () => child.unref() };
}

/** Resolves with the exit code where it ends before it serves. */
async function untilServed(
  exit: () => number | undefined,
  read: () => ServerRecord | undefined,
  step: (detail: string) => void,
): Promise<"served" | number> {
  for (let shown = ""; ; await delay(ASK_EVERY_MS)) {
    // Asked before the record is read: its last words are written before it ends.
    const ended = exit();
    const { state, detail } = read() ?? { state: "starting", detail: "" };
    if (state === "ready") return "served";
    if (ended !== undefined) return ended;
    if (detail !== shown) step(detail);
    shown = detail;
  }
}

async function lastLines(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.split("\n").slice(-16).join("\n");
}

/** Shows what runs here and how busy it is. Exit code 0: all that is there answers; 1: not so, or there is none. */
export async function showStatus(options: Background): Promise<number> {
  const { json, language, write } = options;
  const words = SERVE_WORDS[language];
  const found = await Promise.all((await wanted(options)).map(look));
  if (json) write(`${JSON.stringify({ servers: found }, null, 2)}\n`);
  else if (found.length === 0) write(`${words.noServers}\n`);
  for (const { port, pid, state, detail, load, origin, logFile } of json ? [] : found) {
    write(
      `${words.status(port, String(pid ?? "–"), `${state}${detail ? `, ${detail}` : ""}`)} (${origin})\n`,
    );
    if (load)
      write(
        `  ${words.load(load.running, load.waiting, `${Math.round(load.cacheUsage * 100)} %`)}\n`,
      );
    if (logFile) write(`  ${words.log(logFile)}\n`);
  }
  return found.length > 0 && found.every(({ healthy }) => healthy) ? 0 : 1;
}

/** What is seen now, not what was written last: a record may be all that is left. */
async function look({ port, record, pid }: KnownServer) {
  const { origin, detail, model, replicas, since, logFile } = record;
  const healthy = pid !== undefined && (await isHealthy(record.health));
  const metrics = healthy ? await metricsOf(origin) : undefined;
  const state = pid === undefined ? ended(record.state) : healthy ? "ready" : alive(record.state);
  return {
    ...{ port, pid, state, healthy, origin, model, replicas, since, logFile },
    detail: state === "ready" ? "" : detail,
    load: metrics === undefined ? undefined : serverLoad(metrics),
  };
}

function ended(state: string): string {
  return state === "failed" || state === "stopped" ? state : "killed";
}

function alive(state: string): string {
  return state === "ready" ? "does not answer" : state;
}

/** Stops servers of this user, and ends what a killed one has left. Exit code 1: there is none. */
export async function stopServers(options: Background): Promise<number> {
  const { env, json, language, write } = options;
  const words = SERVE_WORDS[language];
  const found = await wanted(options);
  const stopped: number[] = [];
  for (const { port, record: known, pid } of found) {
    const record = serverRecord(serverFolder(env), port);
    if (pid !== undefined) process.kill(pid, "SIGTERM");
    for (
      const over = Date.now() + STOP_LIMIT_MS;
      record.holder() !== undefined && Date.now() < over;
    )
      await delay(ASK_EVERY_MS);
    const left = await endSessions(known.sessions);
    if (pid !== undefined || left > 0) stopped.push(port);
    record.remove();
  }
  if (json) write(`${JSON.stringify({ stopped }, null, 2)}\n`);
  else write(`${stopped.length > 0 ? words.stopped : words.noServers}\n`);
  return stopped.length > 0 ? 0 : 1;
}

async function wanted({ env, port }: Background): Promise<KnownServer[]> {
  const all = await knownServers(serverFolder(env));
  return all.filter((one) => port === undefined || one.port === port);
}
