import type { Row } from "./measure.ts";
import { type ProcessUse, watchProcess } from "./process-use.ts";
import { type Bench, KINDS, type Kind, openSide } from "./side.ts";
import { converse } from "./swarm.ts";
import { SCRIPTS, WORKERS } from "./swarm-scripts.ts";

/** Calls of one Worker, each with an output of 50 kB. */
const CALLS = 60;
const LIMIT_MS = 900_000;

/** Time and memory of OpenCode with eight Workers whose calls print much, bare and ours by turns. */
export async function loudSwarm(bench: Bench): Promise<Row[]> {
  const samples: Record<Kind, (ProcessUse & { settled: number })[]> = { bare: [], ours: [] };
  for (const kind of KINDS) {
    bench.note(`${WORKERS} Workers × ${CALLS} calls with 50 kB, ${kind}`);
    samples[kind].push(...(await sample(bench, kind)));
  }
  const what = `${WORKERS} Workers × ${CALLS} calls with 50 kB`;
  const row = (id: string, name: string, unit: Row["unit"], key: "settled" | "cpu" | "peak") => ({
    ...{ id: `loud.${id}`, what: `${what}: ${name}`, unit },
    bare: samples.bare.map((each) => each[key]),
    ours: samples.ours.map((each) => each[key]),
  });
  return [
    row("settled", "dispatch until all settled", "s", "settled"),
    row("cpu", "processor time of OpenCode", "s", "cpu"),
    row("peak", "memory of OpenCode, peak", "MB", "peak"),
  ];
}

async function sample(bench: Bench, kind: Kind): Promise<(ProcessUse & { settled: number })[]> {
  const side = await openSide(bench, kind, SCRIPTS[kind](1, CALLS), true);
  const host = await side.start();
  try {
    const watch = watchProcess(host.pid);
    let use: ProcessUse | undefined;
    const marks = {
      dispatch: watch.begin,
      settled: () => {
        use = watch.end();
      },
    };
    const { settled } = await converse(side, host, marks, LIMIT_MS);
    return use ? [{ ...use, settled }] : [];
  } finally {
    await host.stop();
    await side.close();
  }
}
