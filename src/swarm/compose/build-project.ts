import { mkdir } from "node:fs/promises";
import { createGit } from "../../git/create-git.ts";
import type { Git, RepositoryFacts } from "../../git/port.ts";
import { AegisError } from "../../kit/errors.ts";
import { inTurnQueue } from "../../kit/in-turn.ts";
import { fileLease } from "../../kit/lease.ts";
import { STATE_LINE, statePaths } from "../../kit/state-paths.ts";
import { commandRunner } from "../../shell/command-runner.ts";
import { probeSandbox } from "../../shell/sandbox.ts";
import { shellScopes } from "../../shell/scopes.ts";
import { writePaths } from "../../shell/write-paths.ts";
import { journalFile } from "../adapters/journal-file.ts";
import { openaiServer } from "../adapters/openai-server.ts";
import { type HostClient, openCodeHost } from "../adapters/opencode-host.ts";
import { systemClock } from "../adapters/system-clock.ts";
import { workspaceFiles } from "../adapters/workspace-files.ts";
import { trackGroundwork } from "../app/groundwork.ts";
import { openRun } from "../app/run.ts";
import { superviseWorkers } from "../app/supervisor.ts";
import { keepWork, type Swarm } from "../app/swarm.ts";
import type { AegisConfig } from "../config.ts";
import { isProtected } from "../core/protected.ts";
import { runOpen, startableWorkers } from "../core/run/state.ts";
import type { Project } from "../opencode/project.ts";
import { agentActivity } from "./agent-activity.ts";
import { effectPerformer } from "./effects.ts";
import { instanceGuard } from "./instances.ts";
import { sayHidden, settleAsk, showText, userMessages } from "./session-calls.ts";
import { takeOver } from "./take-over.ts";

/** Where the package's own files lie. */
export interface PackageFiles {
  root: string;
  shell: string;
  hooks: string;
}

export interface BuildRequest {
  facts: RepositoryFacts;
  config: AegisConfig;
  client: HostClient;
  files: PackageFiles;
  env: Record<string, string | undefined>;
  argv: readonly string[];
  /** Resolved configuration and plugin address for the instances of worktrees. */
  injected: () => string;
  server: () => { baseURL: string; apiKey?: string } | undefined;
}

/** Puts one project together: adapters, the run from its journal, supervision, shell scope. */
export async function buildProject(request: BuildRequest): Promise<Project> {
  const { facts, config, client, files, env } = request;
  const { top, commonDir } = facts;
  const sandbox = await probeSandbox({ mode: config.sandbox, shell: files.shell, env });
  const git = createGit({ env, commonDir });
  await prepareState(git, top);
  const journal = journalFile(statePaths(top).runs, systemClock);
  const host = openCodeHost(client, instanceGuard(top, request.injected));
  const log: Project["log"] = async (level, message) => {
    await client.app.log({ service: "aegis", level, message });
  };
  const lease = fileLease(statePaths(top).lease);
  const effects = effectPerformer(log);
  const run = await openRun({ journal, lease, clock: systemClock, perform: effects.perform });
  const mendJournal = () => journal.mend(run.state.runId);
  const activity = agentActivity(systemClock, sandbox.kind === "bubblewrap");
  const workspace = workspaceFiles(git);
  const swarm: Swarm = {
    top,
    git,
    run,
    host,
    runner: activity.watchRunner(
      commandRunner({
        shell: files.shell,
        sandbox,
        readable: [top, commonDir, files.root],
        project: { top, commonDir, hooksDir: files.hooks, mendJournal },
        env,
      }),
    ),
    model: openaiServer(request.server),
    workspace,
    groundwork: trackGroundwork({ git, top, run, workspace }),
    journal,
    clock: systemClock,
    config,
  };
  const project: Project = {
    swarm,
    supervisor: superviseWorkers(swarm),
    shell: activity.watchShell(
      shellScopes({
        sandbox,
        top,
        commonDir,
        hooksDir: files.hooks,
        packageDir: files.root,
        env,
        journal: {
          // With a run of ours open nobody else writes journals; else another OpenCode may have.
          accept: async () => (runOpen(run.state) ? undefined : journal.accept()),
          mend: mendJournal,
        },
      }),
    ),
    paths: writePaths({ top, worktrees: statePaths(top).worktrees, isProtected }),
    sessions: new Map(),
    asking: new Map(),
    waiting: 0,
    rows: new Map(),
    language: config.language === "ko" ? "ko" : "en",
    oneShot: request.argv[2] === "run" || request.argv[1] === "run",
    disposing: false,
    openIn: new Set(),
    changing: 0,
    beginning: 0,
    inTurn: inTurnQueue(),
    lease,
    parents: new Map(),
    show: (place, text) => showText(client, place, text),
    say: (sessionID, text) => sayHidden(client, sessionID, text),
    settleAsk: (sessionID, properties) => settleAsk(client, project, sessionID, properties),
    userMessages: (sessionID) => userMessages(client, sessionID, activity.at),
    keepWork: (worker) => keepWork(swarm, worker),
    startQueued: () => {
      const names = startableWorkers(run.state).map(({ spec }) => spec.name);
      if (names.length > 0) effects.perform({ type: "START_WORKERS", names }, run.state);
    },
    log,
  };
  // Before the effects are attached: an opening starts and wakes nobody.
  await takeOver(swarm, lease, log);
  effects.attach(project, client);
  return project;
}

/** Before any shell can run: what does not exist cannot be made read-only for it. */
async function prepareState(git: Git, top: string): Promise<void> {
  try {
    await git.exclude(top, STATE_LINE);
    await mkdir(statePaths(top).folder, { recursive: true });
  } catch (cause) {
    throw new AegisError(
      "STATE_UNWRITABLE",
      `The folder ${statePaths(top).folder} or git's info/exclude cannot be written: ${String(cause)}`,
      "Mend their permissions, then repeat the step.",
      { cause },
    );
  }
}
