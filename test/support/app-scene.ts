import { execa } from "execa";
import { createGit } from "../../src/git/create-git.ts";
import type { Lease } from "../../src/kit/lease.ts";
import type { CommandRunner } from "../../src/shell/port.ts";
import { journalFile } from "../../src/swarm/adapters/journal-file.ts";
import { systemClock } from "../../src/swarm/adapters/system-clock.ts";
import { workspaceFiles } from "../../src/swarm/adapters/workspace-files.ts";
import { freezeFoundation } from "../../src/swarm/app/foundation.ts";
import { trackFoundationWrites } from "../../src/swarm/app/foundation-writes.ts";
import { checkConflicts, integrate } from "../../src/swarm/app/integration.ts";
import { openRun } from "../../src/swarm/app/run.ts";
import { putLinkedWorktree, type Swarm, worktreeOf } from "../../src/swarm/app/swarm.ts";
import { resolveConfig } from "../../src/swarm/config.ts";
import type { Plan } from "../../src/swarm/core/plan/plan.ts";
import type { Denial } from "../../src/swarm/core/run/denial.ts";
import type { RunEvent } from "../../src/swarm/core/run/events.ts";
import { workerNamed } from "../../src/swarm/core/run/workers-of.ts";
import { repoAt } from "./repo-at.ts";
import { approval, QA_OK } from "./run-builder.ts";
import { type TempRepo, tempRepo } from "./temp-repo.ts";

/** A project with real git, journal and QA processes, but without the host and a model server that speaks. */
export interface AppScene {
  readonly repo: TempRepo;
  readonly swarm: Swarm;
  /** Submits events that must be accepted. */
  submit(...events: RunEvent[]): Promise<void>;
  /** Proposes and approves the plan: the run is then in FOUNDATION, or in DISPATCH again. */
  approve(plan: Plan): Promise<void>;
  /**
   * The Commander's `write` tool in FOUNDATION, or another call that names these paths. Returns the refusal, if any.
   */
  found(paths: readonly string[], write: () => Promise<unknown>): Promise<Denial | undefined>;
  /** Like `found`, for one file and its new text. */
  foundFile(path: string, text: string): Promise<Denial | undefined>;
  /** The Commander's shell in FOUNDATION; resolves with the paths that belong to the user. */
  foundByShell(work: () => Promise<unknown>): Promise<ReadonlySet<string>>;
  freeze(): ReturnType<typeof freezeFoundation>;
  /** Starts a Worker in its own worktree. */
  start(name: string): Promise<Omit<TempRepo, "remove">>;
  /** Makes the Worker's worktree its accepted commit, without QA. */
  complete(name: string): Promise<void>;
  /** Checks conflicts and integrates; the run is then in FINAL_QA. */
  integrate(): ReturnType<typeof integrate>;
  readonly integration: Omit<TempRepo, "remove">;
}

export interface AppSceneOptions {
  /** The repository, if it is there already. */
  repo?: TempRepo;
  files?: Record<string, string>;
  /** `worktree.setup`. */
  setup?: string;
  /** False: no run has begun; `swarm.run.start` begins it. */
  begun?: boolean;
  /** The environment of our git, made when the repository is there. */
  gitEnv?: (repo: TempRepo) => Promise<Record<string, string>>;
  /** Runs after the start of the QA and before its first command. */
  beforeQa?: () => Promise<void>;
}

