import { beforeAll, describe, expect, test } from "vitest";
import { type RunOnceResult, runOnce } from "../../../src/host/run-once.ts";
import { sharedArena } from "../../support/arena.ts";
import { CLEAN_UP, type Ground } from "../../support/ground.ts";
import {
  approve,
  call,
  calls,
  founded,
  goodWorkers,
  landed,
  merged,
  propose,
  says,
  script,
} from "../../support/script-lines.ts";

const CLAIM = "All done! Everything is implemented.";
const arena = sharedArena({ undo: true });
let ground: Ground;
const runs: RunOnceResult[] = [];
const phases: string[] = [];
let head = "";

beforeAll(async () => {
  ground = await arena.ground();
  head = await ground.git("rev-parse", "HEAD");
  await arena.model.setScript(
    script({
      commander: [
        calls(propose(["a", "b"])),
        calls(approve()),
        calls(call("dispatch_workers")),
        says("Here is the plan. Do you approve?"),
        calls(approve("approve, go ahead")),
        ...founded(),
        says(CLAIM),
        ...merged(),
        ...landed(),
        says("Committed as asked."),
      ],
      workers: goodWorkers(["a", "b"]),
    }),
  );
  for (const args of [
    ["run", "build a and b"],
    ["run", "-c", "approve, go ahead"],
  ]) {
    const { opencode, env } = arena;
    runs.push(await runOnce({ opencode, env, cwd: ground.dir, args, timeoutMs: 480_000 }));
    phases.push((await ground.state()).phase);
  }
}, 960_000);

const read = (step: number) =>
  arena.model.requests.findLast((r) => r.agent === "commander" && r.step === step)?.raw ?? "";

describe("opencode run", () => {
  test("proposes the plan and ends with it open", () => {
    expect(runs[0]).toMatchObject({ code: 0 });
    expect(runs[0]?.stdout).toContain("Do you approve?");
    expect(phases[0]).toBe("DESIGN");
  });

  test("asks no question that nobody could answer", () => {
    expect(read(2)).toContain("[AEGIS ASK_THE_USER]");
  });

  test("does not dispatch before the user's answer", () => {
    expect(read(3)).toContain("[AEGIS ASK_THE_USER] The user has not approved this plan.");
  });

  test("-c with the user's approval goes on to the commit, in one turn", async () => {
    expect(runs[1]).toMatchObject({ code: 0 });
    expect(runs[1]?.stdout).toContain("Committed as asked.");
    expect(phases[1]).toBe("DONE");
    expect(await ground.git("rev-parse", "HEAD^")).toBe(head);
    expect((await ground.git("diff", "--name-only", head, "HEAD")).split("\n")).toEqual([
      "docs/contract.md",
      "src/a/ok.txt",
      "src/b/ok.txt",
    ]);
    const [approval] = await ground.events("PLAN_APPROVED");
    expect(approval?.approval).toMatchObject({
      ...{ by: "quote", quote: "approve, go ahead" },
      way: "command-line",
    });
  });

  test("waits inside dispatch until all Workers are at an end", async () => {
    const order = (await ground.records()).map(({ event }) => event.type);
    expect(order).toContain("WORKERS_SETTLED");
    expect(read(8)).toContain("100% — 2/2 completed");
  });

  test("refutes a claim of completion and goes on", async () => {
    expect(read(9)).toContain("[AEGIS CLAIM_REFUTED]");
    expect(read(9)).toContain("nothing is committed: the run is in INTEGRATE");
    const refused = await ground.events("CALL_REFUSED");
    expect(refused.filter(({ code }) => code === "CLAIM_REFUTED")).toHaveLength(1);
  });

  test("leaves nothing behind but the journal", async () => {
    expect(await ground.git("status", "--porcelain")).toBe("");
    await expect.poll(() => ground.git("worktree", "list"), CLEAN_UP).not.toContain("\n");
    await expect.poll(() => ground.git("for-each-ref", "refs/aegis"), CLEAN_UP).toBe("");
  });
});
