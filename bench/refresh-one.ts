import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { NO_ASIDE } from "../src/tui/core/aside.ts";
import { dashboardLines } from "../src/tui/core/dashboard-view.ts";
import { NOTHING_SEEN } from "../src/tui/core/seen.ts";
import { watchProject } from "../src/tui/watch.ts";
import { watchAside } from "../src/tui/watch-aside.ts";
import { ticksOfAll, ticksPerSecond } from "./process-use.ts";

/** What following and drawing a run cost in `seconds`. */
export interface Refreshed {
  readonly seconds: number;
  /** Processor time in seconds, git's own included. */
  readonly cpu: number;
  /** Processor time in seconds that the same process takes in one second at rest: OpenCode's terminal takes it anyway. */
  readonly rest: number;
  /** Calls of the system that read. */
  readonly reads: number;
  /** How often the full screen was drawn. */
  readonly drawn: number;
}

/** Loading, and the first look at all diffs. */
const WARM_UP_MS = 20_000;
const REST_MS = 10_000;
const TICK_MS = 1_000;

/** Follows a run and draws its full screen as OpenCode's terminal does, without OpenCode's own renderer. */
export async function refreshOne(args: readonly string[]): Promise<Refreshed> {
  const [top = "", server = "", duration = "20"] = args;
  const stop = new AbortController();
  const { signal } = stop;
  const now = { seen: NOTHING_SEEN, aside: NO_ASIDE, drawn: 0, drawnAt: 0 };
  const draw = () => {
    const look = { language: "en", columns: 198, ascii: false } as const;
    dashboardLines(now.seen, look, Date.now(), now.aside);
    now.drawn += 1;
    now.drawnAt = Date.now();
  };
  const { env } = process;
  const rest = await atRest();
  const timer = setInterval(() => {
    if (Date.now() - now.drawnAt >= TICK_MS / 2) draw();
  }, TICK_MS);
  const watching = Promise.all([
    watchProject({
      ...{ directory: () => top, env, stop: signal },
      tell({ seen, limits }) {
        Object.assign(now, { seen, aside: { ...now.aside, limits } });
        draw();
      },
    }),
    watchAside({
      ...{ top, env, stop: signal, baseURL: () => server },
      seen: () => now.seen,
      shown: () => ({ server: true, diffs: true }),
      tell(learned) {
        now.aside = { ...now.aside, ...learned };
        draw();
      },
      trouble(why) {
        throw new Error(why);
      },
    }),
  ]);
  const measured = async (): Promise<Refreshed> => {
    await sleep(WARM_UP_MS);
    const [ticks, reads, drawn, at] = [ticksOfAll(), readCalls(), now.drawn, Date.now()];
    await sleep(Number(duration) * 1_000);
    const seconds = (Date.now() - at) / 1_000;
    const cpu = ((ticksOfAll() ?? Number.NaN) - (ticks ?? Number.NaN)) / ticksPerSecond();
    const { diffs, server, calls } = now.aside;
    if (diffs.size < 8 || !server?.last || !calls) throw new Error("nothing was shown");
    return { seconds, cpu, rest, reads: readCalls() - reads, drawn: now.drawn - drawn };
  };
  try {
    return await Promise.race([
      measured(),
      watching.then(() => Promise.reject(new Error("ended"))),
    ]);
  } finally {
    clearInterval(timer);
    stop.abort();
  }
}

async function atRest(): Promise<number> {
  const ticks = ticksOfAll() ?? Number.NaN;
  await sleep(REST_MS);
  return ((ticksOfAll() ?? Number.NaN) - ticks) / ticksPerSecond() / (REST_MS / 1_000);
}

function readCalls(): number {
  return Number(/^syscr: (\d+)$/m.exec(readFileSync("/proc/self/io", "utf8"))?.[1]);
}
