import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { commonDirOf, locate } from "../git/checkout.ts";
import { createRunner } from "../git/run-git.ts";
import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import { isThere } from "../kit/is-there.ts";
import { fileLease, holderName } from "../kit/lease.ts";
import { attach } from "../kit/process/attach.ts";
import type { Argv } from "../kit/process/start.ts";
import { findOnPath } from "../kit/search-path.ts";
import { alike, say } from "../kit/sentence.ts";
import { JAIL_FOLDER, JAIL_HOLDER, statePaths } from "../kit/state-paths.ts";
import { loadSettings } from "../swarm/compose/settings.ts";
import { bridgePlan } from "./core/bridge-plan.ts";
import { bubblewrapOptions } from "./core/bubblewrap.ts";
import { jailVariables } from "./core/variables.ts";
import { findView, type JailedProject } from "./find-view.ts";
import { checkJail, jailEntry } from "./means.ts";
import { openOutside } from "./outside.ts";
import { configurationInForce } from "./servers.ts";

/**
 * Runs OpenCode with these arguments in the jail, on the terminal of this process; resolves with OpenCode's own exit
 * code. Throws before OpenCode has started if the jail cannot be made: nothing is ever started outside it.
 */
export async function runInJail(
  args: readonly string[],
  place: { cwd: string; env: Environment; packageRoot: string; version: string },
): Promise<number> {
  const { env, packageRoot } = place;
  if (process.platform !== "linux")
    throw new AegisError(
      "JAIL_UNAVAILABLE",
      say(
        `The jail needs Linux with bubblewrap; this system is ${process.platform}.`,
        `격리 환경에는 bubblewrap이 있는 Linux가 필요합니다. 이 시스템은 ${process.platform}입니다.`,
      ),
      say(
        "Start opencode itself; oh-my-qwencoder doctor egress shows what it would contact.",
        "opencode를 그대로 시작하세요. 어디에 접속하게 되는지는 oh-my-qwencoder doctor egress가 보여 줍니다.",
      ),
    );
  const project = await findProject(place.cwd, env);
  const { urls, plugins } = await configurationInForce({
    top: project.commonDir === undefined ? undefined : project.top,
    cwd: project.cwd,
    env,
    version: place.version,
  });
  const plan = bridgePlan(urls);
  const entry = await jailEntry(env, packageRoot, plan.addresses);
  const opencode = await openCodeOnPath(env);
  const bridge = join(packageRoot, "dist/jail-bridge.js");
  const view = await findView({
    project,
    env,
    config: await loadSettings(project.top, { ...env }),
    programs: [packageRoot, dirname(await realpath(opencode)), await realpath(process.execPath)],
    plugins,
  });
  const folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-jail-")));
  try {
    const hosts = join(folder, "hosts");
    await writeFile(hosts, plan.hosts);
    await writeFile(join(folder, basename(JAIL_HOLDER)), holderName());
    await dropDeadLease(project.top);
    const options = bubblewrapOptions({
      ...view,
      hosts,
      bridge: folder,
      within: plan.addresses.length > 0 ? userOfProcess() : undefined,
    });
    const variables = jailVariables(env, project.cwd);
    const jailed = (command: readonly string[]): Argv => [...entry, ...options, "--", ...command];
    await checkJail(jailed(["/bin/sh", "-c", ":"]), variables);
    const outside = await openOutside(plan.crossings, folder);
    try {
      const entrances = plan.crossings.map(({ inside, socket }) => ({
        ...inside,
        socket: `${JAIL_FOLDER}/${socket}`,
      }));
      const command = [
        await realpath(process.execPath),
        bridge,
        JSON.stringify(entrances),
        opencode,
        ...args,
      ];
      const { code, signal } = await attach({ argv: jailed(command), env: variables });
      return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
    } finally {
      outside.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** In the jail nobody can tell whether a process outside still runs. */
async function dropDeadLease(top: string): Promise<void> {
  const file = statePaths(top).lease;
  if (!(await isThere(file))) return;
  const lease = fileLease(file);
  if (lease.claim() === "taken") lease.release();
}

function userOfProcess(): { uid: number; gid: number } {
  return { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
}

/** The checkout around the current directory, or the directory alone if there is none. */
async function findProject(directory: string, env: Environment): Promise<JailedProject> {
  const cwd = await realpath(directory);
  const git = createRunner({ env });
  try {
    const { top } = await locate(git, cwd);
    return { cwd, top: await realpath(top), commonDir: await commonDirOf(git, cwd) };
  } catch (error) {
    if (!(error instanceof AegisError) || error.code !== "NOT_A_REPOSITORY") throw error;
    return { cwd, top: cwd, commonDir: undefined };
  }
}

async function openCodeOnPath(env: Environment): Promise<string> {
  const found = await findOnPath("opencode", env["PATH"] ?? "");
  if (found !== undefined) return resolve(found);
  throw new AegisError(
    "OPENCODE_MISSING",
    say("There is no opencode on PATH.", "PATH에 opencode가 없습니다."),
    alike("npm install -g opencode-ai@1.18.33"),
  );
}
