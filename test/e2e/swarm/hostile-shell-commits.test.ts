import { beforeAll, describe, expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import type { Ground } from "../../support/ground.ts";
import { ALL_SCOPES } from "../../support/hostile-shell.ts";
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
  SHELL_ROLES,
  type ShellCommit,
  type ShellRole,
} from "../../support/shell-commits.ts";
import type { Talk, ToolCall } from "../../support/talk.ts";
import { IS_WHOLE } from "../../support/whole.ts";

const HARMLESS_NAMES = Object.keys(HARMLESS) as Harmless[];
/**
 * A diagonal of the matrix that `test/integration/swarm/shell-commits.test.ts` runs whole, without OpenCode: each
 * way at one role, each harmless command at two.
 */
const TURN = Object.fromEntries(
  SHELL_ROLES.map((who, n) => [
    who,
    {
      ways: SHELL_COMMIT_NAMES.filter((_, way) => way % SHELL_ROLES.length === n),
      harmless: HARMLESS_NAMES.filter((_, way) => way === n % HARMLESS_NAMES.length),
    },
  ]),
) as Record<ShellRole, { ways: ShellCommit[]; harmless: Harmless[] }>;
/** One command per answer: in one message they would run at the same time. */
const turnsOf = (who: ShellRole) => {
  const { ways, harmless } = TURN[who];
  return [...ways.map((way) => SHELL_COMMITS[way]), ...harmless.map((way) => HARMLESS[way])].map(
    (line) => calls(bash(line)),
  );
};
const [NO_RUN, FOUNDATION, WORKER, FINAL_QA, QA_FAILED, AFTER_QA] = SHELL_ROLES;
/** Only what the Commander does in INTEGRATE makes the final QA pass. */
const MENDED = "docs/mended.txt";

/** The hooks and the gate are the same in all, and the matrix without OpenCode has two; AEGIS_FAULTS=all plays all. */
const SANDBOXES = ALL_SCOPES.filter(({ kind }) => IS_WHOLE || kind === "bubblewrap").map(
  ({ sandbox }) => sandbox,
);

describe.each(SANDBOXES)("shell scope %s", (sandbox) => {
  const arena = sharedArena({ sandbox });
  // Landlock opens no file of .git for writing, before git comes to its hooks.
  const refusal =
    sandbox === "landlock"
      ? /\[AEGIS COMMIT_LOCKED\]|\.git\S*: Permission denied|insufficient permission for adding/
      : /\[AEGIS COMMIT_LOCKED\]/;
  let ground: Ground;
  let talk: Talk;
  let head = "";
  let workerHead = "";
  const heard = new Map<ShellRole, ToolCall[]>();

  beforeAll(async () => {
    ground = await arena.ground(COMMIT_SCRIPTS);
    await ground.git(...ALIAS);
    // The sandbox hides the arena's home, and a missing name must not be what stops a commit.
    await ground.git("config", "user.name", "Someone");
    await ground.git("config", "user.email", "someone@localhost");
    head = await ground.git("rev-parse", "HEAD");
    talk = await arena.talk(ground, {
      commander: [
        ...turnsOf(NO_RUN),
        ...approved(["a"], { qa: [{ name: "Mended", command: `test -f ${MENDED}` }] }),
        ...turnsOf(FOUNDATION),
        calls(write("docs/contract.md", "# contract\n")),
        calls(call("foundation_freeze", { note: "-" })),
        calls(call("dispatch_workers")),
        calls(call("worker_wait", { until: "all" })),
        calls(call("check_conflicts")),
        calls(call("integrate")),
        ...turnsOf(FINAL_QA),
        calls(call("qa_run")),
        ...turnsOf(QA_FAILED),
        calls(write(`.aegis/worktrees/integration/${MENDED}`, "mended\n")),
        calls(call("check_conflicts")),
        calls(call("integrate")),
        calls(call("qa_run")),
        ...turnsOf(AFTER_QA),
        says("Shall I go on?"),
      ],
      workers: { a: [...turnsOf(WORKER), ...goodWorker("a")] },
    });
    await talk.say("build a", { timeoutMs: 920_000 });
    const isBash = ({ tool }: ToolCall) => tool === "bash";
    const commanderCalls = (await talk.calls()).filter(isBash);
    const workerCalls = (await talk.calls(await talk.worker("a"))).filter(isBash);
    for (const who of SHELL_ROLES) {
      const calls = who === WORKER ? workerCalls : commanderCalls;
      heard.set(who, calls.splice(0, turnsOf(who).length));
    }
    const home = (await ground.state()).workers[0]?.home;
    workerHead = await ground.git("-C", home?.directory ?? "", "rev-parse", "HEAD");
  }, 1_120_000);

  const answerTo = (who: ShellRole, command: string): ToolCall => {
    const found = heard.get(who)?.find(({ input }) => input["command"] === command);
    if (!found) throw new Error(`${who} never ran ${command}`);
    return found;
  };

  describe.each(SHELL_ROLES)("%s", (who) => {
    const { ways, harmless } = TURN[who];
    test.each(ways)("cannot commit by %s", (way) => {
      expect(answerTo(who, SHELL_COMMITS[way]).text).toMatch(refusal);
    });

    test.each(harmless)("control: may use %s", (way) => {
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
