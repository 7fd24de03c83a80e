import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { acceptReport } from "../../../src/swarm/app/evidence.ts";
import type { Denial } from "../../../src/swarm/core/run/denial.ts";
import { type AppScene, appScene } from "../../support/app-scene.ts";
import { repoAt } from "../../support/repo-at.ts";
import { planOf, worker } from "../../support/run-builder.ts";
import type { TempRepo } from "../../support/temp-repo.ts";

type Tree = Omit<TempRepo, "remove">;

/** Does what the refusal says. */
async function obey(tree: Tree, denial: Denial | undefined) {
  const line = /^Run: (.*) and call/.exec(denial?.next ?? "")?.[1] ?? "false";
  await execa("bash", ["-c", line], { cwd: tree.dir, env: tree.env, extendEnv: false });
}

const REPORT = { summary: "Done.", changes: [], checks: [] };

/** What a scaffolder leaves: a folder with its own repository, with or without a commit. */
async function scaffold(tree: Tree, path: string, hasCommit = false) {
  await tree.write(`${path}/file.txt`, "x\n");
  await tree.git("init", "--quiet", path);
  if (!hasCommit) return;
  const inner = repoAt(`${tree.dir}/${path}`, tree.env);
  await inner.git("add", "--all");
  const user = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
  await inner.git(...user, "commit", "--quiet", "-m", "scaffold");
}

const inFoundation = async () => {
  const scene = await appScene();
  await scene.approve(planOf([worker("a", { qa: ["test -f src/a/ok.txt"] })]));
  return scene;
};

/** A Worker's commit is integrated, so that the Commander may write in the integration worktree. */
async function inIntegrate(): Promise<AppScene> {
  const scene = await inFoundation();
  await scene.freeze();
  const tree = await scene.start("a");
  await tree.write("src/a/ok.txt", "ok\n");
  await scene.complete("a");
  expect(await scene.integrate()).toHaveProperty("integrated");
  const { integration } = scene.swarm.run.state;
  await scene.submit({
    type: "QA_FAILED",
    tree: integration?.tree ?? "",
    results: [],
    why: "",
    suspects: [],
  });
  return scene;
}

describe("in FOUNDATION", () => {
  test("a repository that the Commander's shell made is named, and its files are kept once it is none", async () => {
    const scene = await inFoundation();
    const { repo, swarm } = scene;
    await scene.foundByShell(() => scaffold(repo, "web/app"));
    const denial = await scene.freeze();
    expect(denial).toMatchObject({
      code: "NESTED_REPOSITORY",
      why: { en: expect.stringContaining("web/app has its own .git") },
      next: expect.stringContaining('rm -rf "web/app/.git" and call foundation_freeze again'),
    });
    expect(swarm.run.state.phase).toBe("FOUNDATION");
    await scene.foundByShell(() => obey(repo, denial));
    expect(await scene.freeze()).toBeUndefined();
    expect(swarm.run.state.foundation?.files).toEqual(["web/app/file.txt"]);
  });

  test("a repository that was deleted again is not named", async () => {
    const scene = await inFoundation();
    await scene.foundByShell(() => scaffold(scene.repo, "lib"));
    await scene.foundByShell(() => scene.repo.delete("lib"));
    expect(await scene.freeze()).toBeUndefined();
  });

  test("control: repositories of the user are not named, from before and from meanwhile", async () => {
    const scene = await inFoundation();
    const { repo } = scene;
    await scaffold(repo, "users");
    await scene.foundByShell(() => repo.write("src/shared/a.ts", "1\n"));
    await scaffold(repo, "meanwhile");
    await scene.found(["src/shared/b.ts"], async () => {
      await repo.write("src/shared/b.ts", "1\n");
      await scaffold(repo, "during");
    });
    expect(await scene.freeze()).toBeUndefined();
    expect(await repo.exists("users/.git")).toBe(true);
  });

  test("a repository that git add made an entry is named, and no entry without files is committed", async () => {
    const scene = await inFoundation();
    const { repo, swarm } = scene;
    await scene.foundByShell(async () => {
      await scaffold(repo, "lib", true);
      await repo.git("add", "lib");
    });
    const denial = await scene.freeze();
    expect(denial).toMatchObject({ code: "NESTED_REPOSITORY" });
    expect(denial?.next).toContain('rm -rf "lib/.git" && git rm -rqf --cached -- "lib"');
    await scene.foundByShell(() => obey(repo, denial));
    expect(await scene.freeze()).toBeUndefined();
    expect(swarm.run.state.foundation?.files).toEqual(["lib/file.txt"]);
  });
});

test("a Worker's repository that git add made an entry is named at the report", async () => {
  const scene = await inFoundation();
  await scene.freeze();
  const tree = await scene.start("a");
  await tree.write("src/a/ok.txt", "ok\n");
  await scaffold(tree, "src/a/lib", true);
  await tree.git("add", "src/a/lib");
  const denial = await acceptReport(scene.swarm, "a", REPORT);
  expect(denial).toMatchObject({
    code: "NESTED_REPOSITORY",
    next: expect.stringContaining(
      'rm -rf "src/a/lib/.git" && git rm -rqf --cached -- "src/a/lib" and call worker_report',
    ),
  });
  await obey(tree, denial);
  expect(await acceptReport(scene.swarm, "a", REPORT)).toBeUndefined();
});

describe("in the integration worktree", () => {
  const AT = ".aegis/worktrees/integration/src/a/lib";

  test.each([
    ["made", false, `rm -rf "${AT}/.git" and call integrate again`],
    ["made an entry", true, 'git -C .aegis/worktrees/integration rm -rqf --cached -- "src/a/lib"'],
  ])(
    "a repository that the Commander %s is named, and its files are integrated once it is none",
    async (_what, isEntry, next) => {
      const scene = await inIntegrate();
      const { integration, swarm } = scene;
      await scaffold(integration, "src/a/lib", isEntry);
      if (isEntry) await integration.git("add", "src/a/lib");
      const { denial } = (await scene.integrate()) as { denial?: Denial };
      expect(denial).toMatchObject({
        code: "NESTED_REPOSITORY",
        why: { en: expect.stringContaining(AT) },
        next: expect.stringContaining(next),
      });
      await obey(scene.repo, denial);
      expect(await scene.integrate()).toHaveProperty("integrated");
      const { tree = "" } = swarm.run.state.integration ?? {};
      expect([...(await swarm.git.files(scene.repo.dir, tree)).keys()]).toContain(
        "src/a/lib/file.txt",
      );
    },
  );
});
