import type { RecordedRequest } from "../src/scripted-model/request-log.ts";
import { BARE, CALLS, MEASURED, type MeasuredTool, OURS, WORDS } from "./cost-script.ts";
import type { Row } from "./measure.ts";
import { type Bench, openSide } from "./side.ts";
import { failIfUnlike } from "./swarm.ts";

const LIMIT_MS = 300_000;
/** Without our plugin; with it and each of its two ways to hold a shell. */
const WAYS = ["bare", "bubblewrap", "compare"] as const;
type Way = (typeof WAYS)[number];
type Samples = Record<MeasuredTool, number[]>;

/**
 * What one call costs a Worker, against bare OpenCode: milliseconds from the answer that holds the call to the request
 * that holds its result. The three ways take turns, so that a busy machine disturbs them alike.
 */
export async function callCost(bench: Bench): Promise<Row[]> {
  const samples = Object.fromEntries(
    WAYS.map((way) => [way, Object.fromEntries(MEASURED.map((tool) => [tool, []]))]),
  ) as unknown as Record<Way, Samples>;
  for (let round = 1; round <= bench.repetitions.swarms; round += 1)
    for (const way of WAYS) {
      bench.note(`single calls, ${way}, ${round} of ${bench.repetitions.swarms}`);
      const found = await sample(bench, way);
      for (const tool of MEASURED) samples[way][tool].push(...found[tool]);
    }
  const row = (id: string, what: string, tool: MeasuredTool, way: Way): Row => ({
    id: `cost.${id}`,
    what,
    unit: "ms",
    bare: samples.bare[tool],
    ours: samples[way][tool],
  });
  return [
    row("shell.bubblewrap", "one shell call, in bubblewrap with the filter", "bash", "bubblewrap"),
    row("shell.compare", "one shell call, compared and restored", "bash", "compare"),
    ...MEASURED.filter((tool) => tool !== "bash").map((tool) =>
      row(tool, `one ${tool} through the guards`, tool, "bubblewrap"),
    ),
  ];
}

async function sample(bench: Bench, way: Way): Promise<Samples> {
  const kind = way === "bare" ? "bare" : "ours";
  const side = await openSide(bench, kind, kind === "bare" ? BARE : OURS);
  const env = way === "bare" ? {} : { AEGIS_SANDBOX_MODE: way === "compare" ? "off" : "strict" };
  const host = await side.start(env);
  try {
    const session = await host.createSession(side.repository, side.agent);
    for (const words of WORDS[kind]) {
      await host.prompt(session, side.repository, words, side.agent);
      await host.waitIdle(session, side.repository, LIMIT_MS);
    }
    failIfUnlike(side.model);
    return durations(kind, side.model.requests);
  } finally {
    await host.stop();
    await side.close();
  }
}

/** The time between two requests of the agent that makes the calls, without the first call of each tool. */
function durations(kind: "bare" | "ours", requests: readonly RecordedRequest[]): Samples {
  const own = requests
    .filter(({ agent }) => (kind === "ours" ? agent === "worker" : agent === "other"))
    .toSorted((a, b) => a.step - b.step);
  const gaps = own.slice(1).map(({ time }, index) => time - (own[index]?.time ?? time));
  return Object.fromEntries(
    MEASURED.map((tool, place) => [
      tool,
      gaps.filter((_, n) => n >= MEASURED.length && n % MEASURED.length === place).slice(0, CALLS),
    ]),
  ) as unknown as Samples;
}
