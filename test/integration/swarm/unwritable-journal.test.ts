import { describe, expect, onTestFinished, test } from "vitest";
import { AegisError } from "../../../src/kit/errors.ts";
import { alike } from "../../../src/kit/sentence.ts";
import { endRun } from "../../../src/swarm/app/abort.ts";
import { acceptReport } from "../../../src/swarm/app/evidence.ts";
import { checkConflicts } from "../../../src/swarm/app/integration.ts";
import { commitRun } from "../../../src/swarm/app/landing.ts";
import { openRun } from "../../../src/swarm/app/run.ts";
import type { Swarm } from "../../../src/swarm/app/swarm.ts";
import type { RunRecord } from "../../../src/swarm/core/run/events.ts";
import type { RunState } from "../../../src/swarm/core/run/state.ts";
import { workerNamed } from "../../../src/swarm/core/run/workers-of.ts";
import { unwritableText } from "../../../src/swarm/core/text/unwritable.ts";
import type { Project } from "../../../src/swarm/opencode/project.ts";
import { Refusal, refuse } from "../../../src/swarm/opencode/refusal.ts";
import { overview } from "../../../src/swarm/opencode/tools/overview.ts";
import { passedScene } from "../../support/passed-scene.ts";
import { settled } from "../../support/run-builder.ts";
import { MINUTE, supervisedScene, TICK } from "../../support/supervised-scene.ts";

const FULL = new AegisError(
  "JOURNAL_UNWRITABLE",
  alike("ENOSPC: it is full."),
  alike("Free disk space."),
);

/** A running Worker whose journal takes nothing while `full` is set. */
async function scene() {
  const made = await supervisedScene();
  const { journal } = made.swarm;
  const disk = { full: false };
  const append = journal.append.bind(journal);
  journal.append = (runId, record) => (disk.full ? Promise.reject(FULL) : append(runId, record));
  onTestFinished(() => void Object.assign(disk, { full: false }));
  return { ...made, disk };
}

/** The scene's own record of each tick finds the disk full as well. */
function ignoreFull(error: unknown): void {
  if (error !== FULL) throw error;
}

describe("while the journal cannot be written", () => {
  test("no Worker is failed for it; a look tries again, and with room the Worker is judged", async () => {
    const { worker, live, disk, swarm } = await scene();
    disk.full = true;
    for (let lived = 0; lived < 11 * MINUTE; lived += TICK) await live(TICK).catch(ignoreFull);
    await expect.poll(() => swarm.run.unwritable).toBe(FULL);
    expect(worker().now.status).toBe("running");
    disk.full = false;
    // A look that began while the disk was full may still be under way: the next tick looks again.
    const looked = async () => {
      await live(TICK);
      return worker().now;
    };
    await expect.poll(looked).toMatchObject({ failure: { failure: "SILENT" } });
    expect(swarm.run.unwritable).toBeUndefined();
  });

  test("a wait ends at once, and the dashboard says why in both languages", async () => {
    const { disk, swarm, supervisor } = await scene();
    const waited = swarm.run.until(() => false, 3_600_000);
    disk.full = true;
    const noted = swarm.run.submit({ type: "WORKER_NUDGED", worker: "a", why: "x" });
    await expect(noted).rejects.toBe(FULL);
    await waited;
    for (const now of ["en", "ko"] as const) {
      const here = { swarm, supervisor, language: { now }, shell: { kind: "compare" } };
      const text = overview(here as unknown as Project);
      expect(text).toContain(unwritableText(FULL.message, now));
    }
  });

  test("a refusal still reaches the model", async () => {
    const { disk, swarm } = await scene();
    disk.full = true;
    const denial = { code: "OUT_OF_SCOPE", why: alike("Not yours."), next: "Stay." } as const;
    const refused = refuse(
      { swarm, notes: { refused: () => undefined } } as unknown as Project,
      { who: "a", tool: "write", detail: "" },
      denial,
    );
    await expect(refused).rejects.toBeInstanceOf(Refusal);
    await expect(refused).rejects.toThrow("[AEGIS OUT_OF_SCOPE] Not yours.");
  });

  test("a report is not accepted, the Worker's work stays, and with room the same report is", async () => {
    const { disk, swarm, repo, worker } = await scene();
    await repo.write(".aegis/worktrees/w01/src/a/ok.txt", "a\n");
    await repo.write("package.json", '{"scripts":{"test":"true"}}');
    const report = { summary: "x", changes: [], checks: [] };
    disk.full = true;
    await expect(acceptReport(swarm, "a", report)).rejects.toBe(FULL);
    expect(worker().now.status).toBe("running");
    expect(await repo.read(".aegis/worktrees/w01/src/a/ok.txt")).toBe("a\n");
    disk.full = false;
    // Judged again, whatever the verdict.
    await acceptReport(swarm, "a", report);
    expect(swarm.run.unwritable).toBeUndefined();
  });
});

