import { z } from "zod";
import type { Host } from "../src/host/serve.ts";
import { AegisError } from "../src/kit/errors.ts";
import { alike } from "../src/kit/sentence.ts";
import { CALLS, MEASURED, type MeasuredTool, SCRIPTS, WORDS } from "./cost-script.ts";
import type { Row } from "./measure.ts";
import { type Bench, type Kind, openSide, type Side } from "./side.ts";
import { failIfUnlike } from "./swarm.ts";

/** What hangs ends here; a busy machine may need minutes for one conversation. */
const LIMIT_MS = 900_000;
/** Without our plugin; with it, in the two layers that a kernel holds. */
const WAYS = ["bare", "bubblewrap", "landlock"] as const;
type Way = (typeof WAYS)[number];
type Samples = Record<MeasuredTool, number[]>;

/** A tool call in a message of OpenCode that has ended well; times in ms since the epoch. */
const callPart = z.object({
  type: z.literal("tool"),
  tool: z.string(),
  state: z.object({
    status: z.literal("completed"),
    time: z.object({ start: z.number(), end: z.number() }),
  }),
});

const MODES = {
  bare: {},
  bubblewrap: { AEGIS_SANDBOX_MODE: "strict" },
  landlock: { AEGIS_SANDBOX_MODE: "landlock" },
};

/**
 * What one call costs a Worker, against bare OpenCode: milliseconds from the start to the end of the call in OpenCode's
 * own message, with our hooks around it. The ways take turns, so that a busy machine disturbs them alike.
 */
export async function callCost(bench: Bench): Promise<Row[]> {
  const samples = Object.fromEntries(WAYS.map((way) => [way, none()])) as Record<Way, Samples>;
  for (let round = 1; round <= bench.repetitions.swarms; round += 1)
    for (const way of WAYS) {
      bench.note(`single calls, ${way}, ${round} of ${bench.repetitions.swarms}`);
      const found = await sample(bench, way);
      for (const tool of MEASURED) samples[way][tool].push(...found[tool]);
    }
  return WAYS.filter((way) => way !== "bare").flatMap((way) =>
    MEASURED.map((tool) => ({
      id: `cost.${way}.${tool}`,
      what: `one ${tool} call of a Worker, ${way}`,
      unit: "ms" as const,
      tail: true,
      bare: samples.bare[tool],
      ours: samples[way][tool],
    })),
  );
}

function none(): Samples {
  return Object.fromEntries(MEASURED.map((tool) => [tool, []])) as unknown as Samples;
}

async function sample(bench: Bench, way: Way): Promise<Samples> {
  const kind = way === "bare" ? "bare" : "ours";
  const side = await openSide(bench, kind, SCRIPTS[kind]);
  const host = await side.start(MODES[way]);
  try {
    const session = await host.createSession(side.repository, side.agent);
    for (const words of WORDS[kind]) {
      await host.prompt(session, side.repository, words, side.agent);
      await host.waitIdle(session, side.repository, LIMIT_MS);
    }
    failIfUnlike(side.model);
    return await durations(side, host, kind);
  } finally {
    await host.stop();
    await side.close();
  }
}

/** Milliseconds of each call, without the first of its tool. Throws BENCH_FAILED if a call failed or is not there. */
async function durations(side: Side, host: Host, kind: Kind): Promise<Samples> {
  const agent = kind === "ours" ? "worker" : "other";
  const session = side.model.requests.find((request) => request.agent === agent)?.session ?? "";
  const messages = await host.messages(session, side.repository);
  const calls = messages.flatMap(({ parts }) => parts).map((part) => callPart.safeParse(part));
  const samples = none();
  for (const tool of MEASURED) {
    const done = calls.flatMap(({ data }) => (data?.tool === tool ? [data.state.time] : []));
    if (done.length !== CALLS + 1) throw missing(tool, done.length);
    samples[tool].push(...done.slice(1).map(({ start, end }) => end - start));
  }
  return samples;
}

function missing(tool: string, found: number): AegisError {
  return new AegisError(
    "BENCH_FAILED",
    alike(`${found} of ${CALLS + 1} ${tool} calls have completed`),
    alike("Run `npm run demo` to see whether a run works here."),
  );
}
