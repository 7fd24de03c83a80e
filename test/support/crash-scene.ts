import { execa } from "execa";
import { createGit } from "../../src/git/create-git.ts";
import { inTurnQueue } from "../../src/kit/in-turn.ts";
import type { Lease } from "../../src/kit/lease.ts";
import { journalFile } from "../../src/swarm/adapters/journal-file.ts";
import { systemClock } from "../../src/swarm/adapters/system-clock.ts";
import { workspaceFiles } from "../../src/swarm/adapters/workspace-files.ts";
import { cleanUp } from "../../src/swarm/app/cleanup.ts";
import { dispatchWorkers } from "../../src/swarm/app/dispatch-workers.ts";
import { acceptReport } from "../../src/swarm/app/evidence.ts";
import { runFinalQa } from "../../src/swarm/app/final-qa.ts";
import { freezeFoundation } from "../../src/swarm/app/foundation.ts";
import { trackFoundationWrites } from "../../src/swarm/app/foundation-writes.ts";
import { checkConflicts, integrate } from "../../src/swarm/app/integration.ts";
import { commitRun } from "../../src/swarm/app/landing.ts";
import { proposePlan } from "../../src/swarm/app/propose-plan.ts";
import { leftBehind, recoverRun } from "../../src/swarm/app/recovery.ts";
import { openRun } from "../../src/swarm/app/run.ts";
import { startWorkers } from "../../src/swarm/app/start-workers.ts";
import type { Swarm } from "../../src/swarm/app/swarm.ts";
import { resolveConfig } from "../../src/swarm/config.ts";
import type { Denial } from "../../src/swarm/core/run/denial.ts";
import { type RunState, runOpen } from "../../src/swarm/core/run/state.ts";
import { startableWorkers, workerNamed } from "../../src/swarm/core/run/workers-of.ts";
import type { Journal } from "../../src/swarm/ports.ts";
import { type Repo, repoAt } from "./repo-at.ts";
import { approval, planOf } from "./run-builder.ts";

/** The death of a process: everything it would still do fails with this error. */
export class Killed extends Error {}

/** Where a process dies: right before or right after its n-th record is on disk. */
export interface Death {
  readonly record: number;
  readonly when: "before" | "after";
}

/** One process that drives a run with real git, until it ends or dies. */
export interface Life {
  readonly swarm: Swarm;
  /**
   * Brings the run from its present state to its commit, as a Commander with good Workers does, or only to the first
   * state that `enough` accepts.
   */
  drive(enough?: (state: RunState) => boolean): Promise<void>;
  /** Resolves when all effects so far are carried out. */
  settled(): Promise<void>;
}

/** Opens the project as a start does; the process dies as told, also during its recovery. */
export async function live(repo: Repo, death?: Death): Promise<Life> {
  const top = repo.dir;
  let isDead = false;
  let records = 0;
  const alive = (): void => {
    if (isDead) throw new Killed();
  };
  const git = mortal(createGit({ env: repo.env, commonDir: `${top}/.git` }), alive);
  const file = journalFile(`${top}/.aegis/runs`, systemClock);
  const journal: Journal = {
    ...mortal(file, alive),
    async append(runId, record) {
      alive();
      records += 1;
      const isLast = death?.record === records;
      if (isLast && death.when === "before") isDead = true;
      alive();
      await file.append(runId, record);
      if (isLast) isDead = true;
      alive();
    },
  };
  await git.exclude(top, "/.aegis/");
  const lease: Lease = { holder: () => undefined, claim: () => "ours", release: () => {} };
  // Effects run one after another in the background; a dead process has none.
  const queue = inTurnQueue();
  let effects: Promise<unknown> = Promise.resolve();
  let isOpen = false;
  const run = await openRun({
    journal,
    lease,
    clock: systemClock,
    perform(effect) {
      if (!isOpen || isDead) return;
      const done = queue(async () => {
        if (effect.type === "START_WORKERS") await startWorkers(swarm, effect.names);
        if (effect.type === "CLEAN_UP") await cleanUp(swarm);
      });
      effects = Promise.all([effects, done.catch(ignoreDeath)]);
    },
  });
  const workspace = mortal(workspaceFiles(git), alive);
  let sessions = 0;
  const swarm: Swarm = {
    ...{ top, git, run, journal, workspace, clock: systemClock, config: resolveConfig([]) },
    foundationWrites: trackFoundationWrites({ git, top, run, workspace }),
    host: {
      guardDirectory: async () => alive(),
      openWorker: async () => `ses-${process.pid}-${++sessions}`,
      prompt: async () => alive(),
      lastTurn: async () => ({ busy: false, text: "" }),
      endTurn: async () => undefined,
      abort: async () => undefined,
      release: async () => undefined,
    },
    model: { probe: async () => ({ up: true }), figures: async () => ({ silent: "not asked" }) },
    runner: {
      async run({ line, directory }) {
        alive();
        const options = {
          cwd: directory,
          env: repo.env,
          extendEnv: false,
          reject: false,
          all: true,
        } as const;
        const { exitCode = null, all } = await execa("bash", ["-c", line], options);
        return { exitCode, timedOut: false, seconds: 0, tail: all };
      },
    },
  };
  if (await leftBehind(swarm)) await recoverRun(swarm);
  isOpen = true;
  return {
    swarm,
    async settled() {
      await effects;
    },
    async drive(enough = () => false) {
      // Every step ends in a record, so that a run that does not move on would go round for ever.
      for (let step = 0; runOpen(run.state) || run.state.runId === undefined; step++) {
        if (enough(run.state)) return;
        if (step > 60) throw new Error(`the run does not move on: ${run.state.phase}`);
        await takeStep(swarm, repo);
        await effects;
        alive();
      }
      await effects;
    },
  };
}

