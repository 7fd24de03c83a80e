import { createGit } from "../../git/create-git.ts";
import type { RepositoryFacts } from "../../git/port.ts";
import type { Environment } from "../../kit/environment.ts";
import { AegisError } from "../../kit/errors.ts";
import type { Lease } from "../../kit/lease.ts";
import { say } from "../../kit/sentence.ts";
import { statePaths } from "../../kit/state-paths.ts";
import { journalFile } from "../adapters/journal-file.ts";
import { systemClock } from "../adapters/system-clock.ts";
import { workspaceFiles } from "../adapters/workspace-files.ts";
import { endRun } from "../app/abort.ts";
import { cleanUp } from "../app/cleanup.ts";
import { trackFoundationWrites } from "../app/foundation-writes.ts";
import { recoverRun } from "../app/recovery.ts";
import { openRun } from "../app/run.ts";
import type { Swarm } from "../app/swarm.ts";
import type { RunState } from "../core/run/state.ts";
import { runOpen } from "../core/run/state.ts";
import { refusedToPeople } from "../core/show/refused-to-people.ts";
import { BY_COMMAND } from "./abort-requests.ts";
import { loadSettings } from "./settings.ts";

/** How a run ended that no OpenCode drove. */
export interface EndedAlone {
  readonly state: RunState;
  /** Why worktrees or refs of the run are left. */
  readonly leftOver?: string;
}

/**
 * Ends the open run without OpenCode. The caller holds `lease`. First the run is recovered as a start of OpenCode would
 * do it, so a commit that has landed ends the run as committed. Throws the errors of the journal, the settings and git.
 */
export async function endUnattended(
  { facts, env }: { facts: RepositoryFacts; env: Environment },
  lease: Lease,
): Promise<EndedAlone> {
  const swarm = await swarmWithoutHost(facts, env, lease);
  const { run } = swarm;
  if (!runOpen(run.state)) return { state: run.state };
  await recoverRun(swarm);
  if (!runOpen(run.state)) return { state: run.state };
  const ended = await endRun(swarm, BY_COMMAND);
  if ("denial" in ended) {
    const { why, next } = refusedToPeople(ended.denial);
    throw new AegisError("ABORT_REFUSED", why, next);
  }
  const leftOver = await cleanUp(swarm).then(
    () => undefined,
    (error: unknown) => String(error),
  );
  return { state: run.state, ...(leftOver === undefined ? {} : { leftOver }) };
}

async function swarmWithoutHost(
  { top, commonDir }: RepositoryFacts,
  env: Environment,
  lease: Lease,
): Promise<Swarm> {
  const config = await loadSettings(top, env);
  const git = createGit({ env, commonDir });
  const journal = journalFile(statePaths(top).runs, systemClock);
  // The caller gives the lease back, after the clean-up.
  const held = { ...lease, release: () => {} };
  const run = await openRun({ journal, lease: held, clock: systemClock, perform: () => {} });
  const workspace = workspaceFiles(git);
  const foundationWrites = trackFoundationWrites({ git, top, run, workspace });
  return {
    ...{ top, git, run, workspace, foundationWrites, journal, clock: systemClock, config },
    // No OpenCode has the project open, so there is no session to end and no directory to release.
    host: {
      abort: async () => {},
      endTurn: async () => {},
      release: async () => {},
      openWorker: absent,
      guardDirectory: absent,
      prompt: absent,
      lastTurn: absent,
    },
    runner: { run: absent },
    model: { probe: absent, figures: absent },
  };
}

async function absent(): Promise<never> {
  throw new AegisError(
    "NO_HOST",
    say("This step needs OpenCode.", "이 일에는 OpenCode가 필요합니다."),
    say("Start OpenCode here.", "여기에서 OpenCode를 시작하세요."),
  );
}
