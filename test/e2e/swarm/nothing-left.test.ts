import { existsSync } from "node:fs";
import { mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Arena, openArena } from "../../support/arena.ts";
import { filesBelow } from "../../support/fingerprint.ts";
import type { Ground } from "../../support/ground.ts";
import { PLAYED_SCOPES, shellWorker } from "../../support/hostile-shell.ts";
import { until } from "../../support/scene.ts";
import { bash, call, calls, commit, integrated, says } from "../../support/script-lines.ts";
import { pathsBelow, processesOf } from "../../support/traces.ts";

/** Seconds that nobody else on the machine sleeps: they name the process. */
const SECONDS = "27182.818";
/** Leaves a process behind, as servers that tests start do. */
const LITTER = `(nohup sleep ${SECONDS} >/dev/null 2>&1 &) ; true`;

/** Changed by the one commit itself. */
const MOVED = ["index", "logs/HEAD", "logs/refs/heads/main", "refs/heads/main"];
/** OpenCode keeps the states of a checkout for its own /undo. */
const UNDO = ".local/share/opencode/snapshot/";

describe.each(PLAYED_SCOPES)("after a whole run, with $kind, nothing is left:", ({ sandbox }) => {
  let arena: Arena;
  let ground: Ground;
  let temporary: string;
  let git: Record<string, string>;
  let before: { temporary: string[]; home: string[] };
  const look = async () => ({
    temporary: await pathsBelow(temporary),
    home: await pathsBelow(String(arena.env["HOME"])),
  });
  const processes = () => processesOf(dirname(ground.dir));
  const others = async () =>
    (await processes()).filter((each) => !each.startsWith(`${arena.host.pid} `));

  beforeAll(async () => {
    temporary = await realpath(await mkdtemp(join(tmpdir(), "aegis-temporary-")));
    arena = await openArena({ sandbox, undo: true, env: { TMPDIR: temporary } });
    ground = await arena.ground();
    const talk = await arena.talk(ground, {
      commander: [
        says("Ready."),
        calls(bash(LITTER)),
        ...integrated(["a", "b"], {
          qa: [{ name: "Files", command: `${LITTER}; test -f src/a/ok.txt` }],
        }),
        calls(call("qa_run")),
        calls(commit()),
        says("It is committed."),
      ],
      workers: { a: shellWorker("a", [LITTER]), b: shellWorker("b", [LITTER]) },
    });
    // OpenCode and the plugin have opened the project; the run has not begun.
    await talk.say("are you there?");
    git = await filesBelow(join(ground.dir, ".git"));
    before = await look();
    expect((await processes()).join("\n")).toContain(`${arena.host.pid} `);
    await talk.say("build a and b");
    expect((await ground.state()).phase).toBe("DONE");
    await until(() => !existsSync(join(ground.dir, ".aegis/worktrees")));
  });
  afterAll(async () => {
    await arena.close();
    await rm(temporary, { recursive: true, force: true });
  });

  test("no process of the project but OpenCode itself", async () => {
    // OpenCode's own git may still be at its end; what a shell left behind would stay for hours.
    await vi.waitFor(async () => expect(await others()).toEqual([]), { timeout: 120_000 });
  });

  test("no file in the temporary folder or in the home", async () => {
    const now = await look();
    expect(now.temporary.filter((path) => !before.temporary.includes(path))).toEqual([]);
    const home = now.home.filter((path) => !before.home.includes(path) && !path.startsWith(UNDO));
    expect(home).toEqual([]);
  });

  test("nothing in .git but objects and what the commit moved", async () => {
    const now = await filesBelow(join(ground.dir, ".git"));
    const paths = [...new Set([...Object.keys(git), ...Object.keys(now)])];
    const changed = paths.filter((path) => git[path] !== now[path]);
    // Objects are never taken away by us: git's own clean-up does it for those nothing leads to.
    expect(changed.filter((path) => !path.startsWith("objects/")).toSorted()).toEqual(MOVED);
  });

  test("no worktree, branch, ref or lease, and the branch moved once", async () => {
    expect((await ground.git("worktree", "list")).split("\n")).toHaveLength(1);
    expect(await ground.git("for-each-ref", "--format=%(refname)")).toBe("refs/heads/main");
    expect(await ground.git("reflog", "main", "--format=%gs")).toMatch(
      /^[^\n]+\ncommit \(initial\): init$/,
    );
    expect(await readdir(join(ground.dir, ".aegis"))).toEqual(["runs"]);
    // The journal, and beside it the plan that was approved and the figures.
    const { runId } = await ground.state();
    const kept = await readdir(join(ground.dir, ".aegis/runs"));
    expect(kept.sort()).toEqual([runId, `${runId}.jsonl`, `${runId}.usage.jsonl`]);
    expect(await ground.git("status", "--porcelain", "--ignored")).toBe("!! .aegis/");
  });
});
