import { expect, test } from "vitest";
import { dispatched } from "../../support/run-builder.ts";
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
