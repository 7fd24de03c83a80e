import { createGit } from "../git/create-git.ts";
import type { OpenCode } from "../host/find.ts";
import { openCodeFolders } from "../host/opencode-folders.ts";
import { START_LIMIT_MS } from "../host/start-limit.ts";
import { AegisError } from "../kit/errors.ts";
import { alike, say } from "../kit/sentence.ts";
import { configSources, terminalSources } from "../setup/adapters/config-sources.ts";
import { type Source, sourcesThatCount } from "../setup/core/sources.ts";
import { isLate } from "../shell/trial.ts";
import { lookAround, lookAtProject } from "../swarm/adapters/project-config/look.ts";
import type { Finding } from "../swarm/core/project-config/findings.ts";
import type { DoctorContext } from "./context.ts";
import { type CheckResult, exitCodeOf, isWanted } from "./core/check.ts";
import { GROUPS, type Group } from "./core/check-ids.ts";
import { egressChecks } from "./core/egress-checks.ts";
import { approvedAfter, person } from "./core/fix.ts";
import { keyCheck } from "./core/key-check.ts";
import { approveCommand, isGlobal, projectCheck } from "./core/project-checks.ts";
import { faultChecks, modelChecks, pluginChecks } from "./core/settings-checks.ts";
import { terminalCheck } from "./core/terminal-check.ts";
import { checkEnvironment } from "./local/environment.ts";
import { checkOrphans } from "./local/orphans.ts";
import { checkPackages } from "./local/packages.ts";
import { checkCutOff, checkRunState } from "./local/run-state.ts";
import {
  checkGit,
  checkNode,
  checkOpenCode,
  checkRipgrep,
  locateOpenCode,
} from "./local/runtime.ts";
import { checkSandbox } from "./local/sandbox.ts";
import { checkStart } from "./local/start.ts";
import { checkWorktrees } from "./local/worktrees.ts";
import { countsOf, groupText, type ResultView, resultData, summaryText } from "./show.ts";
import { type ServerTarget, serverTarget } from "./target.ts";
import { withTime } from "./with-time.ts";

/** Checks that ask other programs: the model server and OpenCode itself. */
export interface Probes {
  server(target: ServerTarget): Promise<CheckResult[]>;
  /** Checks that the user's OpenCode loads the plugin here and that the guards work. */
  plugin(place: DoctorContext, opencode: OpenCode): Promise<CheckResult[]>;
}

export interface DoctorOptions extends ResultView {
  place: DoctorContext;
  /** Names of checks or groups; all when empty. */
  wanted: readonly string[];
  json: boolean;
  /** Warnings count as errors. */
  strict: boolean;
  write: (text: string) => void;
}

/** `oh-my-qwencoder doctor`. Resolves with the exit code: 0 nothing to fix, 1 findings. Rejects if a check cannot run. */
export async function doctor(options: DoctorOptions, probes: Probes): Promise<0 | 1 | 2> {
  const { write, json, strict, wanted } = options;
  const results: CheckResult[] = [];
  for (const group of await groups(options.place, probes, wanted)) {
    const found = (await group).filter(({ id }) => isWanted(id, wanted));
    if (options.place.signal?.aborted) continue;
    results.push(...found);
    if (!json) for (const line of groupText(found, options)) write(`${line}\n`);
  }
  if (options.place.signal?.aborted) return 1;
  if (results.length === 0)
    throw new AegisError(
      "NO_SUCH_CHECK",
      say(
        `No check is called ${wanted.join(", ")}.`,
        `이런 이름의 점검이 없습니다: ${wanted.join(", ")}.`,
      ),
      say(
        `Groups are ${GROUPS.join(", ")}; run oh-my-qwencoder doctor for all names.`,
        `그룹은 ${GROUPS.join(", ")}입니다. 모든 이름은 oh-my-qwencoder doctor로 볼 수 있습니다.`,
      ),
    );
  const exitCode = exitCodeOf(results, strict);
  if (json) {
    const shown = results.map((result) => resultData(result, options.language));
    const document = { exitCode, counts: countsOf(results), results: shown };
    write(`${JSON.stringify(document, null, 2)}\n`);
  } else write(`${summaryText(results, options.language)}\n`);
  return exitCode;
}

