import { expect, test } from "vitest";
import { checkConflicts, integrate } from "../../../src/swarm/app/integration.ts";
import { completedCommits } from "../../../src/swarm/core/run/workers-of.ts";
import { appScene } from "../../support/app-scene.ts";
import { planOf } from "../../support/run-builder.ts";

/** Two finished Workers; b has also written what belongs to a, in a way that no guard has seen. */
async function finished(path: string, before: Record<string, string> = {}) {
  const scene = await appScene({ files: before });
  await scene.approve(planOf(["a", "b"]));
  await scene.freeze();
  for (const name of ["a", "b"]) {
    const tree = await scene.start(name);
    await tree.write(`src/${name}/own.txt`, `${name}\n`);
    await tree.write(name === "a" ? "src/a/list.txt" : path, `${name}\n`);
    await scene.complete(name);
  }
  return scene;
}

test.each([
  ["the same new file", "src/a/list.txt", {}],
  ["the same line of a file", "src/a/list.txt", { "src/a/list.txt": "old\n" }],
  ["names that are one on a disk without case", "src/A/LIST.txt", {}],
])(
  "two Workers that wrote %s are both named with the path, and nothing is merged",
  async (_what, path, before) => {
    const { swarm, repo } = await finished(path, before);
    const head = await repo.git("rev-parse", "HEAD");
    const { report } = await checkConflicts(swarm);
    expect(report.problems).toContainEqual({
      code: "SAME_PATH",
      text: `a and b both changed ${path}`,
      ko: `a와(과) b이(가) 모두 ${path}을(를) 바꿨습니다`,
    });
    expect(await integrate(swarm)).toMatchObject({ denial: { code: "CONFLICTS_FOUND" } });
    expect(swarm.run.state.integration).toBeUndefined();
    expect(await repo.git("rev-parse", "HEAD")).toBe(head);
    // Both diffs are there for whoever decides.
    const commits = completedCommits(swarm.run.state);
    for (const name of ["a", "b"])
      expect(await repo.git("show", `${commits[name]}:src/${name}/own.txt`)).toBe(name);
  },
);
