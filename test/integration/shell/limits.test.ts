import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { alike } from "../../../src/kit/sentence.ts";
import { countsPerSandbox, type ShellBounds } from "../../../src/shell/confinement.ts";
import type { Sandbox } from "../../../src/shell/sandbox.ts";
import { agentShell, copyProject, machineSandbox, sharedProject } from "./guarded-project.ts";
import { type ShellUser, shellUsers } from "./users.ts";

const found = await machineSandbox();
const compare: Sandbox = { kind: "compare", reason: alike("under test") };
const modes = found.kind === "bubblewrap" ? [found, compare] : [compare];
const original = await sharedProject();
const users = await shellUsers();
const wide: ShellBounds["limits"] = { fileMiB: 4096, tmpMiB: 4096, processes: 4096 };

async function call(
  command: string,
  limits: Partial<ShellBounds["limits"]>,
  user: ShellUser,
  sandbox: Sandbox = found,
) {
  const project = await copyProject(original);
  const bounds: ShellBounds = { unixSockets: "own", limits: { ...wide, ...limits } };
  const cwd = project.checkout;
  // The project's own home lies in a folder that the shell sees.
  const home = "/home-of-this-test";
  const run = await agentShell({
    project,
    home,
    sandbox,
    command,
    cwd,
    readWrite: [cwd],
    bounds,
    ...user,
  });
  return { ...run, cwd };
}

const MIB = 1024 ** 2;

describe.each(users)("as %s", (_who, user) => {
  describe.each(modes)("$kind", (sandbox) => {
    test.each([
      ["stops at the limit", 1, MIB],
      ["is whole below it", 3, 2 * MIB],
    ])("a file %s", async (_name, fileMiB, size) => {
      const line = "head -c 2097152 /dev/zero > big; truncate -s 20G sparse; echo end";
      const run = await call(line, { fileMiB }, user, sandbox);
      expect(run.output).toMatch(/end$/);
      expect((await stat(join(run.cwd, "big"))).size).toBe(size);
      expect((await stat(join(run.cwd, "sparse"))).size).toBe(0);
    });

    test.each([
      ["fails above the limit", 1024, "ENOMEM"],
      ["is given below it", 4096, "whole"],
    ])("memory of 2 GiB %s", async (_name, memoryMiB, expected) => {
      // Reserved, not used: the limit counts both, and the machine of the test may be small.
      const line = `python3 -c '
import errno, mmap
try:
  mmap.mmap(-1, 2 << 30, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
  print("whole")
except OSError as error: print(errno.errorcode[error.errno])'`;
      expect((await call(line, { memoryMiB }, user, sandbox)).output).toBe(expected);
    });

    test("without memory the kernel ends a shell before it ends us", async () => {
      const line = "cat /proc/self/oom_score_adj; read -r score </proc/self/oom_score; echo $score";
      const { output } = await call(line, {}, user, sandbox);
      const [adjustment, score] = output.split("\n").map(Number);
      expect(adjustment).toBe(1000);
      const ours = Number(await readFile("/proc/self/oom_score", "utf8"));
      expect(score).toBeGreaterThan(ours);
    });

    test("a shell leaves no core files and cannot raise a limit", async () => {
      const line =
        "ulimit -Hc; ulimit -Hf; ulimit -c 1 2>&- || echo kept; ulimit -f unlimited 2>&- || echo kept";
      const { output } = await call(line, { fileMiB: 1 }, user, sandbox);
      // In compare-and-restore root may raise every limit.
      const mayRaise =
        sandbox.kind === "compare" && user.uid === undefined && process.getuid?.() === 0;
      if (mayRaise) expect(output).toMatch(/^0\n1024\b/);
      else expect(output).toBe("0\n1024\nkept\nkept");
    });
  });

  const sized = found.kind === "bubblewrap" && found.sizesFolders;
  test.skipIf(!sized).each(["/tmp", "/var/tmp", "/run", "/dev/shm", "$HOME"])(
    "%s ends at its size",
    async (folder) => {
      const line = `head -c 2097152 /dev/zero > ${folder}/x 2>&-; stat -c %s ${folder}/x`;
      expect((await call(line, { tmpMiB: 1 }, user)).output).toBe(String(MIB));
      expect((await call(line, { tmpMiB: 3 }, user)).output).toBe(String(2 * MIB));
    },
  );

  test.skipIf(found.kind !== "bubblewrap")("no file is made beside the devices", async () => {
    const line = "(echo x > /dev/x) 2>&- || echo refused; echo x > /dev/null && echo written";
    expect((await call(line, {}, user)).output).toBe("refused\nwritten");
  });
});

const ordinary = users.filter(([, { uid }]) => uid !== undefined || process.getuid?.() !== 0);
describe.skipIf(found.kind !== "bubblewrap").each(ordinary)("as %s", (_who, user) => {
  const started = "setImmediate(() => { console.log('started'); process.exit(); })";
  const failed = "(e) => { console.log(e.code); process.exit(); }";
  const line = `node -e "for (let i = 0; i < 60; i++) require('child_process').spawn('sleep', ['600']).on('error', ${failed}); ${started}"`;
  test.each([
    ["stops at the limit", 40, "EAGAIN"],
    ["goes on below it", 400, "started"],
  ])("a fork %s of processes", async (_name, processes, expected) => {
    expect((await call(line, { processes }, user)).output).toBe(expected);
  });
});

test.each([
  ["5.13.19-generic", false],
  ["4.18.0-513.el8", false],
  ["5.14.0-362.el9", true],
  ["6.1.0-18-amd64", true],
  ["odd", false],
])("kernel %s counts the processes of a sandbox alone: %s", (release, expected) => {
  expect(countsPerSandbox(release)).toBe(expected);
});
