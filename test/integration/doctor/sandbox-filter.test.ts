import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { checkSandbox } from "../../../src/doctor/local/sandbox.ts";

const env = process.env;
const noProgram = async () => undefined;
const packageRoot = fileURLToPath(new URL("../../../", import.meta.url));
const here = await checkSandbox({ env, packageRoot }, noProgram);
const holds = here.some(({ id, status }) => id === "sandbox.filter" && status === "ok");

test.skipIf(!holds)("a filter that does not hold is a warning with its reason", async () => {
  const copy = await mkdtemp(join(tmpdir(), "aegis-doctor-"));
  onTestFinished(() => rm(copy, { recursive: true, force: true }));
  await cp(join(packageRoot, "templates"), join(copy, "templates"), { recursive: true });
  await writeFile(join(copy, "templates/shell/seccomp/own-sockets.bpf"), "");
  expect(await checkSandbox({ env, packageRoot: copy }, noProgram)).toEqual([
    expect.objectContaining({ id: "sandbox.backend", status: "ok" }),
    expect.objectContaining({ id: "sandbox.filter", status: "warning", why: expect.anything() }),
  ]);
});
