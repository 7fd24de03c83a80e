import { appendFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Arena, openArena } from "../../support/arena.ts";
import { contentOf, type HostilePlace, hostilePlace } from "../../support/hostile.ts";
import { PLAYED_SCOPES, shellWorker } from "../../support/hostile-shell.ts";
import { readAt } from "../../support/scene.ts";
import { call, calls, dispatched, says } from "../../support/script-lines.ts";
import type { Talk } from "../../support/talk.ts";

/** From a worktree, `../../..` is the user's checkout. Workers run one after another, a first. */
const TARGETS = [
  { worker: "b", what: "the main checkout", path: "src/a/tracked.txt" },
  { worker: "c", what: "the user's uncommitted file", path: "dirty.txt" },
  { worker: "d", what: "another Worker's worktree", path: ".aegis/worktrees/w01/src/a/ok.txt" },
  { worker: "e", what: "a git hook", path: ".git/hooks/pre-commit" },
  { worker: "f", what: "the git configuration", path: ".git/config" },
  { worker: "g", what: ".opencode", path: ".opencode/plugin/evil.js" },
  { worker: "h", what: "the journal", path: ".aegis/runs/*.jsonl" },
] as const;
const NAMES = ["a", ...TARGETS.map(({ worker }) => worker)];
/** By python, so that no parser of ours is what holds. */
const command = (path: string) =>
  `for f in ../../../${path}; do mkdir -p "$(dirname "$f")"; ` +
  `F="$f" python3 -c 'import os; open(os.environ["F"], "a").write("evil")'; done`;
const code = (path: string) =>
  path.startsWith(".git/") ? /OUT_OF_SCOPE|COMMIT_LOCKED/ : /OUT_OF_SCOPE/;

describe.each(PLAYED_SCOPES)("elsewhere, with $kind:", ({ sandbox, kind }) => {
  let arena: Arena;
  let place: HostilePlace;
  let talk: Talk;
  let before: (string | undefined)[];

  beforeAll(async () => {
    arena = await openArena({ sandbox, env: { AEGIS_ADMISSION: "1" } });
    place = await hostilePlace(arena, { "src/a/tracked.txt": "tracked\n", "dirty.txt": "clean\n" });
    await appendFile(`${place.top}/dirty.txt`, "the user's own line\n");
    before = await Promise.all(TARGETS.map(({ path }) => contentOf(place, `${place.top}/${path}`)));
    const workers = Object.fromEntries(
      TARGETS.map(({ worker, path }) => [worker, shellWorker(worker, [command(path)])]),
    );
    talk = await arena.talk(place.ground, {
      commander: [...dispatched(NAMES), calls(call("worker_wait", { until: "all" })), says("So?")],
      workers: { ...workers, a: shellWorker("a", []) },
    });
    await talk.say("build all");
  });
  afterAll(() => arena.close());

  test.each(TARGETS.map(({ what, worker, path }, at) => [what, worker, path, at] as const))(
    "%s is not changed by a Worker's shell",
    async (_what, worker, path, at) => {
      const session = await talk.worker(worker);
      // Without the sandbox the Worker is failed inside this call, so the run may be settled before it reads on.
      await arena.model.waitFor((r) => r.session === session && r.step === 1, 240_000);
      expect(readAt(arena, session, 1)).toMatch(code(path));
      const noted = (await place.ground.events("CALL_REFUSED")).filter(({ who }) => who === worker);
      if (kind === "compare") expect(noted[0]?.code).toMatch(code(path));
      if (path.includes("*")) {
        // Reading it back checks every line's sum.
        const text = JSON.stringify(await place.ground.records());
        expect(text).toContain("RUN_STARTED");
        return;
      }
      const now = await contentOf(place, `${place.top}/${path}`);
      if (path.startsWith(".aegis/worktrees")) expect(now).toBe("a\n");
      else expect(now).toBe(before[at]);
    },
  );

  test.each(TARGETS.map(({ what, worker }) => [what, worker] as const))(
    `after writing %s the Worker is ${kind === "compare" ? "failed: WROTE_OUTSIDE" : "allowed to go on: the kernel held"}`,
    async (_what, worker) => {
      const failed = await place.ground.events("WORKER_FAILED");
      const failures = failed.filter((event) => event.worker === worker);
      if (kind === "compare") {
        expect(failures.map(({ failure }) => failure)).toEqual(["WROTE_OUTSIDE"]);
      } else {
        expect(failures).toEqual([]);
        const done = await place.ground.events("WORKER_COMPLETED");
        expect(done.map((event) => event.worker)).toContain(worker);
      }
    },
  );

  test("the Worker that stayed at home completed", async () => {
    const done = await place.ground.events("WORKER_COMPLETED");
    expect(done[0]).toMatchObject({ worker: "a", files: ["src/a/ok.txt"] });
    expect(await place.ground.git("status", "--porcelain")).toBe(" M dirty.txt\n?? docs/");
  });
});
