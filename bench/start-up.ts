import type { Script } from "../src/scripted-model/script.ts";
import type { Row } from "./measure.ts";
import { type Bench, KINDS, openSide, type Side } from "./side.ts";

const LIMIT_MS = 60_000;
const HELLO: Script = {
  name: "hello",
  actors: (["commander", "other"] as const).map((agent) => ({
    agent,
    steps: [{ text: "Hello." }],
  })),
};

/** Times from the start of `opencode serve` to its health answer and to the end of a first one-turn answer. */
export async function startUp(bench: Bench): Promise<Row[]> {
  const sides = await Promise.all(KINDS.map((kind) => openSide(bench, kind, HELLO)));
  const samples = { bare: [] as Start[], ours: [] as Start[] };
  try {
    for (let round = 0; round <= bench.repetitions.starts; round += 1)
      for (const side of sides) {
        const start = await once(side);
        // The first start in a home creates its database; users see that only once.
        if (round > 0) samples[side.kind].push(start);
      }
  } finally {
    await Promise.all(sides.map((side) => side.close()));
  }
  const row = (id: keyof Start, what: string): Row => ({
    id: `start.${id}`,
    what,
    unit: "s",
    bare: samples.bare.map((start) => start[id]),
    ours: samples.ours.map((start) => start[id]),
  });
  return [
    row("healthy", "start-up: serve answers"),
    row("answered", "start-up: first answer complete"),
  ];
}

/** Seconds since the start of the process. */
interface Start {
  readonly healthy: number;
  readonly answered: number;
}

async function once(side: Side): Promise<Start> {
  const { repository, agent } = side;
  const began = performance.now();
  const since = () => (performance.now() - began) / 1000;
  const host = await side.start();
  try {
    const healthy = since();
    const session = await host.createSession(repository, agent);
    await host.prompt(session, repository, "Say hello.", agent);
    await host.waitIdle(session, repository, LIMIT_MS);
    return { healthy, answered: since() };
  } finally {
    await host.stop();
  }
}
