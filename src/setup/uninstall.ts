import { dirname } from "node:path";
import { AegisError } from "../kit/errors.ts";
import { failureText } from "../kit/failure-text.ts";
import { knownError } from "../kit/known-error.ts";
import { say } from "../kit/sentence.ts";
import { statePaths } from "../kit/state-paths.ts";
import { approvalFiles } from "../swarm/adapters/project-config/approvals.ts";
import { type Remains, runRemains } from "./adapters/run-remains.ts";
import { sharedUsers } from "./adapters/shared-users.ts";
import { namesIn } from "./adapters/state-files.ts";
import type { TakenBack } from "./adapters/take-back.ts";
import { type Transactions, transactions } from "./adapters/transaction.ts";
import { answering, failureOf } from "./answer.ts";
import { askYes, Cancelled } from "./ask.ts";
import type { SetupContext } from "./context.ts";
import type { Manifest } from "./core/manifest.ts";
import { refuseForeignState } from "./foreign-state.ts";
import { refuseOrdinaryUser } from "./managed.ts";
import { needsYes, recoverFirst } from "./permission.ts";
import { onlyHere, projectOpen } from "./purge-refusals.ts";
import { type CutOffCommand, withLocks } from "./recover-setup.ts";
import { type RemovalItem, type SetupScreen, setupScreen } from "./screen.ts";
import { dropStateLine, takingOut } from "./taking-out.ts";
import { findTarget, type SetupTarget } from "./target.ts";

export interface UninstallOptions {
  dryRun: boolean;
  /** Also delete the remains of runs. */
  purge: boolean;
}

/**
 * `oh-my-qwencoder uninstall`. Resolves with the exit code: 0 done or nothing to do, 1 something is left (repeat the
 * command), 2 usage or cannot run, 130 Ctrl-C.
 */
export function uninstall(options: UninstallOptions, context: SetupContext): Promise<number> {
  return answering(context, "uninstall", async () => {
    if (options.purge && context.scope !== "project")
      throw new AegisError(
        "BAD_OPTION",
        say(
          "--purge deletes the runs of a project; --global and --managed have none.",
          "--purge는 프로젝트의 실행 기록을 삭제합니다. --global과 --managed에는 실행 기록이 없습니다.",
        ),
        say("Leave out one of the two.", "둘 중 하나를 빼세요."),
      );
    const place = await findTarget(context);
    await refuseForeignState(place, context.env);
    if (!options.dryRun) await refuseOrdinaryUser(place);
    const screen = setupScreen(context, place.top);
    screen.opening("uninstall");
    try {
      const code = await steps({ options, context, place, screen });
      if (!options.dryRun) await forgetApproval(place, context);
      return code;
    } catch (error) {
      if (error instanceof Unfinished) return unfinished(context, error.cause);
      if (!(error instanceof Cancelled)) throw error;
      screen.print(screen.words.declined);
      return 130;
    }
  });
}

/** An approval ends with the install; --force also ends those of repositories that are gone. */
async function forgetApproval(place: SetupTarget, { env, force }: SetupContext): Promise<void> {
  const approvals = approvalFiles(env, process.platform);
  if (place.scope === "project" && !(await transactions(place.state).manifest()))
    await approvals.set(place.top, []);
  if (force) await approvals.forgetLost();
}

/** The uninstall failed half-way; the next uninstall continues. */
class Unfinished extends Error {
  override readonly cause: AegisError;

  constructor(cause: AegisError) {
    super(cause.message);
    this.cause = cause;
  }
}

function unfinished(context: SetupContext, cause: AegisError): number {
  if (context.json) {
    const document = { v: 1, command: "uninstall", ok: false, error: failureOf(cause) };
    context.write(`${JSON.stringify(document, null, 2)}\n`);
  } else context.writeError(failureText(cause, context));
  return 1;
}

interface Job {
  options: UninstallOptions;
  context: SetupContext;
  place: SetupTarget;
  screen: SetupScreen;
}

