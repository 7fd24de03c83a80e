import { AegisError } from "../kit/errors.ts";
import { say } from "../kit/sentence.ts";
import { acceptsConnections } from "../kit/tcp.ts";
import { metricsOf } from "./adapters/health.ts";
import { addressFor, originOf, reachable } from "./addresses.ts";
import { cacheSize } from "./core/cache-size.ts";
import { type Engine, startEngine, untilHealthy } from "./engine.ts";
import { ENDED_LATER, EXIT, exitCodeOf, type Fault } from "./faults.ts";
import { type Replica, replicaEnv, replicasOf } from "./replicas.ts";
import { ROUTER_HEALTH, routerCommand } from "./router.ts";
import { type RunningRecord, runningRecord } from "./running-record.ts";
import type { ServeJob } from "./serve-job.ts";
import type { ServeScreen } from "./serve-screen.ts";

const GRACE_MS = 30_000;
const ROUTER_LIMIT_MS = 60_000;

/**
 * Starts the replicas and, if there are several, the router. Stays until a signal, or until no server is left. Leaves
 * no process behind, however it ends. Resolves with the exit code.
 */
export async function serve(job: ServeJob, signal: AbortSignal): Promise<number> {
  const { screen } = job;
  const replicas = replicasOf(job);
  const engines: Engine[] = [];
  const running = runningRecord(job, replicas.length, engines);
  try {
    return await run({ ...job, signal, replicas, engines, running });
  } catch (error) {
    // A start in the background reports this error through the record.
    if (error instanceof AegisError) {
      const exitCode = exitCodeOf(error.code);
      const { what, next } = error;
      const detail = `${what[screen.language]} → ${next[screen.language]}`;
      running.note("failed", detail, { exitCode });
    }
    throw error;
  } finally {
    if (signal.aborted) screen.stopping();
    const ends = await Promise.all(engines.map(({ process }) => process.stop(GRACE_MS)));
    const left = ends.flat();
    if (signal.aborted) running.note("stopped", "");
    if (signal.aborted || left.length > 0) screen.stopped(left);
    running.release(left);
  }
}

interface ServeRun extends ServeJob {
  signal: AbortSignal;
  replicas: readonly Replica[];
  engines: Engine[];
  running: RunningRecord;
}

async function run(job: ServeRun): Promise<number> {
  const { settings, env, screen, signal, replicas, engines, running } = job;
  const { log, note } = running;
  note("starting", "");
  // Check the router first: loading takes minutes.
  const routing = replicas.length > 1 ? await routerCommand(settings, replicas, env) : undefined;
  for (const { host, port } of [...replicas, settings]) await refuseTaken(host, port);
  for (const replica of replicas) engines.push(startReplica(job, replica, { log, note }));
  // Note the sessions now, in case this process is killed from here on.
  note("starting", "");
  const failed = await untilAllHealthy(engines, settings.startLimitMs, signal);
  if (failed === "stopped") return 130;
  if (failed) return fail(failed);
  const router = routing && startRouter(job, routing, log);
  if (router) {
    engines.push(router);
    const fault = await untilHealthy(router, ROUTER_LIMIT_MS, signal);
    if (fault === "stopped") return 130;
    if (fault) return fail({ engine: router, fault });
  }
  const cache = await measured(engines[0] as Engine);
  note("ready", "", cache ? { measured: cache } : {});
  screen.ready({ url: `${addressFor(settings)}/v1`, measured: cache, stays: true });
  return untilEnd(engines, router, { screen, signal, fail });

  function fail({ engine, fault }: Failed): number {
    screen.failed({ ...fault, lines: engine.lastLines(), logFile: running.logFile });
    note("failed", fault.text[screen.language], { exitCode: fault.exitCode });
    return fault.exitCode;
  }
}

type Log = (line: string) => void;

