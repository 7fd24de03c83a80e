import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Host, startServe } from "../../../src/host/serve.ts";
import { statePaths } from "../../../src/kit/state-paths.ts";
import type { Actor } from "../../../src/scripted-model/script.ts";
import { readLiveCalls } from "../../../src/swarm/adapters/read-live-calls.ts";
import type { LiveCalls } from "../../../src/swarm/core/live-calls.ts";
import { type Arena, openArena } from "../../support/arena.ts";
import { CLEAN_UP, type Ground } from "../../support/ground.ts";
import { until } from "../../support/scene.ts";
import {
  call,
  calls,
  commit,
  dispatched,
  goodWorkers,
  type Lines,
  plan,
  report,
  says,
  script,
  write,
} from "../../support/script-lines.ts";
import { Talk, type ToolCall } from "../../support/talk.ts";

/** a is killed at work, b waits for a, c has finished. */
const NAMES = ["a", "b", "c"];
const workers = plan(NAMES).workers.map((worker) =>
  worker.name === "b" ? { ...worker, depends_on: ["a"] } : worker,
);

let arena: Arena;
let ground: Ground;
let second: Host;
let third: Host;
let talk: Talk;
let refused: ToolCall;
let reopened: ToolCall;
let afterRetry: ToolCall;
let rowsBefore: string[] = [];
let rowsAfter: string[] = [];
let toasts: string[] = [];
let notesBefore: string[] = [];
let notesAtStart: string[] = [];
let notesAfter: string[] = [];
let callsBefore: LiveCalls | undefined;
let journalBefore = "";
let journalBeside = "";
let journalAtEnd = "";
let journalUntouched = "";
let commits = "";
let last = "";

const journalFile = async () => {
  const folder = join(ground.dir, ".aegis/runs");
  const name = (await readdir(folder)).find((each) => each.endsWith(".jsonl")) ?? "";
  return join(folder, name);
};
const kill = async (host: Host) => {
  host.kill("SIGKILL");
  await host.exited;
};

const LINES: Lines = {
  commander: [
    ...dispatched(NAMES, { workers } as never),
    says("Shall I wait?"),
    calls(call("worker_status")),
    says("Shall I go on?"),
    calls(call("worker_retry", { worker: "a", instructions: "Go on where you were." })),
    calls(call("worker_wait", { until: "all" })),
    calls(call("check_conflicts")),
    calls(call("integrate")),
    calls(call("qa_run")),
    calls(commit()),
    says("Committed."),
    calls(call("worker_status")),
    says("It is over."),
  ],
  workers: {
    ...goodWorkers(["b", "c"]),
    a: [
      calls(write("src/a/half.txt", "half\n")),
      { hold: "killed", ...calls(write("src/a/ok.txt", "a\n")) },
      calls(report("a")),
      says("Reported."),
    ],
  },
};

beforeAll(async () => {
  arena = await openArena({ undo: true });
  ground = await arena.ground();
  talk = await arena.talk(ground, LINES);
  const { actors } = script(LINES);
  const stranger = {
    agent: "commander",
    match: "who is there",
    steps: [calls(call("worker_status"))],
  };
  await arena.model.setScript({ name: "two", actors: [stranger as Actor, ...actors] });
  await talk.say("build them");
  await arena.model.waitFor((r) => r.agent === "worker" && r.raw.includes("half.txt"), 240_000);
  await until(async () => (await ground.events("WORKER_COMPLETED")).length === 1);

  // A second OpenCode beside the first one.
  second = await startServe({ opencode: arena.opencode, cwd: ground.dir, env: arena.env });
  const { liveCalls } = statePaths(ground.dir);
  await until(
    async () => (await readLiveCalls(liveCalls))?.workers["a"]?.answeringSince !== undefined,
  );
  callsBefore = await readLiveCalls(liveCalls);
  journalBefore = await readFile(await journalFile(), "utf8");
  const other = await second.createSession(ground.dir, "commander");
  const beside = new Talk({ host: second, model: arena.model, ground, session: other });
  await beside.say("who is there?");
  refused = await beside.last("worker_status");
  journalBeside = await readFile(await journalFile(), "utf8");

  rowsBefore = await talk.rows();
  notesBefore = await talk.notes();
  await kill(arena.host);
  journalAtEnd = await readFile(await journalFile(), "utf8");
  arena.model.release("killed");
  const again = new Talk({ host: second, model: arena.model, ground, session: talk.session });
  // A start in the second OpenCode, which nobody has spoken to since the end of the first one.
  const closed = ["w01 error", "w02 completed"];
  await second.api("POST", "/instance/dispose", undefined, { directory: ground.dir });
  await until(async () => String(await again.rows()) === String(closed));
  // Rows and table are parts of their own, drawn one after the other.
  await until(async () => (await again.notes()).some((note) => /^📊[\s\S]*⏹ stopped/u.test(note)));
  journalUntouched = await readFile(await journalFile(), "utf8");
  notesAtStart = await again.notes();
  await again.say("where are we?");
  reopened = await again.last("worker_status");
  rowsAfter = await again.rows();
  notesAfter = await again.notes();
  toasts = second.events
    .filter(({ type }) => type === "tui.toast.show")
    .map((event) => JSON.stringify(event));
  await again.say("go on", { timeoutMs: 480_000 });
  await until(async () => (await again.texts()).includes("Committed."));
  afterRetry = await again.last("worker_wait");
  commits = await ground.git("log", "--format=%H %s");

  // As if the end had come between the move of the branch and its record.
  await kill(second);
  const lines = (await readFile(await journalFile(), "utf8")).trimEnd().split("\n");
  last = lines.pop() ?? "";
  await writeFile(await journalFile(), `${lines.join("\n")}\n`);
  third = await startServe({ opencode: arena.opencode, cwd: ground.dir, env: arena.env });
  const late = new Talk({ host: third, model: arena.model, ground, session: talk.session });
  await late.say("and now?");
}, 1_200_000);
afterAll(async () => {
  await third?.stop();
  await second?.stop();
  await arena.close();
});

