import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { shellEnvironment } from "../../../src/shell/environment.ts";
import { probeSandbox } from "../../../src/shell/sandbox.ts";
import { sandboxedCommand } from "../../../src/shell/sandboxed-command.ts";
import { systemView } from "../../../src/shell/view/find-view.ts";
import { OPENCODE } from "../../support/landlock.ts";
import {
  agentShell,
  copyProject,
  machineLayers,
  machineSandbox,
  scratch,
  sharedProject,
  shell,
} from "./guarded-project.ts";

const sandbox = await machineSandbox();
const original = await sharedProject();
const modes = await machineLayers();

describe("the probe", () => {
  test("says why it does not trust a shell that confines nothing", async () => {
    const probe = { shell: "/bin/bash", env: process.env };
    if (sandbox.kind === "bubblewrap") {
      expect(await probeSandbox({ ...probe, mode: "auto" })).toEqual({
        kind: "compare",
        reason: expect.objectContaining({
          en: "the sandboxed shell could write outside its scope",
        }),
      });
    }
    await expect(probeSandbox({ ...probe, mode: "strict" })).rejects.toMatchObject({
      code: "SANDBOX_UNAVAILABLE",
      hint: expect.stringContaining("bubblewrap"),
    });
  });

  const tried = (["auto", "landlock", "strict"] as const).slice(
    0,
    sandbox.kind === "bubblewrap" ? 3 : 2,
  );
  test.each(tried)("of a machine without time for it gives no lower layer: %s", async (mode) => {
    const hanging = join(await scratch(), "bash");
    await writeFile(hanging, "#!/bin/bash\nexec sleep 600\n", { mode: 0o755 });
    const launcher = async () => process.execPath;
    const late = { mode, shell: hanging, env: process.env, launcher, limitMs: 200 };
    await expect(probeSandbox(late)).rejects.toMatchObject({ code: "SANDBOX_TRIAL_LATE" });
  });

  test("has a mark of its own: the end of a trial ends all that carries its mark", async () => {
    const folder = await scratch();
    const marks = join(folder, "marks");
    const noting = join(folder, "bash");
    await writeFile(noting, `#!/bin/bash\necho "$AEGIS_CALL" >>${marks}\nexit 1\n`, {
      mode: 0o755,
    });
    const launcher = async () => OPENCODE;
    for (const mode of ["auto", "auto"] as const)
      await probeSandbox({ mode, shell: noting, env: process.env, launcher });
    const all = (await readFile(marks, "utf8")).trim().split("\n");
    expect(all.length).toBeGreaterThan(1);
    expect(new Set(all).size).toBe(all.length);
  });

  test("is not made when the sandbox is off", async () => {
    const off = await probeSandbox({ mode: "off", shell: "/nonexistent", env: {} });
    expect(off).toEqual({
      kind: "compare",
      reason: expect.objectContaining({ en: "switched off in the configuration" }),
    });
  });

  test.skipIf(sandbox.kind !== "bubblewrap")("names version and path", () => {
    expect(sandbox).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+/),
      path: expect.stringMatching(/^\//),
    });
  });
});

describe("the wrapper", () => {
  test("is the plain shell for the user's own command", async () => {
    const run = await execa(shell, ["-c", 'echo "$0 $TMPDIR $OPENCODE_SERVER_PASSWORD"', "name"], {
      env: { TMPDIR: "/kept", OPENCODE_SERVER_PASSWORD: "kept" },
    });
    expect(run.stdout).toBe("name /kept kept");
  });

  test("runs nothing when it does not know the sandbox", async () => {
    const run = await execa(shell, ["-c", "echo ran"], {
      env: { AEGIS_CALL: "x", AEGIS_SANDBOX: "none" },
      reject: false,
    });
    expect(run).toMatchObject({ exitCode: 126, stdout: "" });
  });

  test.each(modes)("passes exit code, arguments and output on ($kind)", async (mode) => {
    const project = await copyProject(original);
    const run = await agentShell({
      project,
      sandbox: mode,
      command: "echo out; echo err >&2; exit 7",
      cwd: project.checkout,
      readWrite: [],
    });
    expect(run).toMatchObject({ output: "out\nerr", exitCode: 7 });
  });

  test.each(modes)("shows the command no secret ($kind)", async (mode) => {
    const project = await copyProject(original);
    const command = sandboxedCommand({
      shell,
      command: "env",
      env: {
        PATH: process.env["PATH"],
        OPENCODE_SERVER_PASSWORD: "secret-1",
        SSH_AUTH_SOCK: "secret-2",
        DBUS_SESSION_BUS_ADDRESS: "secret-3",
      },
      scope: {
        kind: mode.kind,
        callID: "secrets",
        readOnly: [project.root],
        readWrite: ["/secret-4"],
        protect: [],
        network: false,
        view: systemView(process.env),
      },
    });
    const run = await execa(command.file, command.args, {
      cwd: project.checkout,
      env: command.env,
      extendEnv: false,
    });
    expect(run.stdout).toContain("PATH=");
    expect(run.stdout).not.toContain("secret-");
  });
});