describe("while the journal cannot be written between two records of one decision", () => {
  /** A journal that takes so many more records. */
  async function halfWritten() {
    const { records } = settled("a", "b");
    const end = records.findLastIndex(({ event }) => event.type === "WORKER_COMPLETED");
    const file: RunRecord[] = records.slice(0, end);
    const disk = { room: 1 };
    const told: string[] = [];
    const effects: string[] = [];
    const run = await openRun({
      journal: {
        latest: async () => ({ runId: "r", records: [...file] }),
        async append(_runId, record) {
          if (disk.room-- <= 0) throw FULL;
          file.push(record);
        },
        newRunId: () => "r",
        keep: async () => "",
      },
      lease: { holder: () => undefined, claim: () => "ours", release: () => {} },
      clock: { now: () => 0, steady: () => 0, after: () => () => {} },
      perform: (effect) => void effects.push(effect.type),
      onUnwritable: ({ message }) => void told.push(message),
    });
    const [last] = records.slice(end, end + 1);
    return { run, file, disk, told, effects, last: last?.event as RunRecord["event"] };
  }
  const statusOf = (state: RunState) => workerNamed(state, "b")?.now.status;

  test("the rest is written before anything else, once, with its effects", async () => {
    const { run, file, disk, told, effects, last } = await halfWritten();
    await expect(run.submit(last)).rejects.toBe(FULL);
    expect([statusOf(run.state), run.state.phase, effects]).toEqual([
      "completed",
      "MONITORING",
      [],
    ]);
    await expect(run.submit(last)).rejects.toBe(FULL);
    expect(told).toEqual([FULL.message]);
    disk.room = 10;
    const note = { type: "CALL_REFUSED", who: "x", tool: "x", code: "x", detail: "" } as const;
    expect(await run.submit(note)).toBeUndefined();
    expect(file.slice(-3).map(({ event }) => event.type)).toEqual([
      ...["WORKER_COMPLETED", "WORKERS_SETTLED", "CALL_REFUSED"],
    ]);
    expect([run.state.phase, effects]).toEqual(["INTEGRATE", ["WAKE_COMMANDER"]]);
    expect(file.map(({ seq }) => seq)).toEqual(file.map((_, index) => index + 1));
  });
});

describe("while the journal cannot take the record of a commit that has landed", () => {
  const message = { type: "feat", subject: "board" } as const;

  async function unrecorded() {
    const made = await passedScene();
    const { swarm, repo } = made;
    const disk = { full: true };
    const { append } = swarm.journal;
    Object.assign(swarm.journal, {
      append: async (...[runId, record]: Parameters<typeof append>) => {
        if (disk.full && record.event.type === "COMMITTED") throw FULL;
        return append(runId, record);
      },
    });
    await expect(commitRun(swarm, message)).rejects.toBe(FULL);
    const head = await repo.git("rev-parse", "HEAD");
    expect(await repo.git("log", "-1", "--format=%s")).toBe("feat: board");
    disk.full = false;
    return { ...made, head };
  }

  test.each([
    ["the next commit", (swarm: Swarm) => commitRun(swarm, message)],
    ["a conflict check", (swarm: Swarm) => checkConflicts(swarm)],
    ["an abort", (swarm: Swarm) => endRun(swarm, "stop")],
  ])("%s records it first: one commit, and the run is done", async (_what, act) => {
    const { swarm, repo, head } = await unrecorded();
    expect(await act(swarm)).toMatchObject({ denial: expect.anything() });
    expect(swarm.run.state).toMatchObject({ phase: "DONE", committed: { commit: head } });
    expect(await repo.git("rev-parse", "HEAD")).toBe(head);
  });
});
