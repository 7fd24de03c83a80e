import { setImmediate as turn } from "node:timers/promises";
import { run } from "../kit/process/run.ts";
import { isNotStarted } from "../kit/process/start.ts";
import type { ProbeRun } from "./core/layer-verdict.ts";
import type { Watch } from "./watch.ts";

const PROBE_MS = 60_000;

/** Runs a probe, and takes what the sink sees meanwhile. */
export async function probed(watch: Watch, work: () => Promise<string>): Promise<ProbeRun> {
  const before = watch.session;
  watch.session = "layer";
  try {
    const printed = await work();
    // What had arrived at the sink by now is noted before the next probe begins.
    await turn();
    watch.look();
    return { printed, seen: [...new Set(watch.take().map(({ protocol }) => protocol))] };
  } finally {
    watch.session = before;
  }
}

/** All that a program prints; why it could not be started or was ended, if so. */
export async function said(
  argv: readonly [string, ...string[]],
  place: { cwd: string; env: Readonly<Record<string, string>> },
  limitMs = PROBE_MS,
): Promise<string> {
  try {
    const { stdout, stderr, ended } = await run({
      ...{ argv, ...place, timeoutMs: limitMs, group: true },
    });
    const printed = `${stderr}${stdout}`;
    return ended === "limit" ? `${printed}\nit had no more than ${limitMs / 1000} s` : printed;
  } catch (error) {
    if (isNotStarted(error)) return error.message;
    throw error;
  }
}
