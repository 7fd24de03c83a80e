import { execFileSync } from "node:child_process";
import { symlink, writeFile } from "node:fs/promises";
import { expect, onTestFinished, test } from "vitest";
import { fileLease, ownPid } from "../../../src/kit/lease.ts";
import { statePaths } from "../../../src/kit/state-paths.ts";
import { askDriver } from "../../../src/steering/ask-driver.ts";
import {
  answerSteering,
  pendingSteering,
  takeSteering,
} from "../../../src/swarm/adapters/steering-request.ts";
import { tempRepo } from "../../support/temp-repo.ts";

/** A folder whose run this process drives. `hear` waits for the next request and takes it. */
async function driven() {
  const { dir } = await tempRepo();
  const { steeringRequest, lease } = statePaths(dir);
  expect(fileLease(lease).claim()).toBe("taken");
  onTestFinished(() => fileLease(lease).release());
  const ask = (said: string) =>
    askDriver(dir, {
      ...{ runId: "run-1", to: ownPid(), said, language: "en" },
      until: Date.now() + 60_000,
    });
  const hear = async () => {
    await expect.poll(() => pendingSteering(dir)).toBeDefined();
    const request = await pendingSteering(dir);
    if (!request || !(await takeSteering(dir, request))) throw new Error("the request has gone");
    return request;
  };
  return { dir, file: steeringRequest, ask, hear };
}

test("of commands that ask at once, each is asked once and has its own answer", async () => {
  const { dir, ask, hear } = await driven();
  const acts = ["stop", "resume", "cancel w01"];
  const asked = new Map(acts.map((said) => [said, ask(said)]));
  for (const _each of acts) {
    const { id, said } = await hear();
    await answerSteering(dir, { id, done: true, text: `${said}: done` });
    const answer = { done: true, text: `${said}: done` };
    expect(await asked.get(said)).toMatchObject({ is: "answered", answer });
    asked.delete(said);
  }
  expect(asked.size).toBe(0);
});

const LEFT: Record<string, (file: string) => unknown> = {
  "a request of a command that was killed": (file) =>
    writeFile(
      file,
      JSON.stringify({ v: 1, id: "old", runId: "run-1", to: ownPid(), from: 2 ** 30 }),
    ),
  "a request to an OpenCode that has ended": (file) =>
    writeFile(
      file,
      JSON.stringify({ v: 1, id: "old", runId: "run-1", to: 2 ** 30, from: process.pid }),
    ),
  "a text that is no request": (file) => writeFile(file, '{"v":1,'),
  "a pipe": (file) => execFileSync("mkfifo", [file]),
  "a link to nothing": (file) => symlink(`${file}.elsewhere`, file),
  "a link to another file": async (file) => {
    await writeFile(`${file}.elsewhere`, "theirs");
    await symlink(`${file}.elsewhere`, file);
  },
};

test.each(Object.entries(LEFT))("%s keeps nobody from asking", async (_name, leave) => {
  const { dir, file, ask, hear } = await driven();
  await leave(file);
  const asked = ask("stop");
  const { id } = await hear();
  await answerSteering(dir, { id, done: true, text: "Stopped." });
  expect(await asked).toMatchObject({ is: "answered", answer: { text: "Stopped." } });
});
