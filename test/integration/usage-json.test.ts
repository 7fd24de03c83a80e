import { expect, test } from "vitest";
import { cli, runsScene } from "../support/runs-scene.ts";

test("a refusal as JSON names version and command like every other answer", async () => {
  const scene = await runsScene();
  const cases = [
    ["runs show --json", "runs show", "USAGE"],
    ["--json --lang ko install --cwd /nowhere", "install", "NOT_A_REPOSITORY"],
  ] as const;
  const answers = await Promise.all(cases.map(([line]) => cli(scene, line.split(" "))));
  expect(answers.map(({ code }) => code)).toEqual([2, 2]);
  expect(answers.map(({ out }) => JSON.parse(out) as unknown)).toMatchObject(
    cases.map(([, command, code]) => ({ v: 1, command, ok: false, error: { code } })),
  );
});
