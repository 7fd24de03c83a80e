import type { Host } from "../src/host/serve.ts";
import { AegisError } from "../src/kit/errors.ts";
import { alike } from "../src/kit/sentence.ts";
import type { RecordedRequest } from "../src/scripted-model/request-log.ts";
import type { ModelServer } from "../src/scripted-model/server.ts";
import type { Row } from "./measure.ts";

import { breaks, cachedShare } from "./prefix.ts";
import { type ProcessUse, watchProcess } from "./process-use.ts";
import { type Bench, KINDS, type Kind, openSide, type Side } from "./side.ts";
import { ANSWERS, PLACES, SCRIPTS, WORDS, WORKERS } from "./swarm-scripts.ts";

const LIMIT_MS = 120_000;

/** Eight Workers in one process, twice: cold, and again warm. */
interface Sample {
  readonly cold: Times;
  readonly warm: Times;
  readonly use: ProcessUse | undefined;
  /** All requests of the cold run. */
  readonly requests: readonly RecordedRequest[];
}

/** Seconds from the answer that sends Workers out. */
interface Times {
  /** Until the first request of the last Worker. */
  readonly started: number;
  /** Until the request after all Workers have ended. */
  readonly settled: number;
}

/** Time, memory, request sizes and prefix share of eight Workers, bare and ours by turns. */
export async function swarms(bench: Bench): Promise<Row[]> {
  const samples: Record<Kind, Sample[]> = { bare: [], ours: [] };
  for (let round = 1; round <= bench.repetitions.swarms; round += 1)
    for (const kind of KINDS) {
      bench.note(`${WORKERS} Workers, ${kind}, ${round} of ${bench.repetitions.swarms}`);
      samples[kind].push(await sample(bench, kind));
    }
  const both = (of: (sample: Sample, kind: Kind) => number | undefined) => ({
    bare: samples.bare.flatMap((each) => of(each, "bare") ?? []),
    ours: samples.ours.flatMap((each) => of(each, "ours") ?? []),
  });
  const perWorker = (key: "after" | "peak") =>
    both(({ use }) => use && (use[key] - use.before) / WORKERS);
  const what = `${WORKERS} Workers × ${ANSWERS} s`;
  const rows: Row[] = [
    ...firstRequests(samples),
    {
      id: "swarm.cold.started",
      what: `${what}, cold: dispatch until the last one asks`,
      unit: "s",
      ...both(({ cold }) => cold.started),
    },
    {
      id: "swarm.cold.settled",
      what: `${what}, cold: dispatch until all settled`,
      unit: "s",
      target: { most: 12 },
      ...both(({ cold }) => cold.settled),
    },
    {
      id: "swarm.warm.started",
      what: `${what}, warm: dispatch until the last one asks`,
      unit: "s",
      ...both(({ warm }) => warm.started),
    },
    {
      id: "swarm.warm.settled",
      what: `${what}, warm: dispatch until all settled`,
      unit: "s",
      ...both(({ warm }) => warm.settled),
    },
    {
      id: "swarm.cold.cpu",
      what: `${what}, cold: processor time of OpenCode in between`,
      unit: "s",
      ...both(({ use }) => use?.cpu),
    },
    {
      id: "memory.settled",
      what: "memory per Worker, all settled",
      unit: "MB",
      target: { most: 60 },
      ...perWorker("after"),
    },
    { id: "memory.peak", what: "memory per Worker, peak", unit: "MB", ...perWorker("peak") },
    {
      id: "prefix.share",
      what: "Workers' prompt tokens already cached",
      unit: "%",
      ...both(({ requests }, kind) => 100 * cachedShare(workersOf(kind, requests))),
    },
    {
      id: "prefix.breaks",
      what: "requests that are append-only",
      unit: "%",
      target: { least: 100 },
      ...both(({ requests }) => 100 * (1 - breaks(requests).length / requests.length)),
    },
  ];
  // A system that does not show memory gets no row instead of a zero.
  return rows.filter(({ ours }) => ours.length > 0);
}

