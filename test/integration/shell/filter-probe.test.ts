import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { alike } from "../../../src/kit/sentence.ts";
import { confinementOf } from "../../../src/shell/confinement.ts";
import { probeSandbox, type Sandbox } from "../../../src/shell/sandbox.ts";
import {
  agentShell,
  copyProject,
  machineSandbox,
  scratch,
  sharedProject,
  shell,
} from "./guarded-project.ts";

const sandbox = await machineSandbox();
const original = await sharedProject();
const holds = sandbox.kind === "bubblewrap" && sandbox.unfiltered === undefined;

describe.skipIf(!holds)("the filter of system calls", () => {
  const ALLOWS_ALL = Uint8Array.of(6, 0, 0, 0, 0, 0, 0xff, 0x7f);

  test.each([
    ["is missing", undefined, /cannot be read; nothing was run/],
    ["is not accepted by the kernel", new Uint8Array(), /./],
    ["lets all pass", ALLOWS_ALL, /^the filter of system calls let one pass$/],
    // As on a machine whose interface the table does not know: every call ends its process.
    ["kills", Uint8Array.of(6, 0, 0, 0, 0, 0, 0, 0x80), /./],
  ])("that %s is said; strict refuses to work", async (_name, bytes, reason) => {
    const probe = { shell: await wrapperWith(bytes), env: process.env };
    const auto = await probeSandbox({ ...probe, mode: "auto" });
    expect(auto).toEqual({
      ...sandbox,
      unfiltered: expect.objectContaining({ en: expect.stringMatching(reason) }),
    });
    await expect(probeSandbox({ ...probe, mode: "strict" })).rejects.toMatchObject({
      code: "SANDBOX_UNAVAILABLE",
      hint: expect.stringContaining("seccomp"),
    });
    expect(await probeSandbox({ mode: "strict", shell, env: process.env })).toEqual(sandbox);
  });

  test("is left out only where the probe found that it cannot be used", async () => {
    const line = "touch x; chmod u+s x 2>/dev/null && echo set || echo refused";
    const project = await copyProject(original);
    const cwd = project.checkout;
    const call = { project, command: line, cwd, readWrite: [cwd] };
    expect((await agentShell({ ...call, sandbox })).output).toBe("refused");
    const unfiltered = { ...sandbox, unfiltered: alike("under test") } as Sandbox;
    expect((await agentShell({ ...call, sandbox: unfiltered })).output).toBe("set");
  });

  test("is not switched off by OpenCode's own environment", async () => {
    const env = { ...process.env, AEGIS_FILTER: "off" };
    expect(await probeSandbox({ mode: "auto", shell, env })).toEqual(sandbox);
    expect(confinementOf(sandbox)).toMatchObject({ AEGIS_FILTER: "own", AEGIS_TMP_BYTES: "" });
  });

  test("that cannot be read stops the call", async () => {
    const run = await execa(await wrapperWith(undefined), ["-c", "echo ran"], {
      env: { AEGIS_CALL: "x", AEGIS_SANDBOX: "bubblewrap" },
      reject: false,
    });
    expect(run).toMatchObject({ exitCode: 126, stdout: "" });
    expect(run.stderr).toMatch(/^\[AEGIS SANDBOX_UNAVAILABLE\]/);
  });

  async function wrapperWith(filter: Uint8Array | undefined): Promise<string> {
    const folder = await scratch();
    await cp(shell, join(folder, "bash"));
    await mkdir(join(folder, "seccomp"));
    if (filter) await writeFile(join(folder, "seccomp/own-sockets.bpf"), filter);
    return join(folder, "bash");
  }
});
