import { describe, expect, test } from "vitest";
import { type AppScene, appScene } from "../../support/app-scene.ts";
import { COMMANDER, hostlessShell, type ShellAnswer } from "../../support/hostless-shell.ts";
import { planOf, QA_OK } from "../../support/run-builder.ts";
import {
  ALIAS,
  COMMIT_SCRIPTS,
  HARMLESS,
  type Harmless,
  SHELL_COMMIT_NAMES,
  SHELL_COMMITS,
  SHELL_ROLES,
  type ShellRole,
} from "../../support/shell-commits.ts";

/** Brings a run from the role before to this role. */
const REACH: Record<ShellRole, (scene: AppScene) => Promise<unknown>> = {
  "the Commander without a run": async () => undefined,
  "the Commander in FOUNDATION": async ({ swarm, approve }) => {
    await swarm.run.start(COMMANDER);
    await approve(planOf(["a"]));
  },
  "a Worker": async (scene) => {
    await scene.foundFile("docs/contract.md", "# contract\n");
    await scene.freeze();
    const tree = await scene.start("a");
    await tree.write("src/a/ok.txt", "a\n");
  },
  "the Commander in FINAL_QA, before QA": async (scene) => {
    await scene.complete("a");
    await scene.integrate();
  },
  "the Commander in INTEGRATE after QA has failed": async ({ swarm, submit }) => {
    const tree = swarm.run.state.integration?.tree ?? "";
    const results = [{ ...QA_OK, exitCode: 1 }];
    await submit({ type: "QA_FAILED", tree, results, why: "it ended with 1", suspects: [] });
  },
  "the Commander after QA has passed": async (scene) => {
    await scene.integrate();
    const tree = scene.swarm.run.state.integration?.tree ?? "";
    await scene.submit({ type: "QA_PASSED", tree, results: [QA_OK] });
  },
};

describe.each(["auto", "off"] as const)("shell scope %s", (sandbox) => {
  const heard = new Map<string, ShellAnswer>();
  const answerTo = (who: string, command: string): ShellAnswer => {
    const found = heard.get(`${who}: ${command}`);
    if (!found) throw new Error(`${who} never ran ${command}`);
    return found;
  };

  test("no branch, tag or worktree moves, whoever runs the commands", async () => {
    const scene = await appScene({ files: COMMIT_SCRIPTS, begun: false });
    const { repo, swarm } = scene;
    await repo.git(...ALIAS);
    const head = await repo.git("rev-parse", "HEAD");
    const bash = await hostlessShell(scene, sandbox);
    for (const who of SHELL_ROLES) {
      await REACH[who](scene);
      const home = who === "a Worker" ? swarm.run.state.workers[0]?.home : undefined;
      const session = home ? "ses-a" : COMMANDER;
      const directory = home?.directory ?? repo.dir;
      for (const command of [...Object.values(SHELL_COMMITS), ...Object.values(HARMLESS)])
        heard.set(`${who}: ${command}`, await bash(session, directory, command));
      if (home) expect(await repo.git("-C", directory, "rev-parse", "HEAD")).toBe(home.base);
    }
    expect(await repo.git("rev-parse", "HEAD", "main")).toBe(`${head}\n${head}`);
    expect(await repo.git("reflog", "main", "--format=%gs")).toBe("commit (initial): init");
    expect(await repo.git("log", "--all", "--format=%s")).not.toMatch(/^x$/m);
  });

  describe.each(SHELL_ROLES)("%s", (who) => {
    test.each(SHELL_COMMIT_NAMES)("cannot commit by %s", (way) => {
      expect(answerTo(who, SHELL_COMMITS[way]).text).toContain("[AEGIS COMMIT_LOCKED]");
    });

    test.each(Object.keys(HARMLESS) as Harmless[])("control: may use %s", (way) => {
      const answer = answerTo(who, HARMLESS[way]);
      expect(answer).toMatchObject({ completed: true });
      expect(answer.text).not.toContain("[AEGIS");
    });
  });
});
