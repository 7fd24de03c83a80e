import { appendFile, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { fileLease } from "../src/kit/lease.ts";
import { RUNS, statePaths, WORKTREES } from "../src/kit/state-paths.ts";
import { metricsText } from "../src/scripted-model/metrics.ts";
import { writeLine } from "../src/swarm/adapters/journal-line.ts";
import { liveCallsFile } from "../src/swarm/adapters/live-calls-file.ts";
import type { LiveCalls } from "../src/swarm/core/live-calls.ts";
import { BENCH_RUN, daily, writeJournal } from "./big-journal.ts";
import type { Row } from "./measure.ts";
import type { Refreshed } from "./refresh-one.ts";

const WORKERS = 8;
const SECONDS = 30;
/** Two records a second: each Worker does something worth a record every four seconds. */
const RECORD_MS = 500;
/** Records at the start, as of a long run. */
const RECORDS = 1_000;

/** The dashboard beside eight Workers whose journal and worktrees grow, in a process of its own. */
export async function refresh(
  inBun: (args: readonly string[]) => Promise<string>,
  repetitions: number,
): Promise<Row[]> {
  const samples: (Refreshed & { requests: number })[] = [];
  for (let n = 0; n < repetitions; n += 1) samples.push(await once(inBun));
  const per = (of: (sample: (typeof samples)[number]) => number) => samples.map(of);
  return [
    {
      ...{ id: "refresh.cpu", what: "dashboard, 8 Workers: one core (bare: at rest)", unit: "%" },
      bare: per(({ rest }) => rest * 100),
      ours: per(({ cpu, rest, seconds }) => (cpu / seconds - rest) * 100),
      target: { most: 2 },
    },
    {
      ...{ id: "refresh.drawn", what: "dashboard: drawn", unit: "/s" },
      ours: per(({ drawn, seconds }) => drawn / seconds),
    },
    {
      ...{ id: "refresh.reads", what: "dashboard: calls that read", unit: "/s" },
      ours: per(({ reads, seconds }) => reads / seconds),
    },
    {
      ...{ id: "refresh.requests", what: "dashboard: requests for /metrics", unit: "/s" },
      ours: per(({ requests, seconds }) => requests / seconds),
      target: { most: 0.5 },
    },
  ];
}

async function once(inBun: (args: readonly string[]) => Promise<string>) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-bench-refresh-")));
  const server = await metricsServer();
  const end = new AbortController();
  try {
    const repository = join(folder, "project");
    await prepare(repository);
    const lease = fileLease(statePaths(repository).lease);
    if (lease.claim() === "held") throw new Error("the lease is taken");
    const work = grow(repository, end.signal);
    const out = await inBun(["refresh-one", repository, server.url, String(SECONDS)]);
    const refreshed = JSON.parse(out) as Refreshed;
    end.abort();
    await work;
    lease.release();
    // The server counts the warm-up too, which asks at the same pace.
    return { ...refreshed, requests: server.perSecond() * refreshed.seconds };
  } finally {
    end.abort();
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A repository with a worktree for each of the eight Workers, and the journal of their run. */
async function prepare(repository: string): Promise<void> {
  await mkdir(repository, { recursive: true });
  const git = (...args: string[]) => execa("git", args, { cwd: repository });
  await git("init", "-q", "-b", "main");
  await git("config", "user.email", "bench@localhost");
  await git("config", "user.name", "Bench");
  await writeFile(join(repository, ".gitignore"), ".aegis/\n");
  await git("add", "-A");
  await git("commit", "-q", "-m", "start");
  const { stdout: base } = await git("rev-parse", "HEAD");
  for (let n = 1; n <= WORKERS; n += 1)
    await git("worktree", "add", "-q", "--detach", join(repository, WORKTREES, `w0${n}`), base);
  await writeJournal(repository, RECORDS, base);
}

/** Records and files of eight Workers at work, until `stop` fires. */
async function grow(repository: string, stop: AbortSignal): Promise<void> {
  const file = join(repository, RUNS, `${BENCH_RUN}.jsonl`);
  const lines = (await readFile(file, "utf8")).trim().split("\n");
  const calls = liveCallsFile(statePaths(repository).liveCalls, () => true);
  let { sum } = JSON.parse(lines.at(-1) ?? "") as { sum: string };
  for (let next = 0; !stop.aborted; next += 1) {
    const n = next % WORKERS;
    const path = join(
      repository,
      WORKTREES,
      `w0${n + 1}`,
      "src",
      `part-${n + 1}`,
      `file-${next}.ts`,
    );
    await writeFile(path, `export const value = ${next};\n`.repeat(20));
    const at = new Date().toISOString();
    const written = writeLine({ seq: lines.length + next + 1, at, event: daily(next) }, sum);
    sum = written.sum;
    await appendFile(file, written.line);
    await calls.write(callsAt(next));
    await sleep(RECORD_MS);
  }
}

/** What eight Workers and the Commander do at this record. */
function callsAt(next: number): LiveCalls {
  const call = {
    tool: "edit",
    about: `src/file-${next}.ts`,
    startedAt: Date.now(),
    status: "running",
  };
  const names = Array.from({ length: WORKERS }, (_, n) => `part-${n + 1}`);
  const workers = Object.fromEntries(names.map((name) => [name, { call }]));
  return { v: 1, run: BENCH_RUN, pid: process.pid, workers, commander: { call } };
}

async function metricsServer() {
  const asked: number[] = [];
  const server = createServer((_, answer) => {
    asked.push(Date.now());
    const load = { running: 8, waiting: 0, kvCacheUsage: 0.4, promptTokens: 9_000 };
    answer.end(metricsText("m", 1_000, { ...load, cachedTokens: 7_000, generatedTokens: 500 }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    perSecond: () =>
      (asked.length - 1) / (((asked.at(-1) ?? Number.NaN) - (asked[0] ?? Number.NaN)) / 1_000),
    close: () => void server.close(),
  };
}