/** Throws PORT_TAKEN: another server at the port would look like ours. */
async function refuseTaken(host: string, port: number): Promise<void> {
  if (port > 65_535)
    throw new AegisError(
      "BAD_OPTION",
      say(`Port ${port} does not exist.`, `포트 ${port}은(는) 없는 포트입니다.`),
      say("Choose a lower --port.", "--port에 더 작은 수를 지정하세요."),
    );
  if (!(await acceptsConnections(`http://${reachable(host)}:${port}`, 1_000))) return;
  throw new AegisError(
    "PORT_TAKEN",
    say(
      `Another program already answers on port ${port}.`,
      `포트 ${port}에서 이미 다른 프로그램이 응답합니다.`,
    ),
    say(
      "Stop it (oh-my-qwencoder start-vllm --status shows our servers), or choose another port with --port.",
      "그 프로그램을 종료하거나(우리 서버는 oh-my-qwencoder start-vllm --status로 볼 수 있습니다) --port로 다른 포트를 지정하세요.",
    ),
  );
}

interface Failed {
  engine: Engine;
  fault: Fault;
}

function startReplica(
  job: ServeJob,
  replica: Replica,
  { log, note }: { log: Log; note: (state: "starting", detail: string) => void },
): Engine {
  const { screen, script, extra } = job;
  return startEngine({
    name: screen.nameOf(replica),
    healthPath: "/health",
    origin: `http://${reachable(replica.host)}:${replica.port}`,
    command: ["bash", script, ...(extra.length > 0 ? ["--", ...extra] : [])],
    env: replicaEnv(job, replica),
    line: (text) => {
      log(`[${replica.number}] ${text}`);
      if (text.startsWith("aegis: ")) screen.said(text);
    },
    progress: (reading) => note("starting", screen.progress(replica, reading)),
  });
}

function startRouter(
  { settings, env }: ServeJob,
  command: readonly [string, ...string[]],
  log: Log,
): Engine {
  return startEngine({
    name: "vllm-router",
    healthPath: ROUTER_HEALTH,
    origin: originOf(settings),
    command,
    env,
    line: (text) => log(`[router] ${text}`),
    progress: () => undefined,
  });
}

async function untilAllHealthy(
  engines: readonly Engine[],
  limitMs: number,
  signal: AbortSignal,
): Promise<Failed | "stopped" | undefined> {
  const first = new AbortController();
  const both = AbortSignal.any([signal, first.signal]);
  const ends = await Promise.all(
    engines.map(async (engine) => {
      const fault = await untilHealthy(engine, limitMs, both);
      // The first failure ends the wait for the other replicas, which load for minutes.
      if (fault !== undefined && fault !== "stopped") first.abort();
      return { engine, fault };
    }),
  );
  if (signal.aborted) return "stopped";
  return ends.find((one): one is Failed => typeof one.fault === "object");
}

/**
 * If one of several replicas ends, the router leaves it out. Resolves when the router or the last
 * replica has ended.
 */
async function untilEnd(
  engines: readonly Engine[],
  router: Engine | undefined,
  { screen, signal, fail }: Ending,
): Promise<number> {
  const left = new Set(engines);
  const aborted = new Promise<"stopped">((resolve) => {
    if (signal.aborted) resolve("stopped");
    signal.addEventListener("abort", () => resolve("stopped"), { once: true });
  });
  for (;;) {
    const ended = await Promise.race([
      aborted,
      ...[...left].map(async (engine) => ({ engine, exit: await engine.process.exited })),
    ]);
    if (ended === "stopped") return 0;
    const { engine } = ended;
    left.delete(engine);
    if (engine === router || [...left].every((one) => one === router))
      return fail({ engine, fault: endedAfter(engine) });
    screen.lost(engine.name);
  }
}

interface Ending {
  screen: ServeScreen;
  signal: AbortSignal;
  fail: (failed: Failed) => number;
}

function endedAfter({ name, process }: Engine): Fault {
  const exit = process.exit();
  const how = exit?.signal ?? `code ${exit?.code}`;
  const text = { en: `${name} ended with ${how}`, ko: `${name} 종료: ${how}` };
  return { exitCode: EXIT.ended, code: ENDED_LATER, text };
}

async function measured(engine: Engine) {
  const { cacheTokens, maximumConcurrency } = engine.reading();
  if (cacheTokens !== undefined && maximumConcurrency !== undefined)
    return { cacheTokens, maximumConcurrency };
  return cacheSize((await metricsOf(engine.origin)) ?? "");
}
