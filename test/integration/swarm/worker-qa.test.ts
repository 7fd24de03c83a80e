import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { acceptReport } from "../../../src/swarm/app/evidence.ts";
import { workerNamed } from "../../../src/swarm/core/run/workers-of.ts";
import { type AppSceneOptions, appScene } from "../../support/app-scene.ts";
import { planOf, worker } from "../../support/run-builder.ts";

const REPORT = { summary: "Done.", changes: [], checks: [] };

/** A Worker "a" that runs and has written one file, with these QA lines. */
async function running(qa: string[], options: AppSceneOptions = {}) {
  const scene = await appScene(options);
  await scene.approve(planOf([worker("a", { qa }), "b"]));
  await scene.freeze();
  const tree = await scene.start("a");
  await tree.write("src/a/ok.txt", "ok\n");
  const { swarm, repo } = scene;
  return {
    repo,
    tree,
    report: () => acceptReport(swarm, "a", REPORT),
    now: () => workerNamed(swarm.run.state, "a")?.now,
    places: () => readdirSync(`${repo.dir}/.aegis/worktrees`),
  };
}

test("what is written beside the report is neither tested nor committed", async () => {
  const late = { write: async () => {} };
  const { tree, report, now } = await running(["test -f src/a/late.txt"], {
    beforeQa: () => late.write(),
  });
  late.write = () => tree.write("src/a/late.txt", "late\n");
  expect(await report()).toMatchObject({ code: "QA_FAILED" });
  expect(now()).toMatchObject({ status: "running" });
  // It is there now, so it is part of the next report's commit.
  expect(await report()).toBeUndefined();
  expect(now()).toMatchObject({ result: { files: ["src/a/late.txt", "src/a/ok.txt"] } });
});

test.each([
  [
    "its own .gitignore",
    async (tree: { write(path: string, text: string): Promise<void> }) => {
      await tree.write("src/a/.gitignore", "hidden.txt\n");
      await tree.write("src/a/hidden.txt", "x\n");
    },
  ],
])("QA does not see what %s keeps out of the commit", async (_what, hide) => {
  const { tree, report } = await running(["ls -R src/a; find . -name hidden.txt | grep -q ."]);
  await hide(tree);
  const denial = await report();
  expect(denial?.code).toBe("QA_FAILED");
  expect(denial?.next).toContain("without files that git ignores");
});

test("a QA line that mends tracked files is refused; mended in the diff it passes", async () => {
  const { tree, report, now } = await running(["echo fixed > src/a/ok.txt && true"]);
  const denial = await report();
  expect(denial).toMatchObject({ code: "QA_FAILED" });
  expect(denial?.why.en).toContain("changed src/a/ok.txt");
  expect(await tree.read("src/a/ok.txt")).toBe("ok\n");
  await tree.write("src/a/ok.txt", "fixed\n");
  expect(await report()).toBeUndefined();
  expect(now()?.status).toBe("completed");
});

test("the tested place is gone afterwards, and output names the Worker's own files", async () => {
  const { tree, report, places } = await running(["pwd; exit 3"]);
  const denial = await report();
  expect(denial?.why.en).toContain(`ended with 3. Its output ends:\n${tree.dir}`);
  expect(denial?.why.en).not.toContain("-qa");
  expect(denial?.why.ko).toContain(`종료 코드 3. 출력의 끝부분:\n${tree.dir}`);
  expect(places()).toEqual(["w01"]);
});

test("two reports in one message are each judged on their own checkout", async () => {
  const { report, now, places } = await running(["test -f src/a/ok.txt"]);
  const denials = await Promise.all([report(), report()]);
  expect(denials.map((denial) => denial?.code ?? "accepted").sort()).toEqual([
    "WORKER_NOT_RUNNING",
    "accepted",
  ]);
  expect(now()?.status).toBe("completed");
  expect(places()).toEqual(["w01"]);
});

test("worktree.setup prepares the checkout, and the Worker reads it when it fails there", async () => {
  const { tree, report } = await running(["test -f gen/out.txt"], {
    files: { ".gitignore": "gen/\n" },
    setup: "! test -f src/a/broken.txt && mkdir gen && touch gen/out.txt",
  });
  await tree.write("src/a/broken.txt", "x\n");
  expect((await report())?.why.en).toContain('"! test -f src/a/broken.txt');
  await tree.delete("src/a/broken.txt");
  expect(await report()).toBeUndefined();
});

test("a repository inside is named, because its files are in no commit", async () => {
  const { tree, report, now } = await running(["test -f src/a/lib/file.txt"]);
  await tree.git("init", "--quiet", "src/a/lib");
  await tree.write("src/a/lib/file.txt", "x\n");
  await tree.git("init", "--quiet", "src/a/d eep/in");
  const denial = await report();
  expect(denial).toMatchObject({
    code: "NESTED_REPOSITORY",
    why: { en: expect.stringContaining("src/a/d eep/in, src/a/lib has its own .git") },
    next: expect.stringContaining('rm -rf "src/a/d eep/in/.git" "src/a/lib/.git"'),
  });
  await tree.delete("src/a/lib/.git");
  await tree.delete("src/a/d eep");
  expect(await report()).toBeUndefined();
  expect(now()).toMatchObject({ result: { files: ["src/a/lib/file.txt", "src/a/ok.txt"] } });
});
