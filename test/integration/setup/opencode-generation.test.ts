import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";

const BIN = join(import.meta.dirname, "../../../bin/oh-my-qwencoder.js");

/** The answer to --version, as each generation prints it. */
test.each([
  ["opencode2 v0.0.0-next-16350", "this is OpenCode 2"],
  ["2.0.17", "this is OpenCode 2"],
  ["1.19.4", "this package needs >=1.18.33 <1.19"],
])("install writes nothing beside %s, and doctor says the same", async (printed, said) => {
  const folder = await mkdtemp(join(tmpdir(), "aegis-generation-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const program = join(folder, "opencode");
  await writeFile(program, `#!/bin/sh\necho "${printed}"\n`);
  await chmod(program, 0o755);
  await execa("git", ["init", "-q", join(folder, "project")]);
  const run = (...args: string[]) =>
    execa(process.execPath, [BIN, "--json", ...args, "--cwd", join(folder, "project")], {
      ...{ env: { HOME: folder, PATH: `${folder}:/usr/bin:/bin` }, extendEnv: false },
      ...{ reject: false, stdin: "ignore" },
    });

  const install = await run("install", "--yes", "--model", "m");
  expect(install.exitCode).toBe(2);
  const { error } = JSON.parse(install.stdout);
  expect(error).toMatchObject({ code: "OPENCODE_UNSUPPORTED" });
  expect(error.message).toContain(said);
  expect(error.hint).toContain("npm install -g opencode-ai@1.18.33");

  const doctor = await run("doctor", "opencode.version");
  expect(doctor.exitCode).toBe(1);
  expect(JSON.parse(doctor.stdout).results).toMatchObject([
    { status: "error", why: { en: expect.stringContaining(said) } },
  ]);
  expect(doctor.stdout).toContain("npm install -g opencode-ai@1.18.33");
});
