import { beforeAll, expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import {
  childrenOf,
  contentOf,
  type HostilePlace,
  hostilePlace,
  playAs,
} from "../../support/hostile.ts";
import { expectNoted, expectRefused, expectTold } from "../../support/refused.ts";
import {
  approve,
  approved,
  bash,
  calls,
  report,
  says,
  task,
  write,
} from "../../support/script-lines.ts";
import type { ToolCall } from "../../support/talk.ts";

const CHILD = "[child] help";

const arena = sharedArena();
/** A repository in which a run is open: its plan is approved, the foundation is being written. */
let open: HostilePlace;
/** A repository without any run. */
let free: HostilePlace;

beforeAll(async () => {
  free = await hostilePlace(arena);
  open = await hostilePlace(arena);
  const commander = [...approved(["a"]), says("Shall I go on?")];
  await (await arena.talk(open.ground, { commander })).say("build a");
});

test("`build` writes, runs and commits freely while no run is open", async () => {
  const { said } = await playAs(arena, free.ground, "build", {
    other: [
      calls(write("free.txt", "by file tool\n")),
      calls(bash("echo by shell > shell.txt && git add -A && git commit -q -m mine")),
      says("Done."),
    ],
  });
  expect(said.map(({ status }) => status)).toEqual(["completed", "completed"]);
  expect(await contentOf(free, "free.txt")).toBe("by file tool");
  expect(await contentOf(free, "shell.txt")).toBe("by shell");
});

test("`build` cannot start a Worker by task: SPAWN_NOT_ALLOWED; it may start its own kind", async () => {
  const { said, talk } = await playAs(arena, free.ground, "build", {
    name: "spawn",
    actors: [
      { agent: "other", match: "\\[child\\]", steps: [says("Helped.")] },
      {
        agent: "other",
        steps: [calls(task("worker", CHILD), task("general", CHILD)), says("Done.")],
      },
    ],
  });
  expectRefused(said[0], "SPAWN_NOT_ALLOWED");
  expect(said[1]?.status).toBe("completed");
  expect((await childrenOf(arena, talk)).map(({ agent }) => agent)).toEqual(["general"]);
});

test("`build` may change the project's own configuration while no run is open", async () => {
  const own = await hostilePlace(arena);
  const { said } = await playAs(arena, own.ground, "build", {
    other: [
      calls(write("opencode.json", "{}\n"), write(".opencode/notes.md", "mine\n")),
      says("Done."),
    ],
  });
  expect(said.map(({ status }) => status)).toEqual(["completed", "completed"]);
  expect(await contentOf(own, `${own.top}/opencode.json`)).toBe("{}\n");
});

const BESIDE = [
  ["write a file", "PHASE_FORBIDS_WRITE", write("beside.txt", "evil\n")],
  ["commit", "COMMIT_LOCKED", bash("git commit --allow-empty -m evil")],
  ["write by shell", "OUT_OF_SCOPE", bash("echo evil > beside.txt")],
  ["approve the plan", "TOOL_NOT_ALLOWED", approve("do it")],
  ["report as a Worker", "NO_WORKER_SESSION", report("a")],
] as const;

test.each(BESIDE.map(([what, code, tried]) => [what, code, tried] as const))(
  "`build` beside a run may not %s: %s",
  async (_what, code, tried) => {
    const { said } = await playAs(arena, open.ground, "build", {
      other: [calls(tried), says("Done.")],
    });
    expectTold(said[0], code);
    expect(await contentOf(open, `${open.top}/beside.txt`)).toBeUndefined();
    expect(await open.ground.git("rev-parse", "HEAD")).toBe(open.before);
    expect((await open.ground.state()).phase).toBe("FOUNDATION");
  },
);

const UNDISPATCHED = [
  ["write", write("src/a/evil.txt", "evil\n")],
  ["shell", bash("echo evil > src/a/evil.txt")],
  ["report", report("a")],
] as const;

test("a worker session the user opens without dispatch does nothing: WORKER_CLOSED", async () => {
  const steps = [calls(...UNDISPATCHED.map(([, tried]) => tried)), says("Done.")];
  const { said } = await playAs(arena, open.ground, "worker", {
    name: "undispatched",
    actors: [{ agent: "worker", steps }],
  });
  expect(said).toHaveLength(UNDISPATCHED.length);
  for (const each of said as ToolCall[]) await expectNoted(open.ground, each, "WORKER_CLOSED");
  expect(await contentOf(open, `${open.top}/src/a/evil.txt`)).toBeUndefined();
});
