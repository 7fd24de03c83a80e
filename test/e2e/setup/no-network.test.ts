import { spawnSync } from "node:child_process";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { OpenCode } from "../../../src/host/find.ts";
import { installed } from "../../support/installed.ts";
import { IS_WHOLE } from "../../support/whole.ts";

/** Prepares the network this process has been given, then becomes the command that follows. */
const NETWORKS = {
  "no routes": "ip link set lo up",
  // What leaves by the loopback comes back addressed to somebody else, and is dropped without a word.
  "packets dropped": "ip link set lo up && ip route add default dev lo",
};
const inside = (network: string) => [
  "unshare",
  "-Urn",
  "sh",
  "-c",
  `${network} && exec "$@"`,
  "sh",
];

const [unshare = "", ...probe] = inside(NETWORKS["packets dropped"]);
const { status, stderr, error } = spawnSync(unshare, [...probe, "true"], { encoding: "utf8" });
const why = status === 0 ? "" : ` (skipped: no network namespaces here: ${error ?? stderr.trim()})`;

/** A wait for a network is ten times as long; the rest is what a shared machine may differ by. */
const RATIO = 1.5;
const LIMIT_MS = 240_000;

interface FirstPrompt {
  ms: number;
  code: number | null;
  answered: boolean;
  output: string;
}

describe.skipIf(status !== 0)(`the first prompt after an install${why}`, () => {
  let folder: string;
  let opencode: OpenCode;
  let machines = 0;

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-network-")));
    opencode = inject("opencode");
  });
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

  /** On a machine of its own, on which OpenCode has never run. */
  async function firstPrompt(
    network: string | undefined,
    options: { seeds?: boolean; plugin?: string; limitMs?: number } = {},
  ): Promise<FirstPrompt> {
    const { limitMs = LIMIT_MS, ...rest } = options;
    const { env, ground } = await installed(join(folder, `machine-${++machines}`), {
      baseURL: "http://127.0.0.1:{env:MODEL_PORT}/v1",
      // An address that belongs to nobody: how names are looked up here makes no difference.
      env: { npm_config_registry: "http://192.0.2.1/" },
      ...rest,
    });
    const script = join(process.cwd(), "test/support/first-prompt.mjs");
    const prefix = network === undefined ? [] : inside(network);
    const [command = "", ...args] = [
      ...prefix,
      process.execPath,
      script,
      opencode.path,
      `${limitMs}`,
    ];
    const { stdout } = await execa(command, args, {
      cwd: ground.dir,
      env,
      extendEnv: false,
      stdin: "ignore",
    });
    return JSON.parse(stdout);
  }

  /** The best of two on each side, in turn; of up to four where something else was busy here. */
  async function compare(network: string): Promise<{ free: number; shut: number }> {
    const best = { free: Infinity, shut: Infinity };
    for (let round = 1; round <= 4; round += 1) {
      const free = await firstPrompt(undefined);
      const shut = await firstPrompt(network);
      for (const run of [free, shut]) expect(run).toMatchObject({ code: 0, answered: true });
      best.free = Math.min(best.free, free.ms);
      best.shut = Math.min(best.shut, shut.ms);
      if (round > 1 && best.shut < RATIO * best.free) break;
    }
    return best;
  }

  // The network that swallows packets is the harder of the two; AEGIS_FAULTS=all plays both.
  const played = Object.entries(NETWORKS).slice(IS_WHOLE ? 0 : 1);
  test.each(played)(
    "is answered as soon with %s as with a network; without the seeds it is not",
    async (name, network) => {
      const { free, shut } = await compare(network);
      const plugin = pathToFileURL(join(inject("packed"), "dist/plugin.js")).href;
      const limitMs = Math.min(LIMIT_MS, 3 * free);
      const bare = await firstPrompt(network, { seeds: false, plugin, limitMs });
      const figures = `${name}: ${shut} ms, with a network ${free} ms, ratio ${(shut / free).toFixed(2)}; without seeds ${bare.answered ? "" : "no answer after "}${bare.ms} ms`;
      process.stdout.write(`${figures}\n`);
      expect(shut, figures).toBeLessThan(RATIO * free);
      expect(bare.ms, figures).toBeGreaterThan(RATIO * free);
    },
    2_400_000,
  );
});
