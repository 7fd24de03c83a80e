import { existsSync } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Arena, openArena } from "../../support/arena.ts";
import type { Ground } from "../../support/ground.ts";
import { until } from "../../support/scene.ts";
import {
  call,
  calls,
  commit,
  dispatched,
  goodWorker,
  plan,
  report,
  says,
  write,
} from "../../support/script-lines.ts";
import type { Talk } from "../../support/talk.ts";

// OpenCode reloads a directory when the user connects a provider or changes a setting. To the user that is the
// end of nothing: the Workers work on, and the run stands where it stood.

const NAMES = ["a", "b"];
/** b's own QA waits until somebody writes into this pipe. */
const PIPE = "qa-waits";
const WAITS = `case "$PWD" in */w02-qa-*) mkfifo ${PIPE} && read -r _ < ${PIPE}; rm ${PIPE};; esac; test -f src/b/ok.txt`;
const workers = plan(NAMES).workers.map((worker) =>
  worker.name === "b" ? { ...worker, qa: [WAITS] } : worker,
);
const wait = calls(call("worker_wait", { until: "all" }));
const finish = [
  calls(call("check_conflicts")),
  calls(call("integrate")),
  calls(call("qa_run")),
  calls(commit()),
  says("Committed."),
];

let arena: Arena;
beforeAll(async () => {
  arena = await openArena({ undo: true });
});
afterAll(() => arena.close());

const halfDone = (hold: string) => [
  calls(write("src/a/half.txt", "half\n")),
  { hold, ...calls(write("src/a/ok.txt", "a\n")) },
  calls(report("a")),
  says("Reported."),
];

/** b reports and is in its QA, and a has written half of its work. */
async function busyRun(hold: string, after: typeof finish) {
  const ground = await arena.ground();
  const talk = await arena.talk(ground, {
    commander: [
      ...dispatched(NAMES, { workers } as never),
      says("Shall I wait?"),
      ...after,
      ...finish,
    ],
    workers: {
      a: halfDone(hold),
      b: goodWorker("b"),
    },
  });
  await talk.say("build them");
  const a = await talk.worker("a");
  await arena.model.waitFor((r) => r.session === a && r.step === 1, 240_000);
  const pipe = await pipeOf(ground);
  return { ground, talk, pipe };
}

async function pipeOf(ground: Ground): Promise<string> {
  const directory = join(ground.dir, ".aegis/worktrees");
  let found = "";
  await until(async () => {
    const name = (await readdir(directory)).find((each) => each.startsWith("w02-qa-"));
    found = join(directory, name ?? "none", PIPE);
    return existsSync(found);
  });
  return found;
}

async function release(pipe: string): Promise<void> {
  const opened = await open(pipe, "w");
  await opened.write("go\n");
  await opened.close();
}

async function expectCommitted(ground: Ground, talk: Talk, files: string[]): Promise<void> {
  expect((await talk.texts()).at(-1)).toBe("Committed.");
  expect((await ground.state()).phase).toBe("DONE");
  expect((await ground.git("ls-files", "src")).split("\n")).toEqual(files);
  await until(() => !existsSync(join(ground.dir, ".aegis/worktrees")));
  expect(await readdir(join(ground.dir, ".aegis"))).toEqual(["runs"]);
}

test("a reload of the project's directory interrupts no Worker, and the run goes on to its commit", async () => {
  const { ground, talk, pipe } = await busyRun("reload", [wait]);
  await arena.host.api("POST", "/instance/dispose", undefined, { directory: ground.dir });

  // Nobody has opened the directory again when they report.
  await release(pipe);
  await until(async () => (await ground.events("WORKER_COMPLETED")).length === 1);
  arena.model.release("reload");
  await until(async () => (await ground.state()).phase === "INTEGRATE");

  await talk.say("go on");
  await expectCommitted(ground, talk, ["src/a/half.txt", "src/a/ok.txt", "src/b/ok.txt"]);
  expect(await ground.events("WORKER_FAILED")).toEqual([]);
  expect(await ground.events("WORKER_STARTING")).toHaveLength(2);
});

test("a reload of everything ends the Workers that ran; they are named and can be sent back", async () => {
  const ground = await arena.ground();
  const talk = await arena.talk(ground, {
    commander: [
      ...dispatched(["a"]),
      says("Shall I wait?"),
      calls(call("worker_status")),
      says("Shall I send it back?"),
      calls(call("worker_retry", { worker: "a", instructions: "Go on where you were." })),
      wait,
      ...finish,
    ],
    workers: { a: halfDone("everything") },
  });
  await talk.say("build a");
  const a = await talk.worker("a");
  await arena.model.waitFor((r) => r.session === a && r.step === 1, 240_000);
  await arena.host.api("POST", "/global/dispose");
  arena.model.release("everything");

  await talk.say("where are we?");
  await until(async () => (await ground.events("WORKER_FAILED")).length === 1);
  expect(await ground.events("WORKER_FAILED")).toMatchObject([
    { worker: "a", failure: "INTERRUPTED", commit: expect.any(String) },
  ]);
  await talk.say("yes, send it back");
  await expectCommitted(ground, talk, ["src/a/half.txt", "src/a/ok.txt"]);
});
