import { describe, expect, test } from "vitest";
import { checkConflicts, integrate } from "../../../src/swarm/app/integration.ts";
import { appScene } from "../../support/app-scene.ts";
import { planOf, worker } from "../../support/run-builder.ts";

const STEERING = ["sub/.opencode/plugin/x.js", "sub/opencode.json", "src/shared/.AEGIS/x"];
const TRACKED = { ".opencode/agent.md": "mine\n", "opencode.json": "{}\n" };

describe("files that steer git, the host or Aegis", () => {
  test.each(STEERING)("%s is refused when the foundation is frozen", async (path) => {
    const { repo, swarm, approve, freeze, foundFile, found } = await appScene({ files: TRACKED });
    await approve(planOf(["a"]));
    await foundFile(path, "x\n");
    await foundFile("src/shared/types.ts", "2\n");
    const denial = await freeze();
    expect(denial).toMatchObject({ code: "PROTECTED_PATH" });
    expect(denial?.why.en).toContain(path);
    expect(denial?.why.en).not.toContain(".opencode/agent.md");
    expect(swarm.run.state.phase).toBe("FOUNDATION");
    await found([path], () => repo.delete(path));
    expect(await freeze()).toBeUndefined();
  });

  test.each([
    [
      "changed",
      (repo: { write(p: string, t: string): Promise<void> }) => repo.write("opencode.json", "[]\n"),
    ],
    ["deleted", (repo: { delete(p: string): Promise<void> }) => repo.delete("opencode.json")],
  ])("one the repository tracks is refused when %s", async (_how, spoil) => {
    const { repo, approve, freeze, found } = await appScene({ files: TRACKED });
    await approve(planOf(["a"]));
    await found(["opencode.json"], () => spoil(repo));
    expect(await freeze()).toMatchObject({ code: "PROTECTED_PATH" });
  });

  test("the user's own uncommitted one is no part of the foundation and no obstacle", async () => {
    const { repo, swarm, approve, freeze } = await appScene({ files: TRACKED });
    await repo.write("opencode.json", "[]\n");
    await repo.write("sub/opencode.json", "{}\n");
    await approve(planOf(["a"]));
    expect(await freeze()).toBeUndefined();
    const commit = swarm.run.state.foundation?.commit ?? "";
    expect(await repo.git("diff", "--name-only", "HEAD", commit)).toBe("");
  });

  test.each(STEERING)("%s in the integration worktree does not get integrated", async (path) => {
    const { swarm, approve, freeze, start, complete, submit, integration, ...scene } =
      await appScene({ files: TRACKED });
    await approve(planOf([worker("a")]));
    await freeze();
    await (await start("a")).write("src/a/ok.txt", "ok\n");
    await complete("a");
    expect(await scene.integrate()).toHaveProperty("integrated");
    const before = swarm.run.state.integration;
    const tree = before?.tree ?? "";
    await submit({ type: "QA_FAILED", tree, results: [], why: "x", suspects: [] });
    await integration.write(path, "x\n");
    await integration.write("src/seam.txt", "fix\n");
    const result = await scene.integrate();
    expect(result).toMatchObject({ denial: { code: "PROTECTED_PATH" } });
    expect(JSON.stringify(result)).toContain(path);
    expect(swarm.run.state.integration).toBe(before);
    await integration.delete(path);
    expect(await integrate(swarm)).toHaveProperty("integrated");
    expect(await integration.exists("src/seam.txt")).toBe(true);
  });
});

describe("the contract after a second plan", () => {
  const types = "src/shared/types.ts";
  const problems = async (second: Parameters<typeof planOf>[1], scope: string[]) => {
    const { swarm, approve, freeze, start, complete } = await appScene();
    await approve(planOf([worker("a")]));
    await freeze();
    await (await start("a")).write("src/a/ok.txt", "ok\n");
    await complete("a");
    await approve(planOf([worker("a"), worker("b", { scope })], second));
    await (await start("b")).write(types, "2\n");
    await complete("b");
    return (await checkConflicts(swarm)).report.problems.map(({ code }) => code);
  };

  test("a path that was given to a Worker is frozen no more", async () => {
    expect(await problems({ shared: ["src/shared/other.ts"] }, [types])).toEqual([]);
  });

  test("control: a path that is still shared is frozen", async () => {
    expect(await problems({}, ["src/b/**"])).toEqual(["OUT_OF_SCOPE", "CONTRACT_TOUCHED"]);
  });
});
