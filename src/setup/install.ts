import { randomUUID } from "node:crypto";
import { START_LIMIT_MS } from "../host/start-limit.ts";
import type { AegisError } from "../kit/errors.ts";
import { failureText } from "../kit/failure-text.ts";
import { knownError } from "../kit/known-error.ts";
import { sharedUsers } from "./adapters/shared-users.ts";
import { transactions } from "./adapters/transaction.ts";
import { answering, failureOf } from "./answer.ts";
import { asWish } from "./as-wish.ts";
import { askYes, Cancelled } from "./ask.ts";
import { askServer } from "./ask-server.ts";
import { readConfigs } from "./config-files.ts";
import type { SetupContext } from "./context.ts";
import { refuseForeignState } from "./foreign-state.ts";
import type { InstallSteps, Seeds } from "./install-steps.ts";
import { isManaged, managedPlugin, refuseOrdinaryUser } from "./managed.ts";
import { mcpServers, type ServerOptions } from "./options.ts";
import { needsYes, recoverFirst } from "./permission.ts";
import { type InstallPlan, planInstall } from "./plan-install.ts";
import { askForProject, type ProjectApproval } from "./project-approval.ts";
import { type CutOffCommand, type Locked, withLocks } from "./recover-setup.ts";
import { reasonText, type SetupScreen, setupScreen } from "./screen.ts";
import { findTarget, type SetupTarget } from "./target.ts";

export interface InstallOptions extends ServerOptions {
  dryRun: boolean;
  diff: boolean;
  /** Approves the OpenCode configuration that came with the repository. */
  approveProject?: boolean;
}

/**
 * `oh-my-qwencoder install`. Resolves with the exit code: 0 installed or nothing to do, 1 failed and rolled
 * back, 2 usage or cannot run, 130 Ctrl-C.
 */
export function install(
  options: InstallOptions,
  context: SetupContext,
  findParts: () => Promise<InstallSteps>,
): Promise<number> {
  return answering(context, "install", async () => {
    const parts = await findParts();
    const place = await findTarget(context);
    await refuseForeignState(place, context.env);
    const dry = options.dryRun || options.diff;
    if (!dry) await refuseOrdinaryUser(place);
    const screen = setupScreen(context, place.top);
    screen.opening("install");
    try {
      const recovered = await recoverFirst(place, context, screen, dry);
      const { approveProject } = options;
      const approval = await askForProject({ approveProject, dry }, context, screen);
      const plan = await makePlan({ options, context, parts, place, screen });
      screen.plan(plan.items, options.diff);
      if (!dry && plan.nothing) {
        await countAgain(place);
        await approval?.give();
      }
      const outcome =
        dry || plan.nothing ? 0 : await carryOut({ plan, place, context, parts, screen, approval });
      return report({ outcome, plan, dry, recovered, place, context, parts, screen });
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
      screen.print(screen.words.declined);
      return 130;
    }
  });
}

interface Job {
  place: SetupTarget;
  context: SetupContext;
  parts: InstallSteps;
  screen: SetupScreen;
  approval?: ProjectApproval | undefined;
}

async function makePlan(job: Job & { options: InstallOptions }): Promise<InstallPlan> {
  const { options, context, place, screen, parts } = job;
  const configs = await readConfigs(place);
  const { servers, converted } = mcpServers(options.mcp);
  if (converted.length > 0) screen.note(screen.words.note.stdio(converted.join(", ")));
  const server = await askServer(options, context, { configs, screen });
  for (const lack of parts.lacks ?? []) screen.note(lack[context.language]);
  for (const { spec, from } of (await parts.fetched?.({ place, context })) ?? [])
    screen.note(screen.words.note.fetched(spec, from));
  screen.print(screen.words.target(configs.target.path));
  const { plugin, seeds } = await pluginAndSeeds(job);
  const facts = { plugin, server, mcp: servers };
  return planInstall({ place, context, configs, facts, seeds });
}

async function pluginAndSeeds({
  parts,
  place,
  context,
  screen,
}: Job): Promise<{ plugin: string | undefined; seeds: Seeds }> {
  if (place.scope === "managed") {
    const { entry, files } = await managedPlugin(place, context);
    screen.note(screen.words.note.managed);
    return { plugin: entry, seeds: { project: files.map(asWish), shared: [] } };
  }
  const seeds = (await parts.seeds?.({ place, context })) ?? { project: [], shared: [] };
  if (!(await isManaged(context))) return { plugin: `oh-my-qwencoder@${context.version}`, seeds };
  screen.note(screen.words.note.pluginManaged);
  return { plugin: undefined, seeds };
}

