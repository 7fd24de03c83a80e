import { join } from "node:path";
import { createGit } from "../../src/git/create-git.ts";
import type { Lease } from "../../src/kit/lease.ts";
import { STATE_LINE, statePaths } from "../../src/kit/state-paths.ts";
import { commandRunner } from "../../src/shell/command-runner.ts";
import type { ShellScopes } from "../../src/shell/port.ts";
import { probeSandbox } from "../../src/shell/sandbox.ts";
import { shellScopes } from "../../src/shell/scopes.ts";
import { systemView } from "../../src/shell/view/find-view.ts";
import { journalFile } from "../../src/swarm/adapters/journal-file.ts";
import { systemClock } from "../../src/swarm/adapters/system-clock.ts";
import { workspaceFiles } from "../../src/swarm/adapters/workspace-files.ts";
import { trackFoundationWrites } from "../../src/swarm/app/foundation-writes.ts";
import { openRun } from "../../src/swarm/app/run.ts";
import type { Swarm } from "../../src/swarm/app/swarm.ts";
import { resolveConfig } from "../../src/swarm/config.ts";
import type { Plan } from "../../src/swarm/core/plan/plan.ts";
import type { RunEvent } from "../../src/swarm/core/run/events.ts";
import { DEFAULT_SECRETS, secretRule } from "../../src/swarm/core/secrets/secret-rule.ts";
import type { SizedRepository } from "./repository.ts";

/** The project's parts without the host and the model server. */
export interface SizeScene {
  readonly repository: SizedRepository;
  readonly swarm: Swarm;
  /** Fresh shell scopes: nothing is remembered of an earlier call. */
  shells(mode: "auto" | "off"): Promise<ShellScopes>;
  submit(...events: RunEvent[]): Promise<void>;
}

export const WORKERS = ["part-1", "part-2", "part-3"];

/** Opens a run in FOUNDATION. */
export async function sizeScene(root: string, repository: SizedRepository): Promise<SizeScene> {
  const { top, env } = repository;
  const commonDir = join(top, ".git");
  const git = createGit({ env, commonDir });
  await git.exclude(top, STATE_LINE);
  const journal = journalFile(statePaths(top).runs, systemClock);
  const lease: Lease = { holder: () => undefined, claim: () => "ours", release: () => {} };
  const run = await openRun({ journal, lease, clock: systemClock, perform: () => {} });
  const workspace = workspaceFiles(git);
  const shell = join(root, "templates/shell/bash");
  const hooksDir = join(root, "templates/git-hooks");
  const project = { top, commonDir, hooksDir, mendJournal: async () => [] };
  const view = systemView(env);
  const sandbox = await probeSandbox({ mode: "auto", shell, env });
  const swarm = {
    top,
    git,
    run,
    host: { release: async () => undefined, abort: async () => undefined },
    runner: commandRunner({ shell, sandbox, readable: [top, root], view, project, env }),
    workspace,
    foundationWrites: trackFoundationWrites({ git, top, run, workspace }),
    journal,
    clock: systemClock,
    config: resolveConfig([]),
  } as unknown as Swarm;
  const submit = async (...events: RunEvent[]) => {
    for (const event of events) {
      const denial = await run.submit(event);
      if (denial) throw new Error(`${event.type} was refused: ${denial.code}: ${denial.why.en}`);
    }
  };
  await run.start("ses_bench");
  const { head } = await git.inspect(top);
  const { tree } = await git.snapshot(top);
  await submit({ type: "PLAN_PROPOSED", plan: PLAN, base: { head, branch: "main", tree } });
  await submit({
    type: "PLAN_APPROVED",
    proposal: run.state.proposal?.number ?? 0,
    approval: { by: "question", requestID: "que_bench", answer: "Approve" },
  });
  const secretOf = secretRule(DEFAULT_SECRETS);
  return {
    repository,
    swarm,
    submit,
    shells: async (mode) =>
      shellScopes({
        sandbox: await probeSandbox({ mode, shell, env }),
        top,
        commonDir,
        hooksDir,
        packageDir: root,
        view,
        isSecret: (path) => secretOf(path) !== undefined,
        env,
        journal: { accept: async () => {}, mend: async () => [] },
      }),
  };
}

const PLAN: Plan = {
  title: "Size",
  summary: "Three parts.",
  shared: ["shared/**"],
  workers: WORKERS.map((name) => ({
    name,
    feature: `The ${name}`,
    scope: [`work/${name}/**`],
    spec: `Write work/${name}`,
    qa: ["test -d work"],
  })),
  qa: [{ name: "Folder", command: "test -d work" }],
  qa_strategy: "worker-unit_commander-integration",
};
