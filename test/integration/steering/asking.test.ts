import { execFileSync } from "node:child_process";
import { readdir, symlink, utimes, writeFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fileLease, ownPid } from "../../../src/kit/lease.ts";
import { requestFile, statePaths } from "../../../src/kit/state-paths.ts";
import { askDriver } from "../../../src/steering/ask-driver.ts";
import {
  askForAbort,
  refuseAbort,
  takeRefusal,
} from "../../../src/swarm/adapters/abort-request.ts";
import {
  answerSteering,
  askToSteer,
  pendingSteering,
  takeSteering,
  takeSteeringAnswer,
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
    await expect.poll(() => pendingSteering(dir, ownPid())).toBeDefined();
    const request = await pendingSteering(dir, ownPid());
    if (!request || !(await takeSteering(dir, request))) throw new Error("the request has gone");
    return request;
  };
  return { dir, file: requestFile(steeringRequest, "old"), ask, hear };
}

const ASKED = { runId: "run-1", to: ownPid(), said: "stop", language: "en" } as const;

test("a command that reads late finds its own answer: the answer to another command takes no place of it", async () => {
  const { dir } = await driven();
  const [first, second] = [await askToSteer(dir, ASKED), await askToSteer(dir, ASKED)];
  for (const { id } of [first, second]) await answerSteering(dir, { id, done: true, text: id });
  for (const request of [second, first])
    expect(await takeSteeringAnswer(dir, request)).toMatchObject({ text: request.id });
  expect(await takeSteeringAnswer(dir, first)).toBeUndefined();
});

test("two commands that end a run are both asked, and each reads why it was refused", async () => {
  const { dir } = await driven();
  const asked = [await askForAbort(dir, ASKED), await askForAbort(dir, ASKED)];
  expect(new Set(asked.map(({ id }) => id)).size).toBe(2);
  for (const { id } of asked) await refuseAbort(dir, { id, why: id, next: "Wait." });
  for (const request of asked)
    expect(await takeRefusal(dir, request)).toMatchObject({ why: request.id });
});

test("a command that gives up takes no request of another command away", async () => {
  const { dir } = await driven();
  const [first, second] = [await askToSteer(dir, ASKED), await askToSteer(dir, ASKED)];
  expect(await takeSteering(dir, first)).toBe(true);
  expect(await takeSteering(dir, first)).toBe(false);
  expect(await pendingSteering(dir, ownPid())).toMatchObject({ id: second.id });
});

test("what commands left behind a day ago goes at the next command", async () => {
  const { dir } = await driven();
  const { steeringAnswer, steeringRequest } = statePaths(dir);
  const dayAgo = Date.now() / 1000 - 25 * 3600;
  const kept = requestFile(steeringAnswer, "fresh");
  await writeFile(kept, "{}");
  // The second is half of a write that was killed.
  for (const beginning of [steeringAnswer, steeringRequest])
    for (const file of [requestFile(beginning, "old"), `${requestFile(beginning, "half")}.1`]) {
      await writeFile(file, "{}");
      await utimes(file, dayAgo, dayAgo);
    }
  const { id } = await askToSteer(dir, ASKED);
  const left = (await readdir(dirname(kept))).filter((name) => name.startsWith("steering"));
  expect(left.sort()).toEqual([basename(kept), basename(requestFile(steeringRequest, id))]);
});

test("a request whose id is a path is none, so that no answer is written elsewhere", async () => {
  const { dir } = await driven();
  const { steeringRequest } = statePaths(dir);
  const id = "../../../etc/passwd";
  await writeFile(
    requestFile(steeringRequest, "x"),
    JSON.stringify({ v: 1, ...ASKED, id, from: process.pid }),
  );
  // Nor is a request under another name: nobody could take it away.
  await writeFile(
    requestFile(steeringRequest, "y"),
    JSON.stringify({ v: 1, ...ASKED, id: "z", from: process.pid }),
  );
  expect(await pendingSteering(dir, ownPid())).toBeUndefined();
});

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