describe.skipIf(sandbox.kind !== "bubblewrap")("in bubblewrap", () => {
  test.each([
    [true, "reached"],
    [false, "refused"],
  ])("network %s: a server on this machine is %s", async (network, expected) => {
    const project = await copyProject(original);
    const server = createServer((socket) => socket.end()).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    const run = await agentShell({
      project,
      sandbox,
      network,
      command: `(exec 3<>/dev/tcp/127.0.0.1/${port}) 2>/dev/null && echo reached || echo refused`,
      cwd: project.checkout,
      readWrite: [],
    });
    server.close();
    expect(run.output).toBe(expected);
  });

  test("sockets, processes and kernel settings of the machine are out of reach", async () => {
    const project = await copyProject(original);
    const run = await agentShell({
      project,
      sandbox,
      command: [
        `[ -e /proc/${process.pid} ] && echo sees-processes`,
        `kill -0 ${process.pid} 2>/dev/null && echo may-kill`,
        '[ -z "$(ls -A /run)" ] || echo sees-run',
        "(echo x > /proc/sys/kernel/domainname) 2>/dev/null && echo kernel-setting",
        "mount -o remount,rw,bind / 2>/dev/null && echo remounted",
        "unshare -Urm mount -o remount,rw,bind / 2>/dev/null && echo remounted-nested",
        "(echo x > /proc/self/root/usr/aegis-test) 2>/dev/null && echo wrote-root",
        "echo end",
      ].join("\n"),
      cwd: project.checkout,
      readWrite: [],
    });
    expect(run.output).toBe("end");
  });

  test("protect wins over readWrite, and a hard link or symlink leads nowhere new", async () => {
    const project = await copyProject(original);
    const outside = join(project.root, "outside.txt");
    await writeFile(outside, "theirs\n");
    await mkdir(join(project.checkout, ".git", "inner"));
    const run = await agentShell({
      project,
      sandbox,
      command: `echo x > .git/inner/x; ln ${outside} hard && echo y > hard; ln -s ${outside} soft && echo z > soft; echo ok > fine`,
      cwd: project.checkout,
      readWrite: [project.checkout],
    });
    expect(run.exitCode).toBe(0);
    expect(await readFile(outside, "utf8")).toBe("theirs\n");
    await expect(readFile(join(project.checkout, ".git/inner/x"))).rejects.toThrow("ENOENT");
    expect(await readFile(join(project.checkout, "fine"), "utf8")).toBe("ok\n");
  });
});

describe("shellEnvironment", () => {
  const scope = {
    kind: "compare" as const,
    callID: "c",
    readWrite: [],
    readOnly: [],
    protect: [],
    network: false,
    view: { visible: [], hidden: [], variables: [] },
    env: {},
  };

  test("adds the hooks after the user's own configuration from the environment, without accounts", () => {
    const env = {
      GIT_CONFIG_COUNT: "3",
      GIT_CONFIG_KEY_0: "safe.directory",
      GIT_CONFIG_VALUE_0: "/a",
      GIT_CONFIG_KEY_1: "http.https://host/.extraheader",
      GIT_CONFIG_VALUE_1: "secret",
      GIT_CONFIG_KEY_2: "user.name",
      GIT_CONFIG_VALUE_2: "User",
    };
    expect(shellEnvironment({ ...scope, env, hooksDir: "/hooks" })).toMatchObject({
      GIT_CONFIG_COUNT: "3",
      GIT_CONFIG_KEY_0: "safe.directory",
      GIT_CONFIG_VALUE_0: "/a",
      GIT_CONFIG_KEY_1: "user.name",
      GIT_CONFIG_VALUE_1: "User",
      GIT_CONFIG_KEY_2: "core.hooksPath",
      GIT_CONFIG_VALUE_2: "/hooks",
      OPENCODE_SERVER_PASSWORD: "",
    });
  });

  test("refuses paths the wrapper could misread", async () => {
    const dir = await scratch();
    for (const path of ["relative", `${dir}/a\n/etc`]) {
      expect(() => shellEnvironment({ ...scope, readWrite: [path] })).toThrow(
        expect.objectContaining({ code: "PATH_UNSUPPORTED" }),
      );
    }
  });
});
