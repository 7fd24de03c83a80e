import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import {
  type Actor,
  type Call,
  loadScript,
  type Script,
} from "../../../src/scripted-model/script.ts";
import { Plan } from "../../../src/swarm/core/plan/plan.ts";
import { planProblems } from "../../../src/swarm/core/plan/rules.ts";
import { INITIAL, type RunState } from "../../../src/swarm/core/run/state.ts";
import { covers } from "../../../src/swarm/core/scope/algebra.ts";
import { brief } from "../../../src/swarm/core/text/brief.ts";

const HOME = path.resolve(import.meta.dirname, "../../../templates/rehearsal/project-app");
const PAGES = ["dashboard", "board", "chat", "notifications"];

let script: Script;
let plan: Plan;
beforeAll(async () => {
  script = await loadScript(path.join(HOME, "script.json"));
  const proposal = callsOf(commander()).find(({ tool }) => tool === "design_propose");
  plan = Plan.parse(proposal?.args);
});

describe("the plan", () => {
  test("is one that Aegis accepts", () => {
    expect(planProblems(plan, { maxWorkers: 8, submodules: [] })).toEqual([]);
  });

  test("leads every brief to its own part, and every question to its own helper", () => {
    const base = { head: "", tree: "" };
    const approval = { by: "question", requestID: "", answer: "Approve" } as const;
    const state: RunState = { ...INITIAL, approved: { number: 1, at: 0, plan, base, approval } };
    for (const worker of plan.workers) {
      const [part, ...others] = actorsFor("worker", brief(state, worker));
      expect(part).toBe(part && workerActor(worker.name));
      expect(others).toEqual([]);
      const questions = callsOf(workerActor(worker.name)).filter(({ tool }) => tool === "task");
      expect(questions.map(({ args }) => textOf(args, "subagent_type"))).toEqual([
        "scout",
        "librarian",
      ]);
      for (const { args } of questions)
        expect(actorsFor(textOf(args, "subagent_type"), textOf(args, "prompt"))).toHaveLength(1);
    }
  });

  test("keeps every Worker in its scope, but for the one write the plugin must refuse", () => {
    const strays = plan.workers.flatMap(({ name, scope }) =>
      writesOf(callsOf(workerActor(name)))
        .map(({ args }) => textOf(args, "filePath"))
        .filter((file) => !covers(scope, file))
        .map((file) => `${name} ${file}`),
    );
    expect(strays).toEqual(["chat src/shared/store.js"]);
    const { steps } = workerActor("chat");
    const stray = steps.findIndex(({ calls }) => calls?.some(({ tool }) => tool === "edit"));
    expect(steps[stray + 1]?.expect).toBe("OUT_OF_SCOPE");
  });

  test("waits less than eight seconds on its longest path", () => {
    const helpers = [...actorsFor("scout"), ...actorsFor("librarian")].map(waits);
    const workers = actorsFor("worker").map(waits);
    const longest = waits(commander()) + Math.max(...workers) + Math.max(...helpers);
    expect(longest).toBeGreaterThan(0);
    expect(longest).toBeLessThan(8000);
  });
});

