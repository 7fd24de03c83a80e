import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Arena, openArena } from "../../support/arena.ts";
import type { Ground } from "../../support/ground.ts";
import {
  approved,
  bash,
  call,
  calls,
  goodWorker,
  says,
  write,
} from "../../support/script-lines.ts";
import {
  ALIAS,
  COMMIT_SCRIPTS,
  HARMLESS,
  type Harmless,
  SHELL_COMMIT_NAMES,
  SHELL_COMMITS,
} from "../../support/shell-commits.ts";
import type { Talk, ToolCall } from "../../support/talk.ts";

// One command per answer: in one message they would run at the same time.
const everyCommand = [...Object.values(SHELL_COMMITS), ...Object.values(HARMLESS)].map((line) =>
  calls(bash(line)),
);
const NO_RUN = "the Commander without a run";
const FOUNDATION = "the Commander in FOUNDATION";
const FINAL_QA = "the Commander in FINAL_QA, before QA";
const QA_FAILED = "the Commander in INTEGRATE after QA has failed";
const AFTER_QA = "the Commander after QA has passed";
const WORKER = "a Worker";
/** Only what the Commander does in INTEGRATE makes the final QA pass. */
const MENDED = "docs/mended.txt";

describe.each(["auto", "off"] as const)("shell scope %s", (sandbox) => {
  let arena: Arena;
  let ground: Ground;
  let talk: Talk;
  let head = "";
  let workerHead = "";
  const heard: Record<string, ToolCall[]> = {};

  beforeAll(async () => {
    arena = await openArena({ sandbox });
    ground = await arena.ground(COMMIT_SCRIPTS);
    await ground.git(...ALIAS);
    // The sandbox hides the arena's home, and a missing name must not be what stops a commit.
    await ground.git("config", "user.name", "Someone");
    await ground.git("config", "user.email", "someone@localhost");
    head = await ground.git("rev-parse", "HEAD");
    talk = await arena.talk(ground, {
      commander: [
        ...everyCommand,
        ...approved(["a"], { qa: [{ name: "Mended", command: `test -f ${MENDED}` }] }),
        ...everyCommand,
        calls(write("docs/contract.md", "# contract\n")),
        calls(call("foundation_freeze", { note: "-" })),
        calls(call("dispatch_workers")),
        calls(call("worker_wait", { until: "all" })),
        calls(call("check_conflicts")),
        calls(call("integrate")),
        ...everyCommand,
        calls(call("qa_run")),
        ...everyCommand,
        calls(write(`.aegis/worktrees/integration/${MENDED}`, "mended\n")),
        calls(call("check_conflicts")),
        calls(call("integrate")),
        calls(call("qa_run")),
        ...everyCommand,
        says("Shall I go on?"),
      ],
      workers: { a: [...everyCommand, ...goodWorker("a")] },
    });
    await talk.say("build a", { timeoutMs: 920_000 });
    const all = (await talk.calls()).filter(({ tool }) => tool === "bash");
    heard[NO_RUN] = all.slice(0, everyCommand.length);
    heard[FOUNDATION] = all.slice(everyCommand.length);
    heard[FINAL_QA] = all.slice(2 * everyCommand.length);
    heard[QA_FAILED] = all.slice(3 * everyCommand.length);
    heard[AFTER_QA] = all.slice(4 * everyCommand.length);
    heard[WORKER] = (await talk.calls(await talk.worker("a"))).filter(
      ({ tool }) => tool === "bash",
    );
    const home = (await ground.state()).workers[0]?.home;
    workerHead = await ground.git("-C", home?.directory ?? "", "rev-parse", "HEAD");
  }, 1_120_000);
  afterAll(() => arena.close());

  const answerTo = (who: string, command: string): ToolCall => {
    const found = heard[who]?.find(({ input }) => input["command"] === command);
    if (!found) throw new Error(`${who} never ran ${command}`);
    return found;
  };

  describe.each([NO_RUN, FOUNDATION, WORKER, FINAL_QA, QA_FAILED, AFTER_QA])("%s", (who) => {
    test.each(SHELL_COMMIT_NAMES)("cannot commit by %s", (way) => {
      expect(answerTo(who, SHELL_COMMITS[way]).text).toContain("[AEGIS COMMIT_LOCKED]");
    });

    test.each(Object.keys(HARMLESS) as Harmless[])("control: may use %s", (way) => {
      const answer = answerTo(who, HARMLESS[way]);
      expect(answer.status).toBe("completed");
      expect(answer.text).not.toContain("[AEGIS");
    });
  });

  test("no branch, tag or worktree has moved", async () => {
    expect(await ground.git("rev-parse", "HEAD", "main")).toBe(`${head}\n${head}`);
    expect(await ground.git("reflog", "main", "--format=%gs")).toBe("commit (initial): init");
    const base = (await ground.events("WORKER_STARTING"))[0]?.base;
    expect(workerHead).toBe(base);
    expect(await ground.git("log", "--all", "--format=%s")).not.toMatch(/^x$/m);
  });

  test("control: QA failed once, then passed on what the Commander mended", async () => {
    const phases = (await ground.records()).flatMap(({ event }) =>
      event.type === "QA_FAILED" || event.type === "QA_PASSED" ? [event.type] : [],
    );
    expect(phases).toEqual(["QA_FAILED", "QA_PASSED"]);
  });

  test("control: the Worker is none the worse for it", async () => {
    expect((await ground.state()).workers[0]?.now.status).toBe("completed");
  });
});
