import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { START_LIMIT_MS } from "../host/start-limit.ts";
import { type Language, type Sentence, say } from "../kit/sentence.ts";
import { applyFixes } from "./apply-fixes.ts";
import type { DoctorContext } from "./context.ts";
import { doctor, type Probes } from "./doctor.ts";
import { checkPlugin } from "./plugin.ts";
import { checkServer, limitsOf } from "./server.ts";

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
  const exitCode = await doctor({ ...flags, place, write }, probes(flags));
  // A request to the model server may still be open; do not wait for its answer.
  if (stop.signal.aborted) process.exit(130);
  return exitCode;
}

/** Both may take minutes on a slow machine, so that each says before it begins for what it waits. */
function probes({ timeoutMs, json, language }: DoctorFlags): Probes {
  const limits = limitsOf(timeoutMs);
  const longest = Math.max(limits.page, limits.chat, limits.parallel);
  const tell = (sentence: Sentence) => {
    if (!json) process.stderr.write(`${sentence[language]}\n`);
  };
  return {
    plugin(place, opencode) {
      tell(WAITING.plugin((timeoutMs ?? START_LIMIT_MS) / 1000));
      return checkPlugin(place, opencode);
    },
    // Without limits in the configuration the server's limits have no counterpart.
    server({ context = 0, output = 1, ...target }) {
      tell(WAITING.server(limits.page / 1000, longest / 1000));
      return checkServer({ ...target, context, output, limits });
    },
  };
}

const WAITING = {
  plugin: (seconds: number) =>
    say(
      `plugin: starting OpenCode (usually seconds, ${seconds} s at most) …`,
      `plugin: OpenCode를 시작합니다 (보통 몇 초, 최대 ${seconds}초) …`,
    ),
  server: (page: number, longest: number) =>
    say(
      `server: asking the model server (an answer may take ${page === longest ? `${page}` : `${page} to ${longest}`} s) …`,
      `server: 모델 서버에 요청합니다 (응답마다 최대 ${page === longest ? `${page}` : `${page}~${longest}`}초) …`,
    ),
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