export async function appScene(options: AppSceneOptions = {}): Promise<AppScene> {
  const files = { "src/shared/types.ts": "1\n", ...options.files };
  const repo = options.repo ?? (await tempRepo({ files }));
  const top = repo.dir;
  const gitEnv = (await options.gitEnv?.(repo)) ?? repo.env;
  const git = createGit({ env: gitEnv, commonDir: `${top}/.git` });
  await git.exclude(top, "/.aegis/");
  const journal = journalFile(`${top}/.aegis/runs`, systemClock);
  const lease: Lease = { holder: () => undefined, claim: () => "ours", release: () => {} };
  const run = await openRun({ journal, lease, clock: systemClock, perform: () => {} });
  const config = resolveConfig(
    options.setup ? [{ source: "test", value: { worktree: { setup: options.setup } } }] : [],
  );
  const workspace = workspaceFiles(git);
  const foundationWrites = trackFoundationWrites({ git, top, run, workspace });
  const swarm = {
    top,
    git,
    run,
    // No host runs here, so that it holds no directory.
    host: { release: async () => undefined, abort: async () => undefined },
    foundationWrites,
    model: { figures: async () => ({ silent: "not asked" }) },
    runner: plainRunner(repo.env, options.beforeQa),
    workspace,
    journal,
    clock: systemClock,
    config,
  } as unknown as Swarm;
  const submit = async (...events: RunEvent[]) => {
    for (const event of events) {
      const denial = await run.submit(event);
      if (denial) throw new Error(`${event.type} was refused: ${denial.code}: ${denial.why.en}`);
    }
  };
  if (options.begun ?? true) await run.start("ses-1");
  let calls = 0;
  const nextCall = () => ({ sessionID: "ses-1", callID: `call-${++calls}` });
  const found: AppScene["found"] = async (paths, write) => {
    const call = nextCall();
    const denial = await foundationWrites.begin(call, paths);
    if (denial) return denial;
    await write();
    await foundationWrites.end(call);
    return undefined;
  };
  return {
    found,
    foundFile: (path, text) => found([path], () => repo.write(path, text)),
    async foundByShell(work) {
      const call = nextCall();
      const users = await foundationWrites.beginShell(call);
      if ("code" in users) throw new Error(users.why.en);
      await work();
      await foundationWrites.end(call);
      return users;
    },
    repo,
    swarm,
    submit,
    async approve(plan) {
      const head = await git.resolve(top, "HEAD");
      const { tree } = await git.snapshot(top);
      await submit({ type: "PLAN_PROPOSED", plan, base: { head, branch: "main", tree } });
      await submit(approval(run.state));
    },
    freeze: () => freezeFoundation(swarm, "Use the types."),
    async start(name) {
      const id = workerNamed(run.state, name)?.id ?? name;
      const { foundation, integration } = run.state;
      const base = integration?.commit ?? foundation?.snapshot ?? "HEAD";
      const directory = worktreeOf(swarm, id);
      await submit(
        { type: "WORKERS_DISPATCHED", names: [name] },
        { type: "WORKER_STARTING", worker: name, attempt: 1, directory, base },
        { type: "WORKER_STARTED", worker: name, sessionID: `ses-${name}` },
      );
      await putLinkedWorktree(swarm, directory, base);
      return repoAt(directory, repo.env);
    },
    async complete(name) {
      const home = workerNamed(run.state, name)?.home;
      const { tree } = await git.snapshot(home?.directory ?? "");
      const base = home?.base ?? "";
      const commit = await git.commitTree(top, { tree, parents: [base], message: name });
      const files = (await git.changes(top, base, commit)).map(({ path }) => path);
      const worker = workerNamed(run.state, name);
      const qa = (worker?.spec.qa ?? []).map((command) => ({ ...QA_OK, command }));
      await submit({ type: "WORKER_COMPLETED", worker: name, summary: "", commit, files, qa });
    },
    async integrate() {
      await checkConflicts(swarm);
      return integrate(swarm);
    },
    integration: repoAt(worktreeOf(swarm, "integration"), repo.env),
  };
}

/** Real processes without the shell scope, which has its own tests. */
function plainRunner(env: Record<string, string>, before = async () => {}): CommandRunner {
  return {
    async run({ line, directory }) {
      await before();
      const options = { cwd: directory, env, extendEnv: false, reject: false, all: true } as const;
      const { exitCode = null, all } = await execa("bash", ["-c", line], options);
      return { exitCode, timedOut: false, seconds: 0, tail: all };
    },
  };
}
