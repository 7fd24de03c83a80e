import { join } from "node:path";
import { paintWith } from "../kit/paint.ts";
import type { Language } from "../kit/sentence.ts";
import { chaosCast } from "./chaos/cast.ts";
import { chaosFacts } from "./chaos/facts.ts";
import { playChaos, type StoryLine, slowness } from "./chaos/play-chaos.ts";
import { CHAOS_WORDS } from "./chaos/words.ts";
import { faultName, planFaults, planKills } from "./core/chaos-plan.ts";
import { FIRST_FILES } from "./core/chaos-project.ts";
import { type ChaosProblem, chaosProblems } from "./core/chaos-verdict.ts";
import { buildStage, type Stage } from "./stage.ts";

export interface ChaosOptions {
  packageRoot: string;
  /** The first seed; a random one if absent. */
  seed?: number | undefined;
  seeds: number;
  /** Kills OpenCode after every event, in place of the seed's own faults. */
  everyEvent: boolean;
  keep?: string | undefined;
  json: boolean;
  language: Language;
  color: boolean;
  /** Receives each stage while it is built, so that a signal can close it. */
  onStage: (building: Promise<Stage>) => void;
}

/** The result of one seed. `faults`: how often each kind happened. */
interface SeedResult {
  seed: number;
  ok: boolean;
  seconds: number;
  plan: string[];
  faults: Record<string, number>;
  problems: ChaosProblem[];
  story: StoryLine[];
}

/** `oh-my-qwencoder rehearse --chaos`. Resolves with the exit code: 0 if every seed kept all promises. */
export async function rehearseChaos(options: ChaosOptions): Promise<number> {
  const words = CHAOS_WORDS[options.language];
  const print = (text: string) => {
    if (!options.json) process.stdout.write(`${text}\n`);
  };
  const first = options.seed ?? Math.floor(Math.random() * 1_000_000);
  const results: SeedResult[] = [];
  for (let seed = first; seed < first + options.seeds; seed += 1)
    results.push(await playSeed(seed, options, print));
  const bad = results.filter(({ ok }) => !ok).map(({ seed }) => seed);
  if (options.json)
    process.stdout.write(`${JSON.stringify({ ok: bad.length === 0, results }, null, 2)}\n`);
  if (results.length > 1) {
    const met = results.flatMap(({ faults }) => Object.values(faults)).reduce((a, b) => a + b, 0);
    print(words.sum(results.length - bad.length, results.length, met));
    if (bad.length > 0) print(words.failed(bad));
  }
  return bad.length === 0 ? 0 : 1;
}

async function playSeed(
  seed: number,
  options: ChaosOptions,
  print: (text: string) => void,
): Promise<SeedResult> {
  const words = CHAOS_WORDS[options.language];
  const paint = paintWith(options.color);
  const started = Date.now();
  const plan = options.everyEvent ? planKills(seed) : planFaults(seed);
  const planned = plan.map(words.planned);
  print(paint.bold(words.opening(seed, plan.length)));
  for (const line of planned) print(`  ${line}`);
  const building = buildStage({
    packageRoot: options.packageRoot,
    plugin: join(options.packageRoot, "dist/plugin.js"),
    searchPath: process.env["PATH"] ?? "",
    script: chaosCast,
    files: FIRST_FILES,
    session: true,
    keep: options.keep,
  });
  options.onStage(building);
  const stage = await building;
  try {
    const env = process.env;
    const played = await playChaos(stage, plan, {
      request: REQUEST[options.language],
      env,
      factor: slowness(Date.now() - started),
      tell: ({ seconds, who, text }) =>
        print(paint.dim(`  ${seconds.toFixed(1).padStart(6)} s  ${words.who[who]}: ${text}`)),
    });
    await stage.stopHosts();
    const problems = chaosProblems(await chaosFacts(stage, env, played));
    const seconds = Math.round((Date.now() - started) / 100) / 10;
    const faults: Record<string, number> = {};
    for (const { fault } of played.met)
      faults[faultName(fault)] = (faults[faultName(fault)] ?? 0) + 1;
    const ok = problems.length === 0;
    print(
      ok
        ? `${paint.green("✓")} ${words.good(seed, seconds, played.met.length, plan.length)}`
        : `${paint.red("✗")} ${words.bad(seed, seconds)}`,
    );
    for (const { kind, text } of problems) print(`  ${words.problem[kind]}: ${text}`);
    const which = options.everyEvent ? " --every-event" : "";
    if (!ok) print(words.again(`oh-my-qwencoder rehearse --chaos${which} --seed ${seed}`));
    if (options.keep !== undefined) print(words.kept(stage.repository));
    return { seed, ok, seconds, plan: planned, faults, problems, story: played.story };
  } finally {
    await stage.close();
  }
}

const REQUEST: Record<Language, string> = {
  en: "Build the features a, b and c.",
  ko: "기능 a, b, c를 만들어줘.",
};