async function takeStep(swarm: Swarm, repo: Repo): Promise<void> {
  const { run } = swarm;
  const { state } = run;
  if (state.runId === undefined || (state.phase === "DESIGN" && !state.proposal))
    return must(proposePlan(swarm, planOf(["a", "b"]), "ses-1"));
  if (state.proposal) return must(run.submit(approval(state)));
  if (state.phase === "FOUNDATION") return found(swarm, repo);
  if (state.phase === "DISPATCH") return must(dispatchWorkers(swarm));
  if (state.phase === "MONITORING") return work(swarm, repo);
  const failed = state.workers.filter(({ now }) => now.status === "failed");
  for (const { spec } of state.phase === "INTEGRATE" ? failed : [])
    await must(run.submit({ type: "WORKER_RETRIED", worker: spec.name, instructions: "Go on." }));
  if (state.phase === "INTEGRATE" && failed.length === 0) {
    await must(checkConflicts(swarm).then(({ denial }) => denial));
    return must(
      integrate(swarm).then((result) => ("denial" in result ? result.denial : undefined)),
    );
  }
  if (state.qa?.type !== "QA_PASSED") {
    await runFinalQa(swarm, {});
    return;
  }
  const result = await commitRun(swarm, { type: "feat", subject: "board" });
  if ("denial" in result) throw new Error(result.denial.why.en);
}

async function found(swarm: Swarm, repo: Repo): Promise<void> {
  const path = "src/shared/types.ts";
  const call = { sessionID: "ses-1", callID: `call-${swarm.run.state.seq}` };
  await must(swarm.foundationWrites.begin(call, [path]));
  await repo.write(path, "shared\n");
  await swarm.foundationWrites.end(call);
  return must(freezeFoundation(swarm, "Use the types."));
}

/** Every Worker that runs writes its file and reports; a failed one is retried, a queued one is started. */
async function work(swarm: Swarm, repo: Repo): Promise<void> {
  const { run } = swarm;
  await startWorkers(
    swarm,
    startableWorkers(run.state).map(({ spec }) => spec.name),
  );
  for (const { spec } of run.state.workers) {
    const { name } = spec;
    const worker = workerNamed(run.state, name);
    if (worker?.now.status === "failed")
      await must(run.submit({ type: "WORKER_RETRIED", worker: name, instructions: "Go on." }));
    if (worker?.now.status !== "running" || !worker.home) continue;
    await repoAt(worker.home.directory, repo.env).write(`src/${name}/ok.txt`, `${name}\n`);
    await must(acceptReport(swarm, name, { summary: "Built.", changes: [], checks: [] }));
  }
}

async function must(step: Promise<Pick<Denial, "code" | "why"> | undefined>): Promise<void> {
  const denial = await step;
  if (denial) throw new Error(`${denial.code}: ${denial.why.en}`);
}

function ignoreDeath(error: unknown): void {
  if (!(error instanceof Killed)) throw error;
}

/** The same object, each of whose methods fails once its process is dead. */
function mortal<T extends object>(parts: T, alive: () => void): T {
  return new Proxy(parts, {
    get(target, key) {
      const member = Reflect.get(target, key) as unknown;
      if (typeof member !== "function") return member;
      return (...args: unknown[]) => {
        alive();
        return (member as (...args: unknown[]) => unknown).apply(target, args);
      };
    },
  });
}