async function steps(job: Job): Promise<number> {
  const { options, context, place, screen } = job;
  const { words } = screen;
  const recovered = await recoverFirst(place, context, screen, options.dryRun);
  const manifest = await transactions(place.state).manifest();
  const orphaned = await sharedIsOrphaned(place, manifest, context.force);
  const remains = options.purge ? await purgeable(job) : undefined;
  const plan = removals(manifest);
  screen.removal(plan);
  const nothing = !(manifest || orphaned || remains);
  const report = { recovered, plan, nothingToDo: nothing };
  if (nothing || options.dryRun) {
    screen.print(nothing ? words.notInstalled : words.dry);
    return answer(context, { ...report, written: false });
  }
  if (!(await allowed(job, remains))) {
    screen.print(words.declined);
    return answer(context, { ...report, written: false });
  }
  const result = await withLocks(place, false, async ({ project, shared }) => {
    // First, because the other records remove the folders that they have made.
    const approvals = approvalFiles(context.env, process.platform);
    if (place.scope === "project") await approvals.set(place.top, []);
    if (context.force) await approvals.forgetLost();
    const taken = await project.takeOut(takingOut(place, remains !== undefined));
    const outside = await releaseShared(place, shared, context.force);
    if (remains) await runRemains(place.top, context.env).purge();
    if (place.commonDir) await runRemains(place.top, context.env).tidy();
    if (remains) await dropStateLine(place);
    return { taken, outside };
  }).catch((error: unknown) => {
    const cause = knownError(error);
    throw cause ? new Unfinished(cause) : error;
  });
  const stays = await runsStay(place);
  tell(screen, { ...result, remains, stays });
  return answer(context, {
    ...report,
    written: true,
    takenBack: result.taken?.paths ?? [],
    left: [...(result.taken?.left ?? []), ...(result.outside.taken?.left ?? [])],
    sharedUsers: result.outside.users,
    sharedLost: result.outside.lost,
    runsStay: stays,
    ...(remains ? { purged: { runs: remains.runs.length, refs: remains.refs.length } } : {}),
  });
}

/** True if an uninstall was cut off before it removed the files outside the project. */
async function sharedIsOrphaned(
  place: SetupTarget,
  manifest: Manifest | undefined,
  force: boolean,
): Promise<boolean> {
  if (manifest || !(await transactions(place.shared).manifest())) return false;
  const users = sharedUsers(place.shared);
  const lost = force ? [] : await users.lost();
  return lost.length + (await users.living()).length === 0;
}

/** Throws RUN_IN_USE, UNMERGED_WORK: names work that is in no branch before it can be deleted. */
async function purgeable({ context, place, screen }: Job): Promise<Remains> {
  const remains = await runRemains(place.top, context.env).look();
  if (remains.holder !== undefined) throw projectOpen(remains.holder);
  if (remains.unmerged.length === 0) return remains;
  const names = remains.unmerged.join(", ");
  if (!context.force) throw onlyHere(names);
  screen.print(screen.words.unmerged(names));
  return remains;
}

async function allowed(job: Job, remains: Remains | undefined): Promise<boolean> {
  const { context, screen } = job;
  if (context.yes) return true;
  if (!context.interactive) throw needsYes();
  if (!(await askYes(screen.words.ask.uninstall, true))) return false;
  return !remains || askYes(screen.words.ask.purge, false);
}

interface Outside {
  users: number;
  lost: string[];
  taken: TakenBack | undefined;
}

/**
 * The last project that used the files outside removes them, unless a project that may have been
 * moved needs them.
 */
async function releaseShared(
  place: SetupTarget,
  shared: Transactions,
  force: boolean,
): Promise<Outside> {
  const users = sharedUsers(place.shared);
  await users.tidy(force ? "lost" : undefined);
  const [living, lost] = [await users.living(), await users.lost()];
  const last = living.length + lost.length === 0;
  const taken = last ? await shared.takeOut(takingOut(place)) : undefined;
  return { users: living.length, lost: lost.map((state) => dirname(dirname(state))), taken };
}

function removals(manifest: Manifest | undefined): RemovalItem[] {
  return (manifest?.changes ?? []).flatMap((change) =>
    change.kind === "file"
      ? [{ file: change.path, action: change.before ? ("restore" as const) : ("remove" as const) }]
      : [],
  );
}

async function runsStay(place: SetupTarget): Promise<boolean> {
  if (!place.commonDir) return false;
  return (await namesIn(statePaths(place.top).runs)).length > 0;
}

function tell(
  screen: SetupScreen,
  result: {
    taken: TakenBack | undefined;
    outside: Outside;
    remains: Remains | undefined;
    stays: boolean;
  },
): void {
  const { words } = screen;
  const { taken, outside, remains, stays } = result;
  if (taken) screen.good(words.uninstalled(taken.paths.length));
  screen.leftovers([...(taken?.left ?? []), ...(outside.taken?.left ?? [])]);
  if (outside.taken) screen.print(words.sharedRemoved);
  if (outside.users > 0) screen.print(words.sharedKept(outside.users));
  else if (outside.lost.length > 0) screen.print(words.sharedLost(outside.lost.join(", ")));
  if (remains) screen.good(words.purged(remains.runs.length, remains.refs.length));
  if (stays) screen.print(words.runsStay);
}

function answer(
  context: SetupContext,
  document: { recovered: readonly CutOffCommand[] } & Record<string, unknown>,
): number {
  if (context.json)
    context.write(
      `${JSON.stringify({ v: 1, command: "uninstall", ok: true, scope: context.scope, ...document }, null, 2)}\n`,
    );
  return 0;
}
