import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { execa } from "execa";
import { findOpenCode, type OpenCode } from "../src/host/find.ts";
import { AegisError } from "../src/kit/errors.ts";
import { gateCost } from "./gate.ts";
import { type Row, resultOf, table } from "./measure.ts";
import type { Bench } from "./side.ts";
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

const HELP = `npm run bench -- [--json] [--quick]

Measures oh-my-qwencoder against bare OpenCode: same binary, same scripted model, by turns.
  --json    one JSON document instead of the table
  --quick   one repetition of everything
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
  const plugin = join(place.root, "dist/plugin.js");
  if (positionals[0] === "gate") return place.out(JSON.stringify(await gateCost()));
  const opencode = await findOpenCode({ packageRoot: place.root, searchPath: place.searchPath });
  if (!opencode)
    throw new AegisError("OPENCODE_MISSING", "OpenCode is not installed here.", "npm ci");
  const repetitions = values.quick ? { starts: 1, swarms: 1 } : { starts: 5, swarms: 3 };
  const setting: Bench = { ...place, opencode, plugin, repetitions };
  const before = loadavg()[0] ?? 0;
  place.note("start-up, bare and ours");
  const starts = await startUp(setting);
  const rows = [...starts, ...(await swarms(setting)), ...(await gateInBun(place, opencode))];
  const results = rows.map(resultOf);
  const machine = {
    opencode: opencode.version,
    platform: process.platform,
    cores: cpus().length,
    // Load by other programs: on a busy machine times mean little, and ratios a little more.
    load: { before, after: loadavg()[0] ?? 0 },
  };
  place.out(
    values.json
      ? `${JSON.stringify({ ...machine, results }, null, 2)}\n`
      : `OpenCode ${machine.opencode}, ${machine.platform}, ${machine.cores} cores, load before ${before.toFixed(1)}; medians (min–max)\n\n${table(results)}\n`,
  );
}

/** The gate runs inside OpenCode, so this measures it in OpenCode's own Bun. */
async function gateInBun(
  { root, searchPath, note }: BenchContext,
  opencode: OpenCode,
): Promise<Row[]> {
  note("the gate");
  const { stdout } = await execa(opencode.path, [join(root, "scripts/bench.mjs"), "gate"], {
    env: { PATH: searchPath, BUN_BE_BUN: "1" },
    stdin: "ignore",
  });
  return JSON.parse(stdout) as Row[];
}