describe("a second OpenCode in the project of a live run", () => {
  test("is refused, and says which process has it", () => {
    expect(refused.text).toContain("[AEGIS REPOSITORY_UNFIT]");
    expect(refused.text).toContain(`another OpenCode (process ${arena.host.pid})`);
  });

  test("leaves the run as it is", () => {
    expect(journalBeside).toBe(journalBefore);
  });
});

test("while a Worker's model answers, that and the Worker's last call are there to be seen", () => {
  expect(callsBefore).toMatchObject({ pid: arena.host.pid });
  const { answeringSince, call: last } = callsBefore?.workers["a"] ?? {};
  expect(last).toMatchObject({ tool: "write", about: "src/a/half.txt", status: "completed" });
  expect(answeringSince).toBeGreaterThanOrEqual(last?.endedAt ?? Number.NaN);
});

describe("after kill -9 in MONITORING", () => {
  test("the run stands where it was, and the Worker that ran is failed as interrupted", () => {
    expect(reopened.text).toContain("Unfinished Workers: a (stopped), b (queued).");
    expect(reopened.text).toContain("a: OpenCode ended while");
    expect(reopened.text).toContain("1/3 completed");
  });

  test("no row goes on saying that a Worker runs, and a toast says what the start has found", () => {
    expect(rowsBefore).toContain("w01 running");
    expect(rowsAfter).toEqual(["w01 error", "w02 completed"]);
    expect(toasts.join()).toContain("OpenCode ended while these Workers ran: a.");
    expect(reopened.text).toContain("OpenCode ended while these Workers ran: a.");
  });

  test("a start alone closes the rows of Workers that no longer work, and takes nothing over", () => {
    expect(journalUntouched).toBe(journalAtEnd);
    const table = notesAtStart.filter((note) => note.startsWith("📊"));
    expect(table.join()).toMatch(/w01 \| Feature a \| ⏹ stopped/);
  });

  test("no note is drawn again, and the table of the Workers says what the journal knows", () => {
    const table = (notes: string[]) => notes.filter((note) => note.startsWith("📊"));
    const others = (notes: string[]) => notes.filter((note) => !note.startsWith("📊"));
    expect(table(notesBefore).join()).toMatch(/w01 \| Feature a \| [🔍🔨]/u);
    expect(table(notesAfter)).toHaveLength(1);
    expect(table(notesAfter).join()).toMatch(/w01 \| Feature a \| ⏹ stopped/);
    expect(others(notesAfter)).toEqual(others(notesBefore));
  });

  test("its diff is kept", async () => {
    const failed = await ground.events("WORKER_FAILED");
    expect(failed.map(({ worker, failure }) => `${worker} ${failure}`)).toEqual(["a INTERRUPTED"]);
    const { commit: kept = "" } = failed[0] ?? {};
    expect(await ground.git("show", "--format=", "--name-only", kept)).toBe("src/a/half.txt");
  });

  test("nobody is started or woken by the opening alone", async () => {
    const events = (await ground.records()).map(({ event }) => event.type);
    const interrupted = events.indexOf("WORKER_FAILED");
    expect(events.slice(interrupted + 1, events.indexOf("WORKER_RETRIED"))).not.toContain(
      "WORKER_STARTING",
    );
  });

  test("control: worker_retry brings the run, with the queued Worker, to its commit", async () => {
    expect(afterRetry.text).toContain("3/3 completed");
    expect((await ground.git("ls-files", "src")).split("\n")).toEqual([
      "src/a/half.txt",
      "src/a/ok.txt",
      "src/b/ok.txt",
      "src/c/ok.txt",
    ]);
    expect(commits.split("\n")).toHaveLength(2);
  });
});

describe("after kill -9 between the commit and its record", () => {
  test("the commit is recorded, not made again", async () => {
    expect(JSON.parse(last)).toMatchObject({ event: { type: "COMMITTED" } });
    expect(await ground.git("log", "--format=%H %s")).toBe(commits);
    const committed = await ground.events("COMMITTED");
    expect(committed).toEqual([JSON.parse(last).event]);
    expect((await ground.state()).phase).toBe("DONE");
  });

  test("no worktree, ref or lease is left", async () => {
    await expect.poll(() => ground.git("worktree", "list"), CLEAN_UP).not.toContain("\n");
    await expect.poll(() => ground.git("for-each-ref", "refs/aegis"), CLEAN_UP).toBe("");
    expect(await readdir(join(ground.dir, ".aegis"))).toEqual(["runs"]);
  });
});
