import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { execa } from "execa";
import { findOpenCode, type OpenCode } from "../src/host/find.ts";
import { AegisError } from "../src/kit/errors.ts";
import { alike } from "../src/kit/sentence.ts";
import { callCost } from "./cost.ts";
import { gateCost } from "./gate.ts";
import { loudSwarm } from "./loud.ts";
import { type Row, resultOf, table } from "./measure.ts";
import { refresh } from "./refresh.ts";
import { refreshOne } from "./refresh-one.ts";
import type { Bench } from "./side.ts";
import { type OneSize, oneSize } from "./size/one-size.ts";
import { sizeResults, sizeTable } from "./size.ts";
import { startUp } from "./start-up.ts";
import { swarms } from "./swarm.ts";

/** Place and output of the benchmark. */
export interface BenchContext {
  /** The package's folder. */
  readonly root: string;
  /** The value of PATH. */
  readonly searchPath: string;
  readonly args: readonly string[];
  readonly out: (text: string) => void;
  readonly note: (text: string) => void;
}

const HELP = `npm run bench -- [--json] [--quick] [size | loud | cost | refresh]

Measures oh-my-qwencoder against bare OpenCode: same binary, same scripted model, by turns. Then measures each step of a
run in repositories of 1,000, 10,000 and 50,000 files.
  --json    one JSON document instead of the tables
  --quick   one repetition of everything, and no repository of 50,000 files
  size      the repositories alone
  refresh   the dashboard beside eight Workers alone
  loud      eight Workers × 60 calls with 50 kB of output alone
  cost      single calls of a shell and of the file tools alone
`;

/** Runs the benchmark. It reports a missed target, but does not fail. */
export async function bench(place: BenchContext): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...place.args],
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return place.out(HELP);
  if (positionals[0] === "gate") return place.out(JSON.stringify(await gateCost()));
  if (positionals[0] === "one-size") {
    const [files, repetitions] = positionals.slice(1).map(Number);
    return place.out(JSON.stringify(await oneSize(place.root, files ?? 0, repetitions ?? 1)));
  }
  if (positionals[0] === "refresh-one")
    return place.out(JSON.stringify(await refreshOne(positionals.slice(1))));
  const opencode = await findOpenCode({ packageRoot: place.root, searchPath: place.searchPath });
  if (!opencode)
    throw new AegisError(
      "OPENCODE_MISSING",
      alike("OpenCode is not installed here."),
      alike("npm ci"),
    );
  const before = loadavg()[0] ?? 0;
  const only = positionals[0];
  const rows = only === "size" ? [] : await against(place, opencode, values.quick, only);
  const isAlone = only === "loud" || only === "refresh" || only === "cost";
  const sizes = isAlone ? [] : await allSizes(place, opencode, values.quick);
  const results = rows.map(resultOf);
  const machine = {
    opencode: opencode.version,
    platform: process.platform,
    cores: cpus().length,
    // Load by other programs: on a busy machine times mean little, and ratios a little more.
    load: { before, after: loadavg()[0] ?? 0 },
  };
  if (values.json) {
    const peaks = Object.fromEntries(sizes.map(({ files, peak }) => [files, peak]));
    const document = { ...machine, results, sizes: sizeResults(sizes), peaks };
    return place.out(`${JSON.stringify(document, null, 2)}\n`);
  }
  const title = `OpenCode ${machine.opencode}, ${machine.platform}, ${machine.cores} cores, load before ${before.toFixed(1)}; medians (min–max)`;
  const tables = [
    ...(results.length > 0 ? [table(results)] : []),
    ...(sizes.length > 0 ? [sizeTable(sizes)] : []),
  ];
  place.out(`${[title, ...tables].join("\n\n")}\n`);
}

/** All rows with bare OpenCode beside ours, and the gate. */
async function against(
  place: BenchContext,
  opencode: OpenCode,
  quick: boolean,
  only: string | undefined,
): Promise<Row[]> {
  const plugin = join(place.root, "dist/plugin.js");
  const repetitions = quick ? { starts: 1, swarms: 1 } : { starts: 5, swarms: 3 };
  const setting: Bench = { ...place, opencode, plugin, repetitions };
  if (only === "loud") return loudSwarm(setting);
  if (only === "cost") return callCost(setting);
  const drawing = () => refresh((args) => inBun(place, opencode, args), quick ? 1 : 3);
  place.note("the dashboard");
  if (only === "refresh") return drawing();
  const drawn = await drawing();
  place.note("start-up, bare and ours");
  const starts = await startUp(setting);
  const others = await swarms(setting);
  const calls = await callCost(setting);
  place.note("the gate");
  const gate = JSON.parse(await inBun(place, opencode, ["gate"])) as Row[];
  const loud = quick ? [] : await loudSwarm(setting);
  return [...starts, ...others, ...calls, ...loud, ...drawn, ...gate];
}

/** One process for each size, so that the memory of one is not counted for the next. */
async function allSizes(
  place: BenchContext,
  opencode: OpenCode,
  quick: boolean,
): Promise<OneSize[]> {
  const sizes: OneSize[] = [];
  for (const files of quick ? [1_000, 10_000] : [1_000, 10_000, 50_000]) {
    place.note(`a repository of ${files.toLocaleString("en")} files`);
    const args = ["one-size", String(files), quick ? "1" : "5"];
    sizes.push(JSON.parse(await inBun(place, opencode, args)) as OneSize);
  }
  return sizes;
}

/** The plugin runs inside OpenCode, so this measures it in OpenCode's own Bun. */
async function inBun(
  { root, searchPath }: BenchContext,
  opencode: OpenCode,
  args: readonly string[],
): Promise<string> {
  const { stdout } = await execa(opencode.path, [join(root, "scripts/bench.mjs"), ...args], {
    env: { PATH: searchPath, BUN_BE_BUN: "1" },
    stdin: "ignore",
  });
  return stdout;
}
