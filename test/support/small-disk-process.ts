import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AegisError } from "../../src/kit/errors.ts";
import { fileLease } from "../../src/kit/lease.ts";
import { alike } from "../../src/kit/sentence.ts";
import { viewNewestRun } from "../../src/swarm/adapters/journal-reader.ts";
import { dispatchWorkers } from "../../src/swarm/app/dispatch-workers.ts";
import { failWorker } from "../../src/swarm/app/fail-worker.ts";
import { proposePlan } from "../../src/swarm/app/propose-plan.ts";
import { workerNamed } from "../../src/swarm/core/run/workers-of.ts";
import { live } from "./crash-scene.ts";
import { repoAt } from "./repo-at.ts";
import { planOf } from "./run-builder.ts";

// A separate process with mounts of its own, which plays one scene on a small disk and prints what happened.
const [, , dir = "", scene = ""] = process.argv;
const repo = repoAt(dir, { ...(process.env as Record<string, string>) });
const at = (path: string) => join(dir, path);

const mount = (path: string, size: string) => {
  execFileSync("mkdir", ["-p", at(path)]);
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", at(path)]);
};

/** Takes the last byte of the disk; the filler goes on where the disk still has something. */
function fill(folder: string): () => void {
  const file = at(join(folder, "filler"));
  for (const size of [65_536, 4_096, 1]) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size), { flag: "a" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    }
  }
  return () => rmSync(file);
}

const saying = (error: unknown) =>
  error instanceof AegisError
    ? { code: error.code, message: error.message, hint: error.hint }
    : { bug: String(error) };
const tried = (work: Promise<unknown>) => work.then((value) => ({ value }), saying);

/** Fills the disk and the rest of the page that the journal's last line is on. */
async function journalFull(swarm: Awaited<ReturnType<typeof live>>["swarm"]) {
  const free = fill(".aegis");
  const note = { type: "CALL_REFUSED", who: "w", tool: "t", code: "c", detail: "d" } as const;
  for (let line = 0; line < 100; line++) {
    const answer = await tried(swarm.run.submit(note));
    if ("code" in answer) return { free, said: answer };
  }
  throw new Error("the disk does not get full");
}

async function outcome() {
  const { records, fault } = await viewNewestRun(dir);
  return {
    fault,
    ended: records.at(-1)?.event.type,
    files: await repo.git("ls-tree", "-r", "--name-only", "HEAD"),
    status: await repo.status(),
  };
}

const SCENES: Record<string, () => Promise<unknown>> = {
  /** Full between the foundation and the dispatch, and again while Workers run. */
  async full() {
    mount(".aegis", "8m");
    const life = await live(repo);
    const { swarm } = life;
    await life.drive(({ phase }) => phase === "DISPATCH");
    const first = await journalFull(swarm);
    const dispatch = await tried(dispatchWorkers(swarm));
    const afterDispatch = {
      phase: swarm.run.state.phase,
      unwritable: swarm.run.unwritable?.code,
      worktrees: (await repo.git("worktree", "list")).split("\n").length,
    };
    first.free();
    await dispatchWorkers(swarm);
    await life.settled();
    const home = workerNamed(swarm.run.state, "a")?.home?.directory ?? "";
    await repoAt(home, repo.env).write("src/a/half.txt", "half\n");
    const second = await journalFull(swarm);
    const failing = await tried(failWorker(swarm, "a", "SILENT", alike("x")));
    const running = {
      status: workerNamed(swarm.run.state, "a")?.now.status,
      half: existsSync(join(home, "src/a/half.txt")),
    };
    second.free();
    await life.drive();
    const isWritable = swarm.run.unwritable === undefined;
    const said = first.said;
    return { said, dispatch, afterDispatch, failing, running, isWritable, ...(await outcome()) };
  },

  /** Full, or read-only, before a run begins. */
  async start() {
    mount(".aegis", "64k");
    const life = await live(repo);
    const free = fill(".aegis");
    const lease = fileLease(at(".aegis/lease.json"));
    const claim = await tried(Promise.resolve().then(() => lease.claim()));
    const left = readdirSync(at(".aegis"));
    const propose = await tried(proposePlan(life.swarm, planOf(["a"]), "ses-1"));
    const status = await repo.status();
    free();
    const again = await tried(proposePlan(life.swarm, planOf(["a"]), "ses-1"));
    return { claim, left, propose, status, again, taken: lease.claim() };
  },

  async readOnly() {
    mount(".aegis", "1m");
    execFileSync("mkdir", [at(".aegis/runs")]);
    execFileSync("mount", ["-o", "remount,ro", at(".aegis")]);
    const life = await live(repo);
    const lease = fileLease(at(".aegis/lease.json"));
    const claim = await tried(Promise.resolve().then(() => lease.claim()));
    const propose = await tried(proposePlan(life.swarm, planOf(["a"]), "ses-1"));
    const phase = life.swarm.run.state.phase;
    const isRun = life.swarm.run.state.runId !== undefined;
    return {
      claim,
      propose,
      phase,
      isRun,
      status: await repo.status(),
      left: readdirSync(at(".aegis")),
    };
  },

  /** The worktree of a is on a disk of its own, which a command of a has filled. */
  async worktree() {
    const life = await live(repo);
    const { swarm } = life;
    await life.drive(({ phase }) => phase === "DISPATCH");
    await dispatchWorkers(swarm);
    await life.settled();
    const home = workerNamed(swarm.run.state, "a")?.home?.directory ?? "";
    const beside = `${dir}-beside`;
    await cp(home, beside, { recursive: true });
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", home]);
    await cp(beside, home, { recursive: true });
    await repoAt(home, repo.env).write("src/a/half.txt", "half\n");
    const free = fill(home.slice(dir.length + 1));
    const write = await tried(writeFile(join(home, "src/a/new.txt"), "x".repeat(10_000)));
    await failWorker(swarm, "a", "NO_REPORT", alike("the disk is full"));
    const now = workerNamed(swarm.run.state, "a")?.now;
    const commit = now?.status === "failed" ? (now.failure.commit ?? "") : "";
    const kept = await repo.git("show", `${commit}:src/a/half.txt`);
    const other = workerNamed(swarm.run.state, "b")?.now.status;
    const status = await repo.status();
    free();
    rmSync(join(home, "src/a/new.txt"), { force: true });
    // The same files on the large disk: a mount point could not be removed at the end.
    rmSync(beside, { recursive: true });
    await cp(home, beside, { recursive: true });
    execFileSync("umount", [home]);
    rmSync(home, { recursive: true });
    await cp(beside, home, { recursive: true });
    await life.drive();
    return { write, now: now?.status, kept, other, whileFull: status, ...(await outcome()) };
  },

  /** No worktree fits on the disk. */
  async noWorktree() {
    const life = await live(repo);
    const { swarm } = life;
    await life.drive(({ phase }) => phase === "DISPATCH");
    mount(".aegis/worktrees", "64k");
    await dispatchWorkers(swarm);
    await life.settled();
    const states = swarm.run.state.workers.map(({ now }) =>
      now.status === "failed" ? [now.failure.failure, now.failure.why] : [now.status],
    );
    const status = await repo.status();
    execFileSync("umount", [at(".aegis/worktrees")]);
    await life.drive();
    return { states, whileFull: status, ...(await outcome()) };
  },
};

console.log(JSON.stringify(await SCENES[scene]?.()));
