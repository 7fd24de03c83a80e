import type { Environment } from "../kit/environment.ts";
import type { SeenRun } from "../runs/core/outcome.ts";
import { workerDiffs } from "../runs/worker-diffs.ts";
import { askMetrics, serverRoot } from "../swarm/adapters/ask-metrics.ts";
import type { Aside } from "./core/aside.ts";
import { isDriven, type Seen } from "./core/seen.ts";
import { type ServerSeen, serverAfter } from "./core/server-seen.ts";
import { followDiffs } from "./follow-diffs.ts";
import { pause } from "./pause.ts";

/** Time between two requests for the server's figures, and between two looks at a diff. */
const LOOK_MS = 2_000;

type Learned = Pick<Aside, "server" | "diffs">;

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
  /** Told once, the first time that git gives no diff. */
  readonly trouble: (why: string) => void;
}

/** Learns what is not in the journal until `stop` fires: the server's figures and the sizes of the diffs. */
export async function watchAside(watch: AsideWatch): Promise<void> {
  const { top, env, seen, shown, stop, tell } = watch;
  const diffs = followDiffs(() => workerDiffs(top, env));
  let learned: Learned = { server: undefined, diffs: new Map() };
  let told = false;
  const sizesNow = async (run: SeenRun): Promise<Aside["diffs"]> => {
    try {
      return await diffs.look(run, Date.now());
    } catch (error) {
      // A worktree may go while git looks at it; the other Workers are asked for all the same.
      if (!told) watch.trouble(String(error));
      told = true;
      return learned.diffs;
    }
  };
  while (!stop.aborted) {
    const { run } = seen();
    const wanted = shown();
    // Only the process that drives a run has judged whose server this is.
    const asksServer = wanted.server && isDriven(seen());
    const next: Learned = {
      // Figures that nobody asks for any more are not of now.
      server: asksServer ? await serverNow(watch.baseURL(), learned.server) : undefined,
      diffs: wanted.diffs && run ? await sizesNow(run) : learned.diffs,
    };
    const changed = next.server !== learned.server || next.diffs !== learned.diffs;
    learned = next;
    if (changed && !stop.aborted) tell(learned);
    await pause(LOOK_MS, stop);
  }
}

async function serverNow(
  baseURL: string | undefined,
  before: ServerSeen | undefined,
): Promise<ServerSeen | undefined> {
  const url = baseURL && serverRoot(baseURL);
  if (!url) return undefined;
  return serverAfter(before?.url === url ? before : { url }, await askMetrics(url));
}
