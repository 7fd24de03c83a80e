import { createGit } from "../../git/create-git.ts";
import type { RepositoryFacts } from "../../git/port.ts";
import { inTurnQueue } from "../../kit/in-turn.ts";
import { ownPid } from "../../kit/lease.ts";
import { localeLanguage } from "../../kit/locale.ts";
import { projectLease } from "../../kit/project-lease.ts";
import { statePaths } from "../../kit/state-paths.ts";
import { commandRunner } from "../../shell/command-runner.ts";
import { probeSandbox } from "../../shell/sandbox.ts";
import { shellScopes } from "../../shell/scopes.ts";
import { findShellView } from "../../shell/view/find-view.ts";
import { writePaths } from "../../shell/write-paths.ts";
import { journalFile } from "../adapters/journal-file.ts";
import { liveCallsFile } from "../adapters/live-calls-file.ts";
import { openaiServer, type ReadFigures } from "../adapters/openai-server.ts";
import { type HostClient, openCodeHost } from "../adapters/opencode-host.ts";
import { systemClock } from "../adapters/system-clock.ts";
import { usageFile } from "../adapters/usage-file.ts";
import { workspaceFiles } from "../adapters/workspace-files.ts";
import { committedFiles } from "../app/committed-files.ts";
import { trackFoundationWrites } from "../app/foundation-writes.ts";
import { openRun, type Run } from "../app/run.ts";
import { superviseWorkers } from "../app/supervisor.ts";
import type { Swarm } from "../app/swarm.ts";
import type { AegisConfig } from "../config.ts";
import { isProtected } from "../core/protected.ts";
import { ASKING_COMMANDS } from "../core/run/asking-commands.ts";
import { startCommand } from "../core/run/server-open.ts";
import { runOpen } from "../core/run/state.ts";
import { startableWorkers } from "../core/run/workers-of.ts";
import { DEFAULT_SECRETS, secretRule } from "../core/secrets/secret-rule.ts";
import { recoveredText } from "../core/text/recovered.ts";
import { unwritableText } from "../core/text/unwritable.ts";
import { callWatch } from "../opencode/call-watch.ts";
import { hostEventReader } from "../opencode/host-event.ts";
import { judgedWrites } from "../opencode/judged-writes.ts";
import { liveStage } from "../opencode/live-stage.ts";
import { notes } from "../opencode/notes.ts";
import { openings } from "../opencode/openings.ts";
import { planQuestions } from "../opencode/plan-question.ts";
import type { Project } from "../opencode/project.ts";
import { sessionViews } from "../opencode/session-views.ts";
import { weakLayerText } from "../opencode/shell-layer-text.ts";
import { stillTree } from "../opencode/still-tree.ts";
import { treeQueue } from "../opencode/tree-queue.ts";
import { usageWatch } from "../opencode/usage-watch.ts";
import { userLanguage } from "../opencode/user-language.ts";
import type { ControlPlane } from "../ports.ts";
import { watchAbortRequests } from "./abort-requests.ts";
import { agentActivity } from "./agent-activity.ts";
import { answerQuestion } from "./answer-question.ts";
import { effectPerformer } from "./effects.ts";
import { instanceGuard } from "./instances.ts";
import { prepareState } from "./prepare-state.ts";
import { redrawRows } from "./redraw-rows.ts";
import { isRunningCall } from "./running-call.ts";
import { sayHidden, settleAsk, showText, toast, userMessages } from "./session-calls.ts";
import { noteShower } from "./show-note.ts";
import { takeOver } from "./take-over.ts";
import { usersCommand } from "./watch-requests.ts";

/** The paths of the package's own files. */
export interface PackageFiles {
  root: string;
  shell: string;
  hooks: string;
}

export interface BuildRequest {
  facts: RepositoryFacts;
  config: AegisConfig;
  client: HostClient;
  controlPlane: ControlPlane;
  files: PackageFiles;
  env: Record<string, string | undefined>;
  argv: readonly string[];
  /** OpenCode's own program, for Landlock and for the way to listed hosts; absent if another program runs us. */
  program?: string | undefined;
  /** Resolved configuration and plugin address for the instances of worktrees. */
  injected: () => string;
  server: () => { baseURL: string; apiKey?: string } | undefined;
  readFigures: ReadFigures;
}