describe("the application", () => {
  test("as the script leaves it is the one under files/, and passes its final QA", async () => {
    const app = await build();
    expect(await contents(app)).toEqual(await contents(path.join(HOME, "files")));
    for (const { command } of plan.qa) {
      const { exitCode, all } = await shell(app, command);
      expect(exitCode, all).toBe(0);
    }
  });

  test("starts and serves every page with navigation and without a foreign address", async () => {
    const url = await start(await build());
    const styles = await fetch(`${url}/assets/style.css`);
    expect(await styles.text()).not.toMatch(/https?:|@import|url\(/);
    for (const name of PAGES) {
      const response = await fetch(`${url}/${name}`);
      const html = await response.text();
      expect(response.status, name).toBe(200);
      for (const target of PAGES) expect(html).toContain(`<a href="/${target}"`);
      expect(html).not.toMatch(/https?:\/\/|["'(]\/\//);
      for (const [, asset] of html.matchAll(/(?:src|rel="stylesheet" href)="(\/[^"]+)"/g))
        expect((await fetch(url + asset)).status, asset).toBe(200);
    }
    expect((await fetch(`${url}/elsewhere`)).status).toBe(404);
  });

  test("starts with the foundation alone", async () => {
    const app = await folder();
    await apply(app, callsOf(commander()));
    const html = await (await fetch(`${await start(app)}/dashboard`)).text();
    expect(html).toContain('<nav aria-label="Main">');
  });
});

describe("the mistakes on the way", () => {
  test("the board's first version fails its own test, which is then mended", async () => {
    const app = await build({ board: 1 });
    const command = qaOf("board");
    const before = await shell(app, command);
    expect(before.exitCode).not.toBe(0);
    expect(before.all).toContain("✖ a card dropped further down in its own column");

    await apply(app, callsOf(workerActor("board")).slice(upToReport("board", 1)));
    expect((await shell(app, command)).exitCode).toBe(0);
  });

  test("the first notifications pass alone and break a promise between the features", async () => {
    const app = await build({ notifications: 1 });
    expect((await shell(app, qaOf("notifications"))).exitCode).toBe(0);

    const { exitCode, all } = await shell(app, "npm test");
    expect(exitCode).not.toBe(0);
    const retry = commander().steps.find(({ calls }) => calls?.[0]?.tool === "worker_retry");
    // What the Commander waits for must stand near the end: long output is shown by its tail.
    expect(all.slice(-3000)).toMatch(new RegExp(retry?.expect ?? "missing", "s"));
    expect(all.match(/^ℹ fail (\d+)$/m)?.[1]).toBe("1");
  });
});

/** The tree after foundation and Workers, each up to the given report of its own; else to the end. */
async function build(reports: Record<string, number> = {}): Promise<string> {
  const app = await folder();
  await apply(app, callsOf(commander()));
  for (const { name, scope } of plan.workers) {
    const all = callsOf(workerActor(name));
    const count = reports[name];
    const calls = count === undefined ? all : all.slice(0, upToReport(name, count));
    await apply(app, calls, scope);
  }
  return app;
}

/** Does what `write` and `edit` do; writes outside `scope` are refused, as by the plugin. */
async function apply(app: string, calls: readonly Call[], scope?: readonly string[]) {
  for (const { tool, args } of writesOf(calls)) {
    const name = textOf(args, "filePath");
    if (scope && !covers(scope, name)) continue;
    const file = path.join(app, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, tool === "write" ? textOf(args, "content") : await edited(file, args));
  }
}

async function edited(file: string, args: Call["args"]): Promise<string> {
  const [before, after, ...more] = (await readFile(file, "utf8")).split(textOf(args, "oldString"));
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`${file}: oldString must occur exactly once`);
  return before + textOf(args, "newString") + after;
}

function commander(): Actor {
  const [actor] = actorsFor("commander");
  if (!actor) throw new Error("the script has no Commander");
  return actor;
}

function workerActor(name: string): Actor {
  const [actor] = actorsFor("worker", `\nWorker: ${name}\n`);
  if (!actor) throw new Error(`no part for Worker ${name}`);
  return actor;
}

function actorsFor(agent: string, first?: string): Actor[] {
  return script.actors.filter(
    (actor) =>
      actor.agent === agent && (first === undefined || new RegExp(actor.match ?? "").test(first)),
  );
}

const callsOf = ({ steps }: Actor) => steps.flatMap(({ calls }) => calls ?? []);
const waits = ({ steps }: Actor) => steps.reduce((sum, { delayMs }) => sum + (delayMs ?? 0), 0);
const writesOf = (calls: readonly Call[]) =>
  calls.filter(({ tool }) => tool === "write" || tool === "edit");
const qaOf = (name: string) => plan.workers.find((worker) => worker.name === name)?.qa[0] ?? "";

/** How many of a Worker's calls there are up to and including its n-th report. */
function upToReport(name: string, count: number): number {
  const calls = callsOf(workerActor(name));
  const reports = calls.flatMap(({ tool }, index) => (tool === "worker_report" ? [index + 1] : []));
  const end = reports[count - 1];
  if (end === undefined || end === calls.length) throw new Error(`${name} goes on after no report`);
  return end;
}

function textOf(args: Call["args"], key: string): string {
  const value = typeof args === "string" ? undefined : args[key];
  if (typeof value !== "string") throw new Error(`${key} is missing`);
  return value;
}

async function folder(): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), "aegis-app-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

async function contents(dir: string): Promise<Record<string, string>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const pairs = files.map(async ({ parentPath, name }) => {
    const file = path.join(parentPath, name);
    return [path.relative(dir, file), await readFile(file, "utf8")] as const;
  });
  return Object.fromEntries(await Promise.all(pairs));
}

const shell = (cwd: string, command: string) =>
  execa(command, { cwd, shell: true, all: true, reject: false });

/** `npm start` on a free port, ended with the test. Resolves to the address it prints. */
async function start(cwd: string): Promise<string> {
  const env = { PORT: "0" };
  const server = execa("npm", ["start"], { cwd, env, detached: true, reject: false });
  onTestFinished(async () => {
    // The group: npm runs the server as a child of its own.
    if (server.pid !== undefined) process.kill(-server.pid);
    await server;
  });
  for await (const line of createInterface({ input: server.stdout })) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (url) return url;
  }
  throw new Error("npm start ended without an address");
}
