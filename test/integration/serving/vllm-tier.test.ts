import { chmod, mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { ROOT } from "../../support/setup-scene.ts";

/** A machine without a fit Python: those that are found do not do what is asked. */
async function withoutPython(...script: [string, ...string[]]) {
  const dir = await realpath(await mkdtemp(join(tmpdir(), "aegis-tier-")));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  for (const name of ["python3", "python3.11", "python3.12", "python3.13", "python3.14"]) {
    await writeFile(join(dir, name), "#!/bin/sh\nexit 1\n");
    await chmod(join(dir, name), 0o755);
  }
  const run = await execa(
    "bash",
    [join(ROOT, "scripts/vllm-test", script[0]), ...script.slice(1)],
    {
      env: {
        PATH: [dir, process.env["PATH"]].join(delimiter),
        AEGIS_VLLM_TEST_DIR: join(dir, "installed"),
      },
      extendEnv: false,
      reject: false,
      stdin: "ignore",
      cwd: dir,
    },
  );
  return { ...run, made: (await readdir(dir)).includes("installed") };
}

test("where vLLM cannot be installed, install.sh says why in one line, and makes nothing", async () => {
  const { exitCode, stdout, made } = await withoutPython("install.sh");
  expect([exitCode, made]).toEqual([75, false]);
  expect(stdout).toMatch(/^skipped: there is no Python 3\.11 to 3\.14 [^\n]*$/);
});

test.each(["vllm", "parser"])(
  "test:%s then ends well, and says that nothing was tested",
  async (tier) => {
    const { exitCode, stdout } = await withoutPython("run.sh", tier);
    expect(exitCode).toBe(0);
    const said = stdout.split("\n");
    expect(said).toEqual([
      expect.stringMatching(/^skipped: /),
      `test:${tier}: nothing was tested against a real vLLM.`,
    ]);
  },
);