async function sample(bench: Bench, kind: Kind): Promise<Sample> {
  const side = await openSide(bench, kind, SCRIPTS[kind](1));
  const host = await side.start();
  try {
    const watch = watchProcess(host.pid);
    let use: ProcessUse | undefined;
    const cold = await converse(side, host, {
      dispatch: watch.begin,
      settled: () => {
        use = watch.end();
      },
    });
    const requests = [...side.model.requests];
    await side.model.setScript(SCRIPTS[kind](2));
    const warm = await converse(side, host);
    return { cold, warm, use, requests };
  } finally {
    await host.stop();
    await side.close();
  }
}

/** Called when the model server receives these requests. */
interface Marks {
  readonly dispatch: () => void;
  readonly settled: () => void;
}

const NO_MARKS: Marks = { dispatch: () => {}, settled: () => {} };

/** Plays one conversation to its end. */
export async function converse(
  side: Side,
  host: Host,
  marks = NO_MARKS,
  limitMs = LIMIT_MS,
): Promise<Times> {
  const { kind, model, repository, agent } = side;
  const session = await host.createSession(repository, agent);
  const request = async (place: keyof Marks) => {
    const step = PLACES[kind][place];
    const found = await model.waitFor(
      (each) => each.session === session && each.agent !== "title" && each.step === step,
      limitMs,
    );
    marks[place]();
    return found.time;
  };
  const talk = async () => {
    for (const words of WORDS[kind]) {
      await host.prompt(session, repository, words, agent);
      await host.waitIdle(session, repository, limitMs);
    }
    failIfUnlike(model);
  };
  const [from, to] = await Promise.all([request("dispatch"), request("settled"), talk()]);
  const firsts = workersOf(kind, model.requests).filter(
    ({ step, time }) => step === 0 && time >= from,
  );
  const last = Math.max(...firsts.map(({ time }) => time));
  return { started: (last - from) / 1000, settled: (to - from) / 1000 };
}

function problemsOf({ requests, divergences }: ModelServer): string[] {
  const refusals = requests.flatMap(({ body }) =>
    Array.from(
      JSON.stringify(body.messages.slice(1)).matchAll(/\[AEGIS [A-Z_]+\][^"]{0,200}/g),
      ([text]) => text,
    ),
  );
  return [
    ...divergences.map(({ expected, got }) => `expected ${expected}, got ${got}`),
    ...refusals,
  ];
}

/** A failed run would make the measurement meaningless. Throws BENCH_FAILED. */
export function failIfUnlike(model: ModelServer): void {
  const [why] = problemsOf(model);
  if (why === undefined) return;
  throw new AegisError(
    "BENCH_FAILED",
    alike(why),
    alike("Run `npm run demo` to see whether a run works here."),
  );
}

/** Bytes of the first request of each agent; the user's message is short. */
function firstRequests(samples: Record<Kind, readonly Sample[]>): Row[] {
  const size = (kind: Kind, is: (request: RecordedRequest) => boolean) =>
    samples[kind].flatMap(({ requests }) => {
      const first = requests.find((each) => each.agent !== "title" && each.step === 0 && is(each));
      return first ? [first.bytes] : [];
    });
  const build = size("bare", (each) => each.parentSession === undefined);
  const general = size("bare", (each) => each.parentSession !== undefined);
  const row = (agent: string, against: string, bare: number[], most?: number): Row => ({
    id: `bytes.${agent}`,
    what: `first request: ${agent} (bare: ${against})`,
    unit: "bytes",
    bare,
    ours: size("ours", (each) => each.agent === agent),
    ...(most !== undefined && { target: { most } }),
  });
  return [
    row("commander", "build", build, 24_000),
    row("worker", "general", general, 18_000),
    row("scout", "general", general),
    row("librarian", "general", general),
  ];
}

function workersOf(kind: Kind, requests: readonly RecordedRequest[]): RecordedRequest[] {
  return requests.filter((each) =>
    kind === "ours" ? each.agent === "worker" : each.parentSession !== undefined,
  );
}
