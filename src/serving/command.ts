import { join } from "node:path";
import { execa } from "execa";
import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import { type Language, say } from "../kit/sentence.ts";
import { withRefusal } from "../kit/with-refusal.ts";
import { detached, stopServers } from "./background.ts";
import { EXIT, exitCodeOf } from "./faults.ts";
import { chosenGpus, makePlan, type Planned } from "./make-plan.ts";
import { planDocument, planText, spanText } from "./plan-screen.ts";
import { renderDeployment } from "./render.ts";
import { hasKey, keyFile, replicaEnv, replicasOf } from "./replicas.ts";
import { serve } from "./serve.ts";
import type { ServeJob } from "./serve-job.ts";
import { serveScreen } from "./serve-screen.ts";
import { showStatus } from "./servers.ts";
import { type ServeFlags, type Settings, serveSettings } from "./settings.ts";

export interface StartVllm extends ServeFlags {
  plan?: boolean;
  dryRun?: boolean;
  detach?: boolean;
  status?: boolean;
  stop?: boolean;
  render?: string;
}

export interface StartVllmContext {
  env: Environment;
  json: boolean;
  language: Language;
  color: boolean;
  /** Width of the terminal; undefined: the output is not a terminal. */
  columns?: number | undefined;
  packageRoot: string;
  /** Flags for vLLM itself. */
  extra: readonly string[];
  /** This command line without `--detach`, to start it again in the background. */
  again: readonly [string, ...string[]];
  write: (text: string) => void;
  /** Shows an error. */
  refused: (error: AegisError) => void;
  /** Writes to standard error. */
  warn: (text: string) => void;
}

/** `oh-my-qwencoder start-vllm`; resolves with the exit code, see `EXIT`. */
export async function startVllm(flags: StartVllm, context: StartVllmContext): Promise<number> {
  const run = () => answered(flags, context);
  return withRefusal(run, (known) => {
    context.refused(known);
    return exitCodeOf(known.code);
  });
}

async function answered(flags: StartVllm, context: StartVllmContext): Promise<number> {
  const { env, write, json } = context;
  const settings = serveSettings(flags, env);
  const told = flags.port === undefined ? undefined : settings.port;
  if (flags.status) return showStatus({ ...context, port: told });
  if (flags.stop) return stopServers({ ...context, port: told });
  const planned = await planOf(settings, flags, context);
  if (flags.plan) return showPlan(planned, settings, context);
  const gpus = planned?.gpus ?? (await chosenGpus(settings, env)).gpus;
  const job = jobOf({ settings, planned, gpus }, context);
  const broken = planned?.traps.find(({ level }) => level === "error");
  if (broken)
    throw new AegisError("PLAN_FAILS", broken.text, say("See --plan.", "--plan으로 확인하세요."));
  if (flags.render !== undefined) {
    for (const { text } of planned?.traps ?? []) context.warn(`! ${text[context.language]}\n`);
    write(await renderDeployment(flags.render, job, context));
    return 0;
  }
  if (planned && !json && !flags.dryRun) write(`${planText(planned, settings.model, context)}\n`);
  if (flags.dryRun) return dryRun(job, context);
  if (flags.detach)
    return detached({
      ...context,
      port: settings.port,
      command: context.again,
      screen: job.screen,
    });
  return serve(job, stopSignal());
}

/** The first signal stops the servers in order; a second signal exits at once. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  // Exit ourselves, so that our exit handler kills the servers too.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => (stop.signal.aborted ? process.exit(130) : stop.abort()));
  return stop.signal;
}

/** A model of unknown size can be served, but not planned. */
async function planOf(
  settings: Settings,
  { plan }: StartVllm,
  { env, warn, language }: StartVllmContext,
): Promise<Planned | undefined> {
  try {
    return await makePlan(settings, env);
  } catch (error) {
    const unknown = error instanceof AegisError && error.code === "UNKNOWN_MODEL";
    if (plan || !unknown) throw error;
    warn(`! ${error.what[language]}\n`);
    return undefined;
  }
}

function showPlan(
  planned: Planned | undefined,
  { model }: Settings,
  { json, language, color, columns, write }: StartVllmContext,
): number {
  if (!planned) return EXIT.model;
  if (json) write(`${JSON.stringify(planDocument(planned, model), null, 2)}\n`);
  else write(planText(planned, model, { language, color, columns }));
  const broken = planned.traps.some(({ level }) => level === "error");
  return planned.plan.fits && !broken ? 0 : 1;
}

function jobOf(
  {
    settings,
    planned,
    gpus,
  }: { settings: Settings; planned: Planned | undefined; gpus: readonly number[] },
  context: StartVllmContext,
): ServeJob {
  const { env, extra, packageRoot, language, color, columns, json, write } = context;
  const plan = planned?.plan;
  // A plan keeps the requested settings.
  const choice = {
    context: plan?.context ?? settings.context ?? 131_072,
    batch: plan?.maxNumSeqs ?? settings.batch ?? 32,
    kv: (plan?.kv ?? settings.kv) === "fp8" ? ("fp8" as const) : ("auto" as const),
    gpus,
  };
  const full = plan?.capacities
    .find(({ kv }) => kv === plan.kv)
    ?.sessions.find(({ context: length }) => length === choice.context);
  const screen = serveScreen({
    ...{ language, color, columns, json, write },
    servedName: settings.servedName,
    plannedSessions: full && spanText(full.span),
    hasKey: hasKey(settings, env),
    keyFile: hasKey(settings, env) && !env["AEGIS_API_KEY"] ? keyFile(env) : undefined,
  });
  return {
    ...{ settings, choice, extra, env, screen },
    script: join(packageRoot, "scripts/start-vllm.sh"),
  };
}

/** The exact command of each replica, as the script would run it. */
async function dryRun(job: ServeJob, { write, warn }: StartVllmContext): Promise<number> {
  for (const replica of replicasOf(job)) {
    const { exitCode, stdout, stderr } = await execa(
      "bash",
      [job.script, "--dry-run", ...(job.extra.length > 0 ? ["--", ...job.extra] : [])],
      { env: replicaEnv(job, replica), extendEnv: false, reject: false },
    );
    if (exitCode === undefined)
      throw new AegisError(
        "NO_BASH",
        say("bash cannot be started.", "bash를 시작할 수 없습니다."),
        say("Install bash.", "bash를 설치하세요."),
      );
    if (exitCode !== 0) {
      warn(`${stderr}\n`);
      return exitCode;
    }
    write(`${stdout}\n`);
  }
  return 0;
}
