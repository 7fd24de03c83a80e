import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { isOccupied } from "../../../src/kit/is-there.ts";
import { sandboxedCommand } from "../../../src/shell/sandboxed-command.ts";
import { systemView } from "../../../src/shell/view/find-view.ts";
import { agentShell, copyProject, machineLayers, sharedProject, shell } from "./guarded-project.ts";

const original = await sharedProject();
const modes = await machineLayers();

const alive = async (marker: string) =>
  (await execa("pgrep", ["-f", marker], { reject: false })).stdout !== "";

describe("what a call leaves behind", () => {
  const WAYS: Record<string, string> = {
    nohup: "nohup $SLEEP >/dev/null 2>&1 &",
    setsid: "setsid $SLEEP >/dev/null 2>&1 &",
    "double fork": "( ( $SLEEP >/dev/null 2>&1 & ) & )",
    "holding the output": "$SLEEP &",
    "an empty environment": "env -i $SLEEP >/dev/null 2>&1 &",
  };

  const cases = modes.flatMap((mode) =>
    Object.entries(WAYS).map(([name, way]) => ({ kind: mode.kind, name, way, mode })),
  );
  test.each(cases)("$name ends with it ($kind)", async ({ mode, way, name }) => {
    const project = await copyProject(original);
    const marker = `7${process.pid}${name.length}.${mode.kind.length}`;
    const started = join(project.checkout, "started");
    await agentShell({
      project,
      sandbox: mode,
      command: `SLEEP="$(command -v sleep) ${marker}"; ${way}\necho yes > started`,
      cwd: project.checkout,
      readWrite: [project.checkout],
    });
    expect(await readFile(started, "utf8")).toBe("yes\n");
    // Bubblewrap answers when the command has ended; the kernel ends the rest with its namespace.
    await expect.poll(() => alive(`sleep ${marker}`)).toBe(false);
  });

  test.each(modes)("a cancelled call takes all its processes along ($kind)", async (mode) => {
    const project = await copyProject(original);
    const marker = `8${process.pid}.${mode.kind.length}`;
    const command = sandboxedCommand({
      shell,
      command: `setsid sleep ${marker} & sleep ${marker} & echo ready; wait`,
      env: process.env,
      scope: {
        kind: mode.kind,
        callID: `cancel-${marker}`,
        readOnly: [project.root],
        readWrite: [],
        protect: [],
        network: false,
        view: systemView(process.env),
      },
    });
    const run = execa(command.file, command.args, {
      cwd: project.checkout,
      env: command.env,
      detached: true,
      reject: false,
      stdin: "ignore",
      buffer: false,
    });
    await once(run.stdout, "data");
    expect(await alive(`sleep ${marker}`)).toBe(true);
    process.kill(-(run.pid ?? 0), "SIGTERM");
    await run;
    await expect.poll(() => alive(`sleep ${marker}`)).toBe(false);
  });

  const ENDS = modes.flatMap((mode) =>
    (["SIGKILL", "SIGTERM", "SIGINT"] as const).map((signal) => ({
      mode,
      signal,
      kind: mode.kind,
    })),
  );
  test.each(ENDS)(
    "the end of the process that made a call by $signal takes the call along ($kind)",
    async ({ mode, signal }) => {
      const project = await copyProject(original);
      const marker = `6${process.pid}.${mode.kind.length}${signal.length}`;
      const { file, args, env } = sandboxedCommand({
        shell,
        command: `setsid sleep ${marker} & sleep ${marker} & echo up > ready; wait`,
        env: process.env,
        scope: {
          kind: mode.kind,
          callID: `orphan-${marker}`,
          readOnly: [project.root],
          readWrite: [project.checkout],
          protect: [],
          network: false,
          view: systemView(process.env),
        },
      });
      // As OpenCode does it: a process group of its own for the shell, and no word to it at the end.
      const host = `require("node:child_process").spawn(${JSON.stringify(file)}, ${JSON.stringify(args)}, { detached: true, stdio: "ignore" })`;
      const owner = execa(process.execPath, ["-e", host], {
        ...{ cwd: project.checkout, env, extendEnv: false, reject: false, stdin: "ignore" },
      });
      // Its command runs: before that, bubblewrap may not yet know whose end to follow.
      await expect.poll(() => isOccupied(join(project.checkout, "ready"))).toBe(true);
      expect(await alive(`sleep ${marker}`)).toBe(true);
      owner.kill(signal);
      await owner;
      await expect.poll(() => alive(`sleep ${marker}`)).toBe(false);
    },
  );

  test.skipIf(process.platform !== "linux")("can be ended later by the call's name", async () => {
    const marker = `9${process.pid}`;
    const child = execa("sleep", [marker], { env: { AEGIS_CALL: marker }, reject: false });
    const bystander = execa("sleep", [`${marker}.5`], {
      env: { AEGIS_CALL: `${marker}0` },
      reject: false,
    });
    const env = { AEGIS_CALL: marker, AEGIS_SANDBOX: "reap" };
    await execa(shell, [], { env, stdin: "ignore" });
    expect((await child).signal).toBe("SIGKILL");
    expect(bystander.exitCode).toBeNull();
    bystander.kill();
    await bystander;
  });
});
