import type { Environment } from "../kit/environment.ts";
import type { Language } from "../kit/sentence.ts";
import { isHealthy, metricsOf } from "./adapters/health.ts";
import { type KnownServer, knownServers, serverFolder } from "./adapters/server-record.ts";
import { serverLoad } from "./core/cache-size.ts";
import { SERVE_WORDS, type ServeWords } from "./serve-words.ts";

export interface Background {
  env: Environment;
  language: Language;
  json: boolean;
  write: (text: string) => void;
  /** Port of one server; undefined: all servers. */
  port: number | undefined;
}

/**
 * Shows the servers and their load. Exit code 0: every server answers; 1: a server does not answer, or there is no
 * server.
 */
export async function showStatus(options: Background): Promise<number> {
  const { json, language, write } = options;
  const words = SERVE_WORDS[language];
  const found = await Promise.all((await wanted(options)).map(look));
  if (json) write(`${JSON.stringify({ servers: found }, null, 2)}\n`);
  else if (found.length === 0) write(`${words.noServers}\n`);
  else for (const one of found) write(linesOf(one, words));
  return found.length > 0 && found.every(({ healthy }) => healthy) ? 0 : 1;
}

function linesOf(seen: Seen, words: ServeWords): string {
  const { port, pid, state, url, detail, load, logFile } = seen;
  const name = String(pid ?? "–");
  if (url === undefined) return `${words.status(port, name, words.unreadable)}\n`;
  const said = `${words.stateNames[state] ?? state}${detail ? `, ${detail}` : ""}`;
  const lines = [`${words.status(port, name, said)} (${url})`];
  const percent = `${Math.round((load?.cacheUsage ?? 0) * 100)} %`;
  if (load) lines.push(`  ${words.load(load.running, load.waiting, percent)}`);
  if (logFile) lines.push(`  ${words.log(logFile)}`);
  return `${lines.join("\n")}\n`;
}

type Seen = Awaited<ReturnType<typeof look>>;

/** The present state instead of the last record: the record may outlive its server. */
async function look({ port, record, pid }: KnownServer) {
  const healthy = pid !== undefined && record !== undefined && (await isHealthy(record.health));
  const metrics = healthy ? await metricsOf(record.origin) : undefined;
  const written = record?.state ?? "";
  const state = pid === undefined ? ended(written) : healthy ? "ready" : alive(written);
  return {
    ...{ port, pid, state, healthy },
    ...(record
      ? {
          ...{ url: record.url, model: record.model, replicas: record.replicas },
          ...{ since: record.since, logFile: record.logFile },
          detail: state === "ready" ? "" : record.detail,
        }
      : {}),
    load: metrics === undefined ? undefined : serverLoad(metrics),
  };
}

function ended(state: string): string {
  return state === "failed" || state === "stopped" ? state : "killed";
}

function alive(state: string): string {
  return state === "ready" ? "does not answer" : state;
}

/** The servers that the user asks about. */
export async function wanted({ env, port }: Background): Promise<KnownServer[]> {
  const all = await knownServers(serverFolder(env));
  return all.filter((one) => port === undefined || one.port === port);
}
