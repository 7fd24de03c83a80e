import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { type Arena, sharedArena } from "../../support/arena.ts";
import { CLEAN_UP, type Ground } from "../../support/ground.ts";
import { SHELL_SCOPES } from "../../support/hostile-shell.ts";
import { requestsOf, toolRuns } from "../../support/scene.ts";
import {
  bash,
  call,
  calls,
  dispatched,
  goodWorker,
  heldWorker,
  reported,
  says,
  waited,
  write,
} from "../../support/script-lines.ts";
import { ROOT } from "../../support/setup-scene.ts";

const BIN = join(ROOT, "bin/oh-my-qwencoder.js");

function abort(arena: Arena, ground: Ground) {
  return execa(process.execPath, [BIN, "abort", "--json"], {
    cwd: ground.dir,
    env: arena.env,
    extendEnv: false,
    reject: false,
    stdin: "ignore",
  });
}

/** Writes a request in the name of a process that no agent started, and waits until somebody takes the request. */
const FORGED = `
const fs = require("fs");
const state = process.argv[1] + "/.aegis/";
const file = state + "abort-request-x.json";
// In bubblewrap the journals are hidden.
const [journal = "guess.jsonl"] = fs.readdirSync(state + "runs").filter((name) => name.endsWith(".jsonl"));
const runId = journal.slice(0, -6);
const to = JSON.parse(fs.readFileSync(state + "lease.json", "utf8")).pid;
fs.writeFileSync(file, JSON.stringify({ v: 1, id: "x", runId, to, from: Number(process.argv[2]) }));
setInterval(() => fs.existsSync(file) || process.exit(), 50);
`;

async function expectEnded(ground: Ground, before: string): Promise<void> {
  const state = await ground.state();
  expect(state.phase).toBe("DONE");
  expect(state.aborted?.quote).toBe("(oh-my-qwencoder abort)");
  expect(await ground.git("rev-parse", "HEAD")).toBe(before);
  await expect.poll(() => ground.git("worktree", "list"), CLEAN_UP).not.toContain("\n");
  // The foundation was written into the user's checkout and stays there.
  expect(await ground.git("status", "--porcelain")).toBe("?? docs/");
  await expect
    .poll(() => ground.git("ls-files", "-o", ".aegis"), CLEAN_UP)
    .not.toMatch(/lease|abort/);
}

describe("from the command line, while OpenCode drives the run", () => {
  const arena = sharedArena();

  test("in the middle of the Commander's wait: it ends, and every diff is kept", async () => {
    const ground = await arena.ground();
    const before = await ground.git("rev-parse", "HEAD");
    const talk = await arena.talk(ground, {
      commander: waited(["a", "b"]),
      workers: {
        a: goodWorker("a"),
        b: [
          calls(write("src/b/half.txt", "half\n")),
          { ...calls(write("src/b/ok.txt", "b\n")), hold: "busy" },
        ],
      },
    });
    const idle = talk.say("build a and b");
    await expect.poll(() => ground.events("WORKER_COMPLETED")).toHaveLength(1);
    await expect
      .poll(() => ground.read(".aegis/worktrees/w02/src/b/half.txt").catch(() => ""))
      .toBe("half\n");
    await toolRuns(arena, talk.session, "worker_wait");
    const { exitCode, stdout } = await abort(arena, ground);
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([0, { ok: true, outcome: "aborted" }]);
    await idle;
    await expectEnded(ground, before);
    const { kept = [] } = (await ground.state()).aborted ?? {};
    expect(await Promise.all(kept.map((path) => ground.read(path)))).toEqual([
      expect.stringContaining("+a"),
      expect.stringContaining("+half"),
    ]);
    const refs = await ground.git("for-each-ref", "--format=%(refname)", "refs/aegis");
    expect(refs).toMatch(/w01[\s\S]*w02/);
    arena.model.release("busy");
  });

  test("while the Commander is idle: nobody wakes it", async () => {
    const ground = await arena.ground();
    const before = await ground.git("rev-parse", "HEAD");
    const talk = await arena.talk(ground, {
      commander: [...dispatched(["a"]), says("They work."), says("I was woken.")],
      workers: { a: heldWorker("a", "idle") },
    });
    await talk.say("build a");
    await talk.worker("a");
    const asked = requestsOf(arena, talk.session).length;
    expect((await abort(arena, ground)).exitCode).toBe(0);
    await expectEnded(ground, before);
    expect(requestsOf(arena, talk.session)).toHaveLength(asked);
    expect(await talk.texts()).not.toContain("I was woken.");
    arena.model.release("idle");
  });
});

describe.each(SHELL_SCOPES)("in a Worker's shell ($kind)", ({ sandbox }) => {
  const arena = sharedArena({ sandbox });

  test("it ends nothing", async () => {
    const ground = await arena.ground();
    const node = `'${process.execPath}'`;
    const asked = `${node} '${BIN}' abort --cwd '${ground.dir}' --wait 60 2>&1`;
    const forged = (pid: number) => `${node} -e '${FORGED}' '${ground.dir}' ${pid} 2>&1`;
    const command = `${forged(1)}; ${forged(999_999)}; ${asked}; env -u AEGIS_CALL setsid ${asked}; true`;
    const talk = await arena.talk(ground, {
      commander: [...waited(["a"]), calls(call("worker_status")), says("Done?")],
      workers: {
        a: [calls(bash(command)), calls(write("src/a/ok.txt", "a\n")), ...reported("a")],
      },
    });
    await talk.say("build a");
    const shell = await talk.last("bash", await talk.worker("a"));
    expect(shell.text).toMatch(
      sandbox === "off" ? /A program that OpenCode itself started/ : /EROFS|read-only/i,
    );
    expect(await ground.events("RUN_ABORTED")).toEqual([]);
    expect((await ground.state()).phase).toBe("INTEGRATE");
  });
});
