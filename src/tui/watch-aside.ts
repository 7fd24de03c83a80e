import { isDeepStrictEqual } from "node:util";
import type { Environment } from "../kit/environment.ts";
import { statePaths } from "../kit/state-paths.ts";
import { workerDiffs } from "../runs/worker-diffs.ts";
import { askMetrics, serverRoot } from "../swarm/adapters/ask-metrics.ts";
import { readLiveCalls } from "../swarm/adapters/read-live-calls.ts";
import { callsOfRun } from "../swarm/core/live-calls.ts";
import type { Aside } from "./core/aside.ts";
import { isDriven, type Seen } from "./core/seen.ts";
import { type ServerSeen, serverAfter } from "./core/server-seen.ts";
import { followDiffs } from "./follow-diffs.ts";
import { pause } from "./pause.ts";

/** Time between two looks. All that is learned is told at once, so that the screen is drawn once for it. */
const LOOK_MS = 2_000;

type Learned = Pick<Aside, "server" | "diffs" | "calls">;

export interface AsideWatch {
  readonly top: string;
  readonly env: Environment;
  /** The base URL of the model server; undefined as long as nobody says it. */
  readonly baseURL: () => string | undefined;
  /** What was last read of the project. */
  readonly seen: () => Seen;
  /** True while a surface shows what is learned here: nothing is asked otherwise. */
  readonly shown: () => { server: boolean; diffs: boolean };
  readonly stop: AbortSignal;
  readonly tell: (learned: Learned) => void;
  /** Told once, the first time that something cannot be read. */
  readonly trouble: (why: string) => void;
}

/** Learns what is not in the journal until `stop` fires: the server's figures, the sizes of the diffs, the calls. */
export async function watchAside(watch: AsideWatch): Promise<void> {
  const { top, env, stop, tell } = watch;
  const diffs = followDiffs(() => workerDiffs(top, env));
  const readOr = toldOnce(watch.trouble);
  const learn = async (before: Learned): Promise<Learned> => {
    const seen = watch.seen();
    const { run } = seen;
    const wanted = watch.shown();
    // Only the process that drives a run has judged whose server this is.
    const asksServer = wanted.server && isDriven(seen);
    // At once: a server that does not answer keeps nothing else waiting.
    const [server, sizes, calls] = await Promise.all([
      // Figures that nobody asks for any more are not of now.
      asksServer ? serverNow(watch.baseURL(), before.server) : undefined,
      wanted.diffs && run ? readOr(before.diffs, () => diffs.look(run, Date.now())) : before.diffs,
      wanted.diffs ? readOr(undefined, () => callsNow(top, seen)) : undefined,
    ]);
    return { server, diffs: sizes, calls };
  };
  let learned: Learned = { server: undefined, diffs: new Map(), calls: undefined };
  while (!stop.aborted) {
    const next = await learn(learned);
    const isNew = !sameLearned(next, learned);
    learned = next;
    if (isNew && !stop.aborted) tell(learned);
    await pause(LOOK_MS, stop);
  }
}

function sameLearned(a: Learned, b: Learned): boolean {
  return a.server === b.server && a.diffs === b.diffs && isDeepStrictEqual(a.calls, b.calls);
}

/** Reads, or keeps what was known before: a worktree may go while git looks at it, and the next look asks again. */
function toldOnce(trouble: (why: string) => void) {
  let told = false;
  return async <T>(before: T, read: () => Promise<T>): Promise<T> => {
    try {
      return await read();
    } catch (error) {
      if (!told) trouble(String(error));
      told = true;
      return before;
    }
  };
}

async function callsNow(top: string, { run, driver }: Seen): Promise<Aside["calls"]> {
  if (!run || !driver?.alive) return undefined;
  return callsOfRun(await readLiveCalls(statePaths(top).liveCalls), run.id, driver);
}

async function serverNow(
  baseURL: string | undefined,
  before: ServerSeen | undefined,
): Promise<ServerSeen | undefined> {
  const url = baseURL && serverRoot(baseURL);
  if (!url) return undefined;
  return serverAfter(before?.url === url ? before : { url }, await askMetrics(url));
}
