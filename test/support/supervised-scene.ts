import { onTestFinished } from "vitest";
import { startWorkers } from "../../src/swarm/app/start-workers.ts";
import { superviseWorkers } from "../../src/swarm/app/supervisor.ts";
import type { AegisConfig } from "../../src/swarm/config.ts";
import type { WorkerState } from "../../src/swarm/core/run/state.ts";
import { workerNamed } from "../../src/swarm/core/run/workers-of.ts";
import type { LastTurn } from "../../src/swarm/ports.ts";
import { appScene } from "./app-scene.ts";
import { planOf } from "./run-builder.ts";

export const TICK = 5_000;
export const MINUTE = 60_000;

/** Running Workers (one, "a", unless named) on a host, a model server and a clock that the test plays. */
export async function supervisedScene(
  settings: {
    setup?: string;
    limits?: Partial<AegisConfig["limits"]>;
    names?: string[];
    admission?: number;
  } = {},
) {
  const { limits, names = ["a"], admission, ...options } = settings;
  const made = await appScene(options);
  const { config } = made.swarm;
  Object.assign(made.swarm, {
    config: {
      ...config,
      admission: admission ?? config.admission,
      limits: { ...config.limits, ...limits },
    },
  });
  const told: string[] = [];
  const world = {
    turn: { busy: true, text: "" } as LastTurn,
    up: true,
    steady: 0,
    wall: Date.now(),
    due: [] as { at: number; run: () => void }[],
    sessions: 0,
  };
  const note = async (text: string) => void told.push(text);
  const clock = {
    now: () => world.wall,
    steady: () => world.steady,
    after(ms: number, run: () => void) {
      const entry = { at: world.steady + ms, run };
      world.due.push(entry);
      return () => void world.due.splice(world.due.indexOf(entry), 1);
    },
  };
  Object.assign(made.swarm, {
    clock,
    host: {
      guardDirectory: async () => {},
      openWorker: async ({ directory }: { directory: string }) => {
        world.sessions += 1;
        await note(`open ${directory.split("/").at(-1)}`);
        return `ses-${world.sessions}`;
      },
      async prompt({ sessionID, text }: { sessionID: string; text: string }) {
        // The answer is under way.
        if (text.startsWith("You stopped")) world.turn = { busy: true, text: "" };
        await note(`prompt ${sessionID} ${text.slice(0, 24)}`);
      },
      abort: (sessionID: string) => note(`abort ${sessionID}`),
      lastTurn: async () => world.turn,
      release: async () => {},
    },
    model: {
      probe: async () => (world.up ? { up: true } : { up: false, url: "u", why: "down" }),
      figures: async () => ({ silent: "not asked" }),
    },
  });
  await made.approve(planOf(names));
  await made.freeze();
  await made.submit({ type: "WORKERS_DISPATCHED", names });
  await startWorkers(made.swarm, names);
  const supervisor = superviseWorkers(made.swarm, (problem) => void told.push(`report ${problem}`));
  onTestFinished(async () => {
    supervisor.stop();
    await settledQueue(made.swarm);
  });
  const worker = (): WorkerState => {
    const found = workerNamed(made.swarm.run.state, "a");
    if (!found) throw new Error("no Worker");
    return found;
  };
  /** Lets the process live, tick by tick. */
  const live = async (ms: number) => {
    for (let lived = 0; lived < ms; lived += TICK) {
      world.steady += TICK;
      world.wall += TICK;
      for (const entry of world.due.filter(({ at }) => at <= world.steady)) {
        world.due.splice(world.due.indexOf(entry), 1);
        entry.run();
      }
      await settledQueue(made.swarm);
    }
  };
  return { ...made, supervisor, worker, told, world, live };
}

/** Steps that a tick started end within git calls; each submit waits for those before it. */
async function settledQueue(swarm: Awaited<ReturnType<typeof appScene>>["swarm"]) {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  await swarm.run.submit({ type: "CALL_REFUSED", who: "x", tool: "x", code: "x", detail: "" });
}

/** The failure and its reason; otherwise the status. */
export const failureOf = ({ now }: WorkerState) =>
  now.status === "failed" ? [now.failure.failure, now.failure.why] : [now.status];
