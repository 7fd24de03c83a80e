import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { describe, expect, onTestFinished, test } from "vitest";
import { commandRunner } from "../../../src/shell/command-runner.ts";
import type { CommandResult } from "../../../src/shell/port.ts";
import { probeSandbox, type Sandbox } from "../../../src/shell/sandbox.ts";
import { systemView } from "../../../src/shell/view/find-view.ts";

const shell = fileURLToPath(new URL("../../../templates/shell/bash", import.meta.url));
const hooksDir = fileURLToPath(new URL("../../../templates/git-hooks", import.meta.url));
const { env } = process;
const found = await probeSandbox({ mode: "auto", shell, env });
const off = await probeSandbox({ mode: "off", shell, env });
const KINDS: [Sandbox["kind"], Sandbox][] = [
  ...(found.kind === "bubblewrap" ? [["bubblewrap", found] as [Sandbox["kind"], Sandbox]] : []),
  ["compare", off],
];

async function scene(sandbox: Sandbox) {
  const root = await realpath(await mkdtemp(join(tmpdir(), "aegis-qa-")));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await execa("git", ["init", "--quiet", root]);
  const runner = commandRunner({
    shell,
    sandbox,
    readable: [],
    view: systemView(env),
    project: { top: root, commonDir: join(root, ".git"), hooksDir, mendJournal: async () => [] },
    env,
  });
  const run = (line: string, timeoutMs = 30_000, signal?: AbortSignal): Promise<CommandResult> =>
    runner.run({
      line,
      directory: root,
      writable: [root],
      timeoutMs,
      ...(signal ? { signal } : {}),
    });
  return { root, run };
}

/** Processes whose command line holds a word, zombies left out. */
function alive(word: string): boolean {
  return readdirSync("/proc").some((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(word);
    } catch {
      return false;
    }
  });
}

describe.each(KINDS)("in %s", (kind, sandbox) => {
  test.each([
    ["exit 0", 0],
    ["exit 7", 7],
    ["false | true", 0],
    ["no-such-command-here", 127],
  ])("%s ends with %i", async (line, code) => {
    const { run } = await scene(sandbox);
    expect(await run(line)).toMatchObject({ exitCode: code, timedOut: false });
  });

  test("both streams are kept in the order they came, in the directory, with CI set", async () => {
    const { root, run } = await scene(sandbox);
    const { tail } = await run('pwd; echo "$CI" >&2; read -r line || echo no input');
    expect(tail).toBe(`${root}\n1\nno input\n`);
  });

  test("what may be written is written", async () => {
    const { root, run } = await scene(sandbox);
    expect((await run("echo built > out")).exitCode).toBe(0);
    expect(await readFile(join(root, "out"), "utf8")).toBe("built\n");
  });

  test.runIf(kind === "bubblewrap")("nothing else is", async () => {
    const { root, run } = await scene(sandbox);
    const outside = join(root, "..", `aegis-escape-${process.pid}`);
    await run(`echo x > ${outside}`);
    expect(existsSync(outside)).toBe(false);
  });

  test("of 200 MB the end is kept, 20,000 characters at most, and memory stays bounded", async () => {
    const { run } = await scene(sandbox);
    const before = process.memoryUsage().rss;
    const line = "yes 0123456789 | head -c 200000000; echo; echo THE-END";
    const { exitCode, tail } = await run(line, 600_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
    expect(exitCode).toBe(0);
    expect(tail.length).toBeGreaterThan(19_000);
    expect(tail.length).toBeLessThanOrEqual(20_000);
    expect(tail.endsWith("THE-END\n")).toBe(true);
  });

  test.each([
    ["a plain one", "sleep SECONDS"],
    ["one with children", "sleep SECONDS & sleep SECONDS; wait"],
    ["one that ignores the signal", "trap '' TERM INT; sleep SECONDS & wait; sleep SECONDS"],
    ["one in a session of its own", "setsid sleep SECONDS & wait; sleep SECONDS"],
    ["one that would end well", "trap 'exit 0' TERM; sleep SECONDS & wait"],
  ])("a time limit ends %s and everything it started", async (name, line) => {
    const { run } = await scene(sandbox);
    // A length of sleep that nobody else uses is the mark by which to look for what is left.
    const mark = `9${process.pid}.${name.length}${kind.length}`;
    const result = await run(line.replaceAll("SECONDS", mark), 300);
    expect(result).toMatchObject({ exitCode: null, timedOut: true });
    await expect.poll(() => alive(`sleep\0${mark}`)).toBe(false);
  });

  test("what a command leaves behind does not outlive it", async () => {
    const { run } = await scene(sandbox);
    const mark = `8${process.pid}.${kind.length}`;
    expect(await run(`setsid sleep ${mark} & echo over`)).toMatchObject({
      exitCode: 0,
      tail: "over\n",
    });
    await expect.poll(() => alive(`sleep\0${mark}`)).toBe(false);
  });

  test("a signal ends it, and is no time limit and no pass", async () => {
    const { root, run } = await scene(sandbox);
    const mark = `7${process.pid}.${kind.length}`;
    const stop = new AbortController();
    const result = run(`touch started; sleep ${mark}`, 60_000, stop.signal);
    await expect.poll(() => existsSync(join(root, "started"))).toBe(true);
    stop.abort();
    expect(await result).toMatchObject({ exitCode: null, timedOut: false });
    await expect.poll(() => alive(`sleep\0${mark}`)).toBe(false);
  });

  test("one that is stopped before it begins does nothing", async () => {
    const { root, run } = await scene(sandbox);
    expect((await run("touch never", 60_000, AbortSignal.abort())).exitCode).toBeNull();
    expect(existsSync(join(root, "never"))).toBe(false);
  });
});

/**
 * What the real one does when it is stopped in the very milliseconds in which it makes its child: it dies,
 * and the child waits for it for ever and holds the output open.
 */
const DYING = `#!/bin/bash
trap 'exit 143' TERM
sleep MARK &
touch started
wait
`;

test("bubblewrap that dies and leaves a child holding the output: the call ends, and so does the child", async () => {
  const mark = `9${process.pid}.1`;
  const folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-dying-")));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "bwrap");
  await writeFile(path, DYING.replace("MARK", mark), { mode: 0o755 });
  const { root, run } = await scene({
    kind: "bubblewrap",
    version: "0",
    sizesFolders: false,
    path,
  });
  const stop = new AbortController();
  const result = run("true", 60_000, stop.signal);
  await expect.poll(() => existsSync(join(root, "started"))).toBe(true);
  stop.abort();
  expect((await result).exitCode).toBeNull();
  await expect.poll(() => alive(`sleep\0${mark}`)).toBe(false);
});