/** Composes one project: adapters, the run from its journal, supervision, shell scope. */
export async function buildProject(request: BuildRequest): Promise<Project> {
  const { facts, config, client, files, env } = request;
  const { top, commonDir } = facts;
  const sandbox = await probeSandbox({
    mode: config.sandbox,
    shell: files.shell,
    env,
    launcher: async () => request.program,
  });
  const secretOf = secretRule([...DEFAULT_SECRETS, ...config.secrets]);
  const view = findShellView({ top, commonDir, links: config.worktree.link }, env, config.shell);
  const git = createGit({ env, commonDir });
  await prepareState(git, top);
  const journal = journalFile(statePaths(top).runs, systemClock);
  const host = openCodeHost(client, instanceGuard(top, request.injected));
  const log: Project["log"] = async (level, message) => {
    await client.app.log({ service: "aegis", level, message });
  };
  const warn = (about: string, sentences: readonly string[]) =>
    toast(client, top, sentences).catch((error: unknown) =>
      log("warn", `${about}: ${String(error)}`),
    );
  const lease = projectLease(top);
  const effects = effectPerformer(log);
  const language = userLanguage({
    ...{ setting: config.language, locale: localeLanguage(env), run: () => run },
  });
  const run: Run = await openRun({
    ...{ journal, lease, clock: systemClock, perform: effects.perform },
    onUnwritable: ({ what }) => warn("journal", [unwritableText(what[language.now], language.now)]),
  });
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
        view,
        bounds: config.shell,
        project: { top, commonDir, hooksDir: files.hooks, mendJournal },
        env,
      }),
    ),
    model: openaiServer(request.server, request.readFigures),
    workspace,
    foundationWrites: trackFoundationWrites({ git, top, run, workspace }),
    journal,
    clock: systemClock,
    config,
  };
  // Recover before attaching effects, so that opening a project never starts Workers or wakes the Commander, and
  // before creating the supervisor, whose clock would fail the Workers of a run that another process holds.
  const found = await takeOver(swarm, lease, log);
  const shell = activity.watchShell(
    shellScopes({
      sandbox,
      top,
      commonDir,
      hooksDir: files.hooks,
      packageDir: files.root,
      view,
      program: request.program,
      bounds: config.shell,
      isSecret: (path) => secretOf(path) !== undefined,
      env,
      journal: {
        // While our run is open, no other process writes journals; otherwise another OpenCode may have done so.
        accept: async () => (runOpen(run.state) ? undefined : journal.accept()),
        mend: mendJournal,
      },
    }),
  );
  const sessions = sessionViews();
  // Bubblewrap keeps our folder read-only for agents.
  const holdsState = sandbox.kind === "bubblewrap";
  // What cannot be logged is told nowhere else.
  const tell = (level: "warn" | "error", problem: string) =>
    void log(level, problem).catch(() => undefined);
  const project: Project = {
    swarm,
    supervisor: superviseWorkers(swarm, (problem) => tell("error", problem)),
    shell,
    secretOf,
    paths: writePaths({ top, worktrees: statePaths(top).worktrees, isProtected }),
    lease,
    inTurn: inTurnQueue(),
    oneShot: request.argv[2] === "run" || request.argv[1] === "run",
    controlPlane: request.controlPlane,
    holdsState,
    isUsers: ({ from, changedAt }) =>
      holdsState || (usersCommand(from, ASKING_COMMANDS) ?? !activity.at(changedAt)),
    startCommand: startCommand(request.argv),
    tree: stillTree(shell),
    trees: treeQueue(),
    written: judgedWrites(),
    questions: planQuestions(),
    stage: liveStage(),
    notes: notes({
      ...{ run, language, show: noteShower(client, systemClock) },
      weakLayer: (spoken) => weakLayerText(shell, spoken),
      committedFiles: (before, event) => committedFiles(swarm, before, event),
      report: (problem) => tell("warn", problem),
    }),
    sessions,
    openings: openings(),
    calls: callWatch({
      file: liveCallsFile(statePaths(top).liveCalls, lease.isOurs),
      ...{ pid: ownPid, clock: systemClock, report: (problem) => tell("warn", problem) },
    }),
    usage: usageWatch(usageFile(statePaths(top).runs), (problem) => tell("warn", problem)),
    language,
    readEvent: hostEventReader((problem) => tell("warn", problem)),
    transcript: {
      show: (place, text) => showText(client, place, text),
      say: (sessionID, text) => sayHidden(client, sessionID, text),
      userMessages: (sessionID) => userMessages(client, sessionID, activity.at),
    },
    toast: (sentences) => warn("toast", sentences),
    settleAsk: (sessionID, permission) =>
      settleAsk(client, { sessions, run }, sessionID, permission),
    answerQuestion: (call, answer) => answerQuestion(client, call, answer),
    isRunning: (call) => isRunningCall(client, call),
    startQueued: () => {
      const names = startableWorkers(run.state).map(({ spec }) => spec.name);
      if (names.length > 0) effects.perform({ type: "START_WORKERS", names }, run.state);
    },
    log,
  };
  effects.attach(project, client);
  // Without an OpenCode, the command line may have ended a run whose rows still say "running".
  if (found || run.state.aborted)
    await redrawRows(client, {
      ...{ top, state: run.state, now: systemClock.now(), language: language.now },
    }).catch((error: unknown) => log("warn", `rows: ${String(error)}`));
  if (found) await warn("toast", recoveredText(found, language.now));
  watchAbortRequests(project);
  return project;
}