type Outcome = number | { failed: AegisError } | "declined" | "stopped";

async function carryOut(job: Job & { plan: InstallPlan }): Promise<Outcome> {
  const { context, screen, place, plan } = job;
  if (!context.yes) {
    if (!context.interactive) throw needsYes();
    if (!(await askYes(screen.words.ask.go, true))) return "declined";
  }
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  process.on("SIGHUP", onSignal);
  try {
    await withLocks(place, plan.shared.length > 0, (locked) => apply(job, locked, stop.signal));
    return 0;
  } catch (error) {
    if (stop.signal.aborted) return "stopped";
    const known = knownError(error);
    if (!known) throw error;
    return { failed: known };
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
    process.off("SIGHUP", onSignal);
  }
}

/**
 * The project's part within the shared part: a failure inside takes both back, and once the
 * project's manifest is written the shared part counts too.
 */
async function apply(
  { plan, place, context, parts, approval, screen }: Job & { plan: InstallPlan },
  { shared, project }: Locked,
  signal: AbortSignal,
): Promise<void> {
  const id = randomUUID();
  const { version } = context;
  const top = place.scope === "project" ? place.top : undefined;
  const verify = async () => {
    // The check runs OpenCode with what was written.
    await approval?.give();
    if (parts.verify) screen.print(screen.words.checking(limitSeconds(context)));
    await parts.verify?.({ place, context });
    signal.throwIfAborted();
  };
  const inner = () => project.apply(plan.project, { id, version, verify, signal, top });
  const users = sharedUsers(place.shared);
  const both = async () => {
    if (!(await users.living()).includes(place.state)) await users.add(place.state, id);
    await shared
      .apply(plan.shared, { id, version, verify: inner, signal, owner: place.state })
      .finally(() => users.tidy());
  };
  try {
    await (plan.shared.length === 0 ? inner() : both());
  } catch (error) {
    await approval?.takeBack();
    throw error;
  }
  if (await shared.manifest()) await users.add(place.state, id);
}

/** A project that was moved or copied since counts as a user of the shared files again. */
async function countAgain(place: SetupTarget): Promise<void> {
  const [own, outside] = [place.state, place.shared].map((folder) => transactions(folder));
  const id = (await own?.manifest())?.id;
  if (id === undefined || !(await outside?.manifest())) return;
  const users = sharedUsers(place.shared);
  if ((await users.living()).includes(place.state)) return;
  await withLocks(place, true, () => users.add(place.state, id));
}

function report(
  job: Job & { outcome: Outcome; plan: InstallPlan; dry: boolean; recovered: CutOffCommand[] },
): number {
  const { outcome, plan, dry, recovered, context, parts, screen, place } = job;
  const { words } = screen;
  const failed = typeof outcome === "object" ? outcome.failed : undefined;
  const written = outcome === 0 && !dry && !plan.nothing;
  if (context.json) {
    const document = {
      v: 1,
      command: "install",
      ok: outcome === 0,
      scope: place.scope,
      top: place.top,
      recovered,
      plan: plan.items.map(({ why, ...item }) => ({
        ...item,
        why: why.map((reason) => reasonText(reason, context.language)),
      })),
      nothingToDo: plan.nothing,
      written,
      verified: written ? parts.verify !== undefined : null,
      ...(failed ? { rolledBack: true, error: failureOf(failed) } : {}),
    };
    context.write(`${JSON.stringify(document, null, 2)}\n`);
  }
  if (failed) return rolledBack(job, failed);
  if (outcome === "stopped") {
    screen.bad(words.stopped);
    return 130;
  }
  if (outcome === "declined") screen.print(words.declined);
  else if (plan.nothing) screen.good(words.nothing);
  else if (dry) screen.print(words.dry);
  else installed();
  return 0;

  function installed() {
    const files = plan.items.filter(({ action }) => action !== "keep").length;
    screen.good(words.installed(files));
    screen.print(parts.verify ? words.verified : words.notVerified);
    screen.print(words.next);
  }
}

function rolledBack({ context, screen }: Job, failed: AegisError): number {
  screen.bad(screen.words.rolledBack);
  if (!context.json) context.writeError(failureText(failed, context));
  // The time was up: nothing is known to be wrong.
  return failed.code === "HOST_RUN_TIMEOUT" ? 2 : 1;
}

function limitSeconds({ timeoutMs = START_LIMIT_MS }: SetupContext): number {
  return timeoutMs / 1000;
}
