import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Language } from "../kit/sentence.ts";
import { applyFixes } from "./apply-fixes.ts";
import type { DoctorContext } from "./context.ts";
import { doctor, type Probes } from "./doctor.ts";
import { checkPlugin } from "./plugin.ts";
import { checkServer } from "./server.ts";

export interface DoctorFlags {
  wanted: readonly string[];
  json: boolean;
  verbose: boolean;
  fix: boolean;
  strict: boolean;
  language: Language;
  color: boolean;
  columns?: number | undefined;
  cwd: string;
  packageRoot: string;
  timeoutMs?: number | undefined;
}

/**
 * `oh-my-qwencoder doctor` with the flags of the command line; resolves with the exit code. After a signal the
 * command waits until OpenCode has ended and its traces are removed, and ends with 130; a second signal ends it at once.
 */
export async function doctorCommand(flags: DoctorFlags): Promise<0 | 1 | 2> {
  const stop = new AbortController();
  // The listener stays: without one, signal-exit would end this process before the traces are removed.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => (stop.signal.aborted ? process.exit(130) : stop.abort()));
  const place = { ...(await placeOf(flags)), signal: stop.signal };
  const write = (text: string) => void process.stdout.write(text);
  if (flags.fix)
    for (const sentence of await applyFixes(place))
      if (!flags.json) write(`✓ ${sentence[flags.language]}\n`);
  const exitCode = await doctor({ ...flags, place, write }, PROBES);
  // A request to the model server may still be open; do not wait for its answer.
  if (stop.signal.aborted) process.exit(130);
  return exitCode;
}

const PROBES: Probes = {
  plugin: checkPlugin,
  // Without limits in the configuration the server's limits have no counterpart.
  server: ({ context = 0, output = 1, ...target }) => checkServer({ ...target, context, output }),
};

async function placeOf({ cwd, packageRoot, timeoutMs }: DoctorFlags): Promise<DoctorContext> {
  const manifest = JSON.parse(await readFile(join(packageRoot, "package.json"), "utf8")) as {
    version: string;
    engines: { opencode: string };
  };
  return {
    cwd,
    env: process.env,
    packageRoot,
    timeoutMs,
    version: manifest.version,
    openCodeRange: manifest.engines.opencode,
  };
}
