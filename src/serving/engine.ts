import { setTimeout as delay } from "node:timers/promises";
import type { Environment } from "../kit/environment.ts";
import { type Service, serve } from "../kit/process/serve.ts";
import { isHealthy } from "./adapters/health.ts";
import { listensAt } from "./adapters/port-owner.ts";
import { joinReadings, type LogReading, readLogLine } from "./core/vllm-log.ts";
import { answeredByAnother, type Fault, faultOf, tooLate } from "./faults.ts";

export interface Engine {
  name: string;
  origin: string;
  health: string;
  process: Service;
  /** True if this engine, and no other process, listens there. Undefined: the system does not show it. */
  listens(): Promise<boolean | undefined>;
  /** The findings in its output so far. */
  reading(): LogReading;
  lastLines(): readonly string[];
}

export interface EngineOptions {
  name: string;
  origin: string;
  /** Path that answers 200 while it serves. */
  healthPath: string;
  command: readonly [string, ...string[]];
  env: Environment;
  /** Receives each line of its output. */
  line: (text: string) => void;
  /** Receives each step forward. */
  progress: (reading: LogReading) => void;
}

const TAIL = 15;
const ASK_EVERY_MS = 300;

export function startEngine(options: EngineOptions): Engine {
  let reading: LogReading = {};
  const tail: string[] = [];
  const process = serve({
    argv: options.command,
    env: options.env,
    // A key at the terminal reaches only this process, and no GPU stays taken, however this process ends.
    session: true,
    onLine(text) {
      options.line(text);
      tail.push(text);
      if (tail.length > TAIL) tail.shift();
      const before = reading;
      reading = joinReadings(reading, readLogLine(text));
      const { stage, percent } = reading;
      if (stage !== before.stage || (stage === "loading" && percent !== before.percent))
        options.progress(reading);
    },
  });
  return {
    name: options.name,
    origin: options.origin,
    health: `${options.origin}${options.healthPath}`,
    process,
    listens: () => listensAt(Number(new URL(options.origin).port || 80), process.leader),
    reading: () => reading,
    lastLines: () => tail,
  };
}

/**
 * Waits until the server answers. Resolves with the fault if the server ended or the time is up, and with "stopped" if
 * the user stopped the command.
 */
export async function untilHealthy(
  engine: Engine,
  limitMs: number,
  signal: AbortSignal,
): Promise<Fault | "stopped" | undefined> {
  const over = Date.now() + limitMs;
  let another = false;
  while (!signal.aborted) {
    const exit = engine.process.exit();
    if (exit) return faultOf(exit, engine.reading(), engine.lastLines());
    if (await isHealthy(engine.health)) {
      if ((await engine.listens()) !== false) return undefined;
      another = true;
    }
    if (Date.now() > over)
      return another ? answeredByAnother() : tooLate(Math.round(limitMs / 6_000) / 10);
    await Promise.race([delay(ASK_EVERY_MS), engine.process.exited]);
  }
  return "stopped";
}
