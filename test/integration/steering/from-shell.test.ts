import { expect, onTestFinished, test } from "vitest";
import { fileLease, ownPid } from "../../../src/kit/lease.ts";
import { statePaths } from "../../../src/kit/state-paths.ts";
import {
  answerSteering,
  pendingSteering,
  takeSteering,
} from "../../../src/swarm/adapters/steering-request.ts";
import { dispatched, emptyRun, planOf } from "../../support/run-builder.ts";
import { cli, runsScene } from "../../support/runs-scene.ts";

const RUN = "20260101T000000000-abcdef";
const KOREAN = ["--lang", "ko"];
const ACTS = [
  [["resume"], "resume"],
  [["retry", "w01", "use Decimal"], "retry w01 use Decimal"],
  [["cancel", "w01"], "cancel w01"],
  [["choose", "QA", "2"], "choose QA 2"],
] as const;

async function scene() {
  const made = await runsScene();
  await made.save(RUN, dispatched("a").records);
  return made;
}

test("without a driver, a command names what to type in OpenCode: a start alone drives no run", async () => {
  const here = await scene();
  for (const [args, said] of ACTS) {
    const { code, error } = await cli(here, args);
    expect([code, error]).toEqual([2, expect.stringContaining(`/aegis ${said}.`)]);
    expect(error).not.toContain("repeat the command");
  }
  const { error } = await cli(here, ["resume", ...KOREAN]);
  expect(error).toContain("OpenCode(opencode --continue)에서 입력하세요: /aegis resume.");
});

test("a command says which act it asks OpenCode for", async () => {
  const here = await scene();
  const pid = await here.drivenByOther();
  for (const [args, said] of ACTS) {
    const { code, out } = await cli(here, [...args, "--wait", "0"]);
    expect([code, out]).toEqual([2, `Asked OpenCode (process ${pid}): ${said} …`]);
  }
  const { out } = await cli(here, ["cancel", "w01", "--wait", "0", ...KOREAN]);
  expect(out).toBe(`OpenCode(프로세스 ${pid})에 요청했습니다: cancel w01 …`);
});

test("what an answer advises can be typed in the shell that asked", async () => {
  const here = await scene();
  const { lease } = statePaths(here.dir);
  expect(fileLease(lease).claim()).toBe("taken");
  onTestFinished(() => fileLease(lease).release());
  const asking = cli(here, ["cancel", "w01", "--wait", "20"]);
  await expect.poll(() => pendingSteering(here.dir, ownPid())).toBeDefined();
  const request = await pendingSteering(here.dir, ownPid());
  if (!request || !(await takeSteering(here.dir, request))) throw new Error("the request has gone");
  const text = "To take it up again: /aegis retry a";
  await answerSteering(here.dir, { id: request.id, done: true, text });
  const { out } = await asking;
  expect(out).toMatch(/To take it up again: oh-my-qwencoder retry a$/);
});

test("a plan that the driver shows is drawn for a terminal; another one than it has shown is not", async () => {
  const made = await runsScene();
  const { dir } = made;
  const run = emptyRun().propose(planOf(["a", "b"], { title: "Board" }));
  await made.save(RUN, run.records);
  const { lease } = statePaths(dir);
  expect(fileLease(lease).claim()).toBe("taken");
  onTestFinished(() => fileLease(lease).release());
  const number = run.state.proposal?.number ?? 0;
  for (const shown of [number, number + 1]) {
    const asking = cli(made, ["approve", ...KOREAN]);
    await expect.poll(() => pendingSteering(dir, ownPid())).toMatchObject({ plan: number });
    const request = await pendingSteering(dir, ownPid());
    if (!request || !(await takeSteering(dir, request))) throw new Error("the request has gone");
    await answerSteering(dir, { id: request.id, done: false, text: "**As it was**", shown });
    const { code, out } = await asking;
    expect(code).toBe(1);
    if (shown === number) {
      expect(out).toMatch(/^Board$[\s\S]*^쓰기 범위 {2}src\/a\/\*\*$[\s\S]*^│ Build b\.$/m);
      expect(out).toMatch(/승인하려면 명령을 다시 실행하세요\.$/);
      expect(out).not.toMatch(/As it was|`/);
    } else expect(out).toContain("**As it was**");
  }
});