/** All groups begin at once and are shown in this order, each as soon as it and the groups before it are done. */
async function groups(
  place: DoctorContext,
  probes: Probes,
  wanted: readonly string[],
): Promise<Promise<CheckResult[]>[]> {
  const top = await topOf(place);
  const { cwd, env } = place;
  const { platform } = process;
  const sources = await configSources({ top: top ?? cwd, cwd, env, platform });
  const here = { top: top ?? "/", cwd, env, platform, version: place.version };
  const project = await lookAtProject(here);
  const around = await lookAround(here);
  const waiting = [...project.waiting, ...around.waiting];
  // As the plugin does: nothing of a repository that the user has not approved decides where a request goes.
  const trusted = sourcesThatCount(sources, project);
  const target = serverTarget(trusted, env);
  const host = target && new URL(target.baseURL).hostname;
  let located: ReturnType<typeof locateOpenCode> | undefined;
  // Started once, and only if a group needs the version; if OpenCode is broken, each of these groups reports it.
  const opencode = () => {
    located ??= locateOpenCode(place);
    return located;
  };
  const parts: Record<Group, () => Promise<CheckResult[]>> = {
    runtime: checkNode,
    git: async () => [...(await checkGit(place)), ...(top ? await checkWorktrees(place, top) : [])],
    opencode: async () => checkOpenCode(place, await opencode()),
    tools: () => checkRipgrep(place, openCodeFolders(env).cache),
    sandbox: () => checkSandbox(place, async () => (await opencode())?.path),
    config: async () => [
      ...faultChecks(sources),
      ...modelChecks(trusted, top),
      keyCheck(trusted, env),
      projectCheck([project, around], isGlobal(sources)),
      terminalCheck(await terminalSources(place), sources, place.version),
    ],
    egress: async () => [
      ...egressChecks(trusted, top),
      ...(await checkStart(place, top ?? cwd)),
      // All files: OpenCode fetches before our plugin can hold a repository's file back.
      ...(await checkPackages(place, top ?? cwd)),
    ],
    environment: () => checkEnvironment(place, host),
    plugin: async () =>
      pluginGroup(place, probes, { sources, waiting, top: project.top }, await opencode()),
    server: async () =>
      target ? Promise.race([probes.server(target), stopped(place.signal)]) : [noServer()],
    state: async () =>
      top
        ? [
            ...(await checkRunState(place, top)),
            await checkOrphans(top),
            ...(await checkCutOff(place)),
          ]
        : [],
  };
  const approve = approveCommand(isGlobal(sources));
  const withApproval = ({ fix, ...result }: CheckResult): CheckResult =>
    fix ? { ...result, fix: approvedAfter(fix, project.top, approve) } : result;
  const asked = new Set(wanted.map((name) => name.split(".")[0]));
  // The check of the plugin reports the agents too.
  if (asked.has("agents")) asked.add("plugin");
  return GROUPS.filter((group) => asked.size === 0 || asked.has(group)).map((group) =>
    parts[group]()
      .catch((error: unknown) => [failedGroup(group, error, place)])
      .then((found) => found.map(withApproval)),
  );
}

/**
 * Resolves when the user has stopped the command. All other checks run to their end, so that nothing is left behind.
 */
function stopped(signal: AbortSignal | undefined): Promise<CheckResult[]> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve([]);
    signal?.addEventListener("abort", () => resolve([]), { once: true });
  });
}

/** A group that failed is a finding, and a group that was out of time could not look; the other groups still run. */
function failedGroup(
  group: Group,
  error: unknown,
  { timeoutMs = START_LIMIT_MS }: DoctorContext,
): CheckResult {
  const known = error instanceof AegisError;
  if (!known && (error as NodeJS.ErrnoException).code === undefined) throw error;
  const what = known ? error.what : alike(error instanceof Error ? error.message : String(error));
  const id: CheckResult["id"] = `${group}.failed`;
  if (isLate(error) || (known && error.code === "HOST_RUN_TIMEOUT"))
    return { id, status: "unknown", what, fix: withTime(group, timeoutMs) };
  return {
    id,
    status: "error",
    what,
    fix: known ? person(error.next.en, error.next.ko) : person(what.en, what.ko),
  };
}

async function pluginGroup(
  place: DoctorContext,
  probes: Probes,
  {
    sources,
    waiting,
    top,
  }: { sources: readonly Source[]; waiting: readonly Finding[]; top: string | undefined },
  opencode: OpenCode | undefined,
): Promise<CheckResult[]> {
  const registered = pluginChecks(sources, `oh-my-qwencoder@${place.version}`, top);
  const why = reasonToSkip(registered, waiting, opencode);
  if (why !== undefined || opencode === undefined)
    return [
      ...registered,
      {
        id: "plugin.loaded",
        status: "skipped",
        what: say("whether OpenCode loads the plugin", "OpenCode의 플러그인 로드 여부"),
        ...(why ? { why } : {}),
      },
    ];
  return [...registered, ...(await probes.plugin(place, opencode))];
}

function reasonToSkip(
  registered: readonly CheckResult[],
  waiting: readonly Finding[],
  opencode: OpenCode | undefined,
) {
  if (opencode === undefined) return say("OpenCode is missing", "OpenCode가 없습니다");
  if (waiting.some(({ held }) => !held))
    return say(
      "OpenCode would run what came with this repository, which you have not approved",
      "OpenCode를 실행하면 아직 승인하지 않은 저장소의 프로그램이 실행됩니다",
    );
  return registered.some(({ status }) => status === "error")
    ? say("the plugin is not registered", "플러그인이 등록되어 있지 않습니다")
    : undefined;
}

async function topOf({ cwd, env }: DoctorContext): Promise<string | undefined> {
  try {
    return (await createGit({ env }).inspect(cwd)).top;
  } catch (error) {
    // The check of git reports this.
    if (error instanceof AegisError) return undefined;
    throw error;
  }
}

function noServer(): CheckResult {
  return {
    id: "server.reachable",
    status: "skipped",
    what: alike("–"),
    why: say("no model server is configured", "설정된 모델 서버가 없습니다"),
  };
}
