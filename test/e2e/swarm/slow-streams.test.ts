import { beforeAll, expect, test } from "vitest";
import type { Step } from "../../../src/scripted-model/script.ts";
import { sharedArena } from "../../support/arena.ts";
import type { Ground } from "../../support/ground.ts";
import { calls, goodWorker, reported, says, waited, write } from "../../support/script-lines.ts";
import type { Talk } from "../../support/talk.ts";

/** OpenCode cuts a stream that is still for this long. */
const CHUNK_MS = 10_000;
/** `limits.silenceMinutes` below, in seconds. */
const SILENCE = 60;

/** Less than one token a second, in the 56 pieces of a scripted stream: longer than a Worker may be silent. */
const SLOW: Step[] = [
  {
    chunkMs: 1_300,
    text: "word ".repeat(SILENCE),
    ...calls(write("src/slow/ok.txt", "slow\n")),
  },
  ...reported("slow"),
];
const cut = (name: string, fail: Step["fail"]): Step[] => {
  const [first, ...rest] = goodWorker(name);
  return [{ ...first, text: "I write the file.", fail }, ...rest];
};
const CUTS = {
  early: { cut: "before-headers" },
  middle: { cut: "mid" },
  endless: { cut: "no-finish" },
} as const;
/** OpenCode keeps what it got of a stalled answer as an answer of its own, so each try is a step of the script. */
const stalled = (name: string, times: number): Step[] => [
  ...Array.from({ length: times }, () => cut(name, { cut: "stall" })[0] ?? {}),
  ...goodWorker(name),
];
const STALLS = { once: 1, often: 4 };

const arena = sharedArena({
  config: { provider: { vllm: { options: { chunkTimeout: CHUNK_MS } } } },
});
let ground: Ground;
let talk: Talk;

/** The Worker of one token a second alone takes two minutes: `npm run test:faults` plays this file. */
const WHOLE = process.env["AEGIS_FAULTS"] === "all";
const whole = test.skipIf(!WHOLE); // The summary of .ci/run names each skipped case.

beforeAll(async () => {
  if (!WHOLE) return;
  const workers = {
    slow: SLOW,
    ...Object.fromEntries(Object.entries(CUTS).map(([name, fail]) => [name, cut(name, fail)])),
    ...Object.fromEntries(
      Object.entries(STALLS).map(([name, times]) => [name, stalled(name, times)]),
    ),
  };
  ground = await arena.ground({
    "README.md": "# demo\n",
    ".opencode/aegis.jsonc": `{ "limits": { "silenceMinutes": ${SILENCE / 60} } }\n`,
  });
  talk = await arena.talk(ground, {
    commander: [...waited(Object.keys(workers)), says("Shall I check?")],
    workers,
  });
  await talk.say("build them", { timeoutMs: 600_000 });
});

async function fateOf(name: string) {
  const events = (await ground.records()).map(({ event }) => event);
  const own = events.filter((event) => "worker" in event && event.worker === name);
  const worker = (await ground.state()).workers.find(({ spec }) => spec.name === name);
  return {
    status: worker?.now.status,
    retries: worker?.retries,
    attempts: worker?.attempts,
    why: worker?.now.status === "failed" ? worker.now.failure.why : undefined,
    paused: own.filter(({ type }) => type === "WORKER_PAUSED").length,
  };
}
const COMPLETED = { status: "completed", retries: 0, attempts: 1 };

whole(
  "an answer of one token a second is neither failed nor paused, although it takes longer than the silence limit",
  async () => {
    expect(await fateOf("slow")).toMatchObject({ ...COMPLETED, paused: 0 });
    const session = await talk.worker("slow");
    const said = (await talk.messages(session)).find(({ info }) => info.role === "assistant");
    const { created, completed } = (said?.info["time"] ?? {}) as Record<string, number>;
    expect((completed ?? 0) - (created ?? 0)).toBeGreaterThan(SILENCE * 1000);
  },
);

whole("a stream that stalls once is cut and asked for again, and costs nothing", async () => {
  expect(await fateOf("once")).toMatchObject(COMPLETED);
});

whole(
  "a stream that stalls again and again is cut each time, and costs nothing once it flows",
  async () => {
    expect(await fateOf("often")).toMatchObject(COMPLETED);
    const session = await talk.worker("often");
    const asked = arena.model.requests.filter((request) => request.session === session);
    expect(asked.length).toBeGreaterThanOrEqual(STALLS.often + goodWorker("often").length);
  },
);

whole.each(Object.keys(CUTS))(
  "a stream that is cut (%s) costs its Worker nothing",
  async (name) => {
    expect(await fateOf(name)).toMatchObject(COMPLETED);
    expect(await ground.git("ls-tree", "-r", "--name-only", await commitOf(name))).toContain(
      `src/${name}/ok.txt`,
    );
  },
);

async function commitOf(name: string): Promise<string> {
  const completed = await ground.events("WORKER_COMPLETED");
  return completed.find(({ worker }) => worker === name)?.commit ?? "";
}
