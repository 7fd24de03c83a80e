import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { IS_WHOLE } from "../../support/whole.ts";

const BIN = "bin/oh-my-qwencoder.js";

/** Runs the command as a user of the checkout does; never rejects. */
function rehearse(args: string[], env: Record<string, string>) {
  const options = { reject: false, stdin: "ignore", all: true, env } as const;
  return execa("node", [BIN, "rehearse", ...args], options);
}

describe("the built-in rehearsal", () => {
  let folder: string;
  let first: Record<string, unknown>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "aegis-rehearse-test-"));
    const { stdout, exitCode } = await execa(
      "node",
      [BIN, "--json", "rehearse", "--keep", join(folder, "board")],
      { reject: false, stdin: "ignore" },
    );
    first = { ...JSON.parse(stdout), exitCode };
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("ends with exit code 0 and a commit of the tree that passed QA", () => {
    expect(first).toMatchObject({ ok: true, problems: [], phase: "DONE", exitCode: 0 });
    expect(first["tree"]).toMatch(/^[0-9a-f]{40}$/);
  });

  test("tells its story: a refused write, a refused report, a failed QA and a retry", async () => {
    const codes = (first["refused"] as { code: string }[]).map(({ code }) => code);
    expect(codes).toContain("OUT_OF_SCOPE");
    expect(codes).toContain("QA_FAILED");
    const { workers } = first["state"] as { workers: { retries: number }[] };
    expect(workers.map(({ retries }) => retries).reduce((sum, n) => sum + n)).toBe(1);
  });

  test("keeps the repository, whose own tests pass", async () => {
    const { exitCode, stdout } = await execa("npm", ["test"], {
      cwd: join(folder, "board"),
      reject: false,
    });
    expect(exitCode, stdout).toBe(0);
  });

  test.skipIf(!IS_WHOLE)(
    "gives the same tree a second time, tells people how it went, and leaves nothing",
    async () => {
      const tmp = await emptyFolder();
      const { all, exitCode } = await rehearse([], { TMPDIR: tmp });
      expect(exitCode, all).toBe(0);
      expect(all).toContain(String(first["tree"]));
      expect(all).toContain("Phase 7/7 DONE");
      expect(all).toContain("100% — 4/4 completed");
      expect(all).toMatch(/✓ \d+(\.\d)? s, OpenCode/);
      expect(await leftovers(tmp)).toEqual([]);
    },
  );
});

test("a directory with something in it is refused with the fix", async () => {
  const folder = await emptyFolder();
  const tmp = await emptyFolder();
  await writeFile(join(folder, "mine"), "");
  const { all, exitCode } = await rehearse(["--keep", folder], { TMPDIR: tmp });
  expect(exitCode).toBe(2);
  expect(all).toMatch(/is not empty[\s\S]*--keep/);
  expect(await readdir(folder)).toEqual(["mine"]);
  expect(await leftovers(tmp)).toEqual([]);
});

test("a terminal that closes while the stage is built leaves nothing", async () => {
  const tmp = await emptyFolder();
  const running = rehearse([], { TMPDIR: tmp });
  await expect.poll(() => leftovers(tmp)).not.toEqual([]);
  running.kill("SIGHUP");
  expect((await running).exitCode).toBe(130);
  expect(await leftovers(tmp)).toEqual([]);
});

test("a wrong script is answered with each place and what belongs there", async () => {
  const script = join(await emptyFolder(), "script.json");
  await writeFile(script, '{ "name": 3, "actors": "x" }');
  const { all, exitCode } = await rehearse(["--script", script], {});
  expect(all).toContain("name: Invalid input: expected string, received number");
  expect(all).toContain("actors: Invalid input: expected array, received string");
  expect(exitCode).toBe(2);
});

test("without OpenCode it is one sentence and the command that mends it", async () => {
  // The package alone, and an empty PATH.
  const { all, exitCode } = await execa(
    process.execPath,
    [join(inject("packed"), "dist/cli.js"), "rehearse"],
    { reject: false, stdin: "ignore", all: true, env: { PATH: "/nonexistent" }, extendEnv: false },
  );
  expect(all).toMatch(/OpenCode is not installed here[\s\S]*npm install -g opencode-ai@/);
  expect(exitCode).toBe(2);
});

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "aegis-rehearse-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function leftovers(tmp: string): Promise<string[]> {
  return (await readdir(tmp)).filter((name) => name.startsWith("aegis-"));
}
