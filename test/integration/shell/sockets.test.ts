import { mkdir, symlink } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ShellBounds } from "../../../src/shell/confinement.ts";
import {
  agentShell,
  copyProject,
  machineSandbox,
  type Project,
  sharedProject,
} from "./guarded-project.ts";
import { CONNECT, listener, OWN, PLACES, program } from "./lists/user-sockets.ts";
import { type ShellUser, shellUsers } from "./users.ts";

const sandbox = await machineSandbox();
const original = await sharedProject();
const users = await shellUsers();
const limits = { fileMiB: 4096, tmpMiB: 4096, processes: 4096 };

async function inside(
  project: Project,
  command: string,
  user: ShellUser,
  unixSockets: ShellBounds["unixSockets"] = "own",
): Promise<string> {
  const cwd = project.checkout;
  const bounds = { unixSockets, limits };
  const call = { project, sandbox, command, cwd, readWrite: [cwd], bounds, ...user };
  return (await agentShell(call)).output;
}

describe.skipIf(sandbox.kind !== "bubblewrap").each(users)("as %s", (_who, user) => {
  test.each(PLACES)(
    "a program of the machine is not reached by its socket %s",
    async (_name, path, bound) => {
      const project = await copyProject(original);
      await symlink(project.checkout, join(project.root, "link"));
      await listener(project.checkout, bound(project.checkout));
      const line = program(CONNECT, `"${join(project.checkout, path)}"`);
      const outside = await execa("sh", ["-c", line], { cwd: project.checkout });
      expect(outside.stdout).toBe("reached");
      expect(await inside(project, line, user)).toBe("ECONNREFUSED");
    },
  );

  test("a socket that is hidden or elsewhere does not hinder a call", async () => {
    const project = await copyProject(original);
    await mkdir(join(project.root, "other"));
    await listener(project.root, join(project.root, "other", "x.sock"));
    const server = createServer().listen(`\0aegis-${process.pid}/${Date.now()}`);
    onTestFinished(() => void server.close());
    expect(await inside(project, "echo ran", user)).toBe("ran");
  });

  test("programs of one call reach each other by a socket of their own", async () => {
    const project = await copyProject(original);
    for (const path of ["/tmp/own.sock", "own.sock"])
      expect(await inside(project, program(OWN, path), user)).toBe("listens\nreached");
  });

  test('"none" leaves no socket with an address, but pairs', async () => {
    const project = await copyProject(original);
    expect(await inside(project, program(OWN, "/tmp/own.sock"), user, "none")).toBe("EPERM");
    const ipc =
      "require('child_process').fork('./child.cjs').on('message', (m) => console.log(m * 7))";
    const line = `echo 'process.send(6)' > child.cjs; node -e "${ipc}"`;
    expect(await inside(project, line, user, "none")).toBe("42");
  });
});
