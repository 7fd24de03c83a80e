import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { audit } from "../../../src/egress/audit.ts";
import { CONTROL } from "../../../src/egress/core/control.ts";
import type { SessionName } from "../../../src/egress/core/observation.ts";
import type { AuditDocument } from "../../../src/egress/core/report-document.ts";
import { outbound } from "../../../src/egress/core/verdict.ts";
import { whyNoNamespace } from "../../../src/egress/namespace.ts";
import { grammarFile } from "../../../src/host/grammars.ts";
import { openCodeFolders } from "../../../src/host/opencode-folders.ts";
import { findOnPath } from "../../../src/kit/search-path.ts";
import { fingerprint } from "../../support/fingerprint.ts";
import { type Installed, installed } from "../../support/installed.ts";
import { VERSION } from "../../support/setup-scene.ts";
import { IS_WHOLE } from "../../support/whole.ts";

const PATH = process.env["PATH"] ?? "";
const nothing = { servers: [], hosts: [] };
const impossible = await whyNoNamespace({ env: { PATH }, standIns: nothing, writable: [] });
const why = impossible === undefined ? "" : ` (skipped: no namespaces here: ${impossible})`;

/** Says once, at the start of OpenCode, where it is. */
const PHONE = `export const Phone = async () => {
  fetch("https://phone.home.test/here").catch(() => undefined);
  return {};
};
`;

let folder: string;
let machines = 0;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-audited-")));
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

/** A user's machine after an install, with OpenCode on PATH; the name of its model server exists nowhere. */
async function newMachine(
  searchPath = PATH,
  more: Record<string, string> = {},
): Promise<Installed> {
  const home = join(folder, `machine-${++machines}`);
  const bin = join(home, "bin");
  await mkdir(bin, { recursive: true });
  await symlink(inject("opencode").path, join(bin, "opencode"));
  const env = { ...more, PATH: [bin, searchPath].join(delimiter) };
  return installed(home, { baseURL: "http://gpu.corp.test:8001/v1", env });
}

async function plant({ env }: Installed): Promise<string> {
  const plugin = join(openCodeFolders(env).config, "plugin/phone.js");
  await mkdir(join(plugin, ".."), { recursive: true });
  await writeFile(plugin, PHONE);
  return plugin;
}

function audited({ env, ground }: Installed, sessions: SessionName[], verify = false) {
  const packageRoot = inject("packed");
  const place = { cwd: ground.dir, env, packageRoot, version: VERSION, openCodeRange: "*" };
  return audit(place, { verify, sessions });
}

/** What explains the attempts to reach a host. */
function reasons({ observation, explanations }: AuditDocument, host: string): string[] {
  return observation.attempts.flatMap((attempt, at) =>
    attempt.host === host ? (explanations[at] ?? []).map(({ en }) => en) : [],
  );
}

describe.skipIf(impossible !== undefined)(`an audit in a network with a sink${why}`, () => {
  test.runIf(IS_WHOLE)(
    "of an installed project finds nothing, changes nothing, and its report can be checked",
    async () => {
      const machine = await newMachine();
      const { env, ground } = machine;
      const cli = async (...args: string[]) =>
        execa(process.execPath, [join(inject("packed"), "bin/oh-my-qwencoder.js"), ...args], {
          ...{ cwd: ground.dir, env: { ...env, MY_API_KEY: "sk-never-shown" }, extendEnv: false },
          ...{ stdin: "ignore", reject: false },
        });
      const before = await fingerprint(ground);
      const report = join(folder, "audit.json");
      const run = await cli("doctor", "--egress", "--report", report);
      expect(run).toMatchObject({ exitCode: 0, stderr: "" });
      expect(run.stdout).toContain("0 look-ups, 0 connections but to the model server");
      expect(await fingerprint(ground)).toEqual(before);

      const text = await readFile(report, "utf8");
      const { document } = JSON.parse(text) as { document: AuditDocument };
      const [headless, terminal] = document.observation.sessions;
      expect(document).toMatchObject({ verdict: "quiet", mode: "namespace", cooperative: false });
      expect(headless?.called).toEqual(
        expect.arrayContaining(["bash", "glob", "grep", "read", "task"]),
      );
      expect(terminal?.languages).toBeGreaterThanOrEqual(30);
      expect(document.observation.attempts.map(({ host }) => host)).toContain(CONTROL.name);
      expect(text).not.toContain("sk-never-shown");
      expect(await readFile(join(folder, "audit.html"), "utf8")).toContain("0 look-ups");

      expect(await cli("doctor", "--egress", "--check-report", report)).toMatchObject({
        exitCode: 0,
      });
      const at = text.indexOf("gpu.corp.test");
      for (const changed of [
        `${text.slice(0, at)}h${text.slice(at + 1)}`,
        text.replace('"quiet"', '"found"'),
        `${text}\n`,
      ]) {
        expect(changed).not.toBe(text);
        await writeFile(join(folder, "changed.json"), changed);
        const checked = await cli(
          "doctor",
          "--egress",
          "--check-report",
          join(folder, "changed.json"),
        );
        expect(checked).toMatchObject({ exitCode: 1 });
      }
    },
  );

  test("names who looked up and connected, and the plugin that contains the name", async () => {
    const machine = await newMachine();
    const plugin = await plant(machine);
    const found = await audited(machine, ["headless"]);
    expect(found.verdict).toBe("found");
    const attempts = outbound(found.observation.attempts);
    const program = expect.stringMatching(/^opencode/);
    expect(attempts).toContainEqual(
      expect.objectContaining({ protocol: "dns", host: "phone.home.test", program }),
    );
    expect(attempts).toContainEqual(
      expect.objectContaining({ protocol: "tcp", host: "phone.home.test", port: 443 }),
    );
    expect(reasons(found, "phone.home.test")).toContain(`the plugin ${plugin} contains it`);
  });

  test.runIf(IS_WHOLE)("names a grammar that is missing", async () => {
    const machine = await newMachine();
    await rm(grammarFile("python", machine.env));
    const found = await audited(machine, ["terminal"]);
    expect(found.verdict).toBe("found");
    expect(reasons(found, "github.com").join()).toContain("(python)");
  });

  const OPEN = "commander shell with the network open";
  const HELD = ["worker shell ok", "commander shell ok", OPEN];
  test.runIf(IS_WHOLE).each([
    ["auto", "bubblewrap", HELD],
    ["landlock", "Landlock", HELD],
    ["off", "compare-and-restore", ["worker shell failed", "commander shell failed", OPEN]],
  ])("finds what the layers hold, with the sandbox %s: %s", async (mode, layer, shells) => {
    const machine = await newMachine(PATH, { AEGIS_SANDBOX_MODE: mode });
    const { checks } = await audited(machine, ["headless"], true);
    expect(checks.map(({ layer, status }) => `${layer} ${status}`)).toEqual([
      ...["settings ok", "sink ok", "plugin ok", ...shells, "jail ok"],
    ]);
    const named = checks.filter(({ layer }) => layer.includes("shell"));
    for (const { details } of named) expect(details).toMatch(new RegExp(`^${layer}\\b`));
  });
});

describe.runIf(IS_WHOLE)("an audit where no namespace can be made", () => {
  test("is cooperative, says so, and records what asks the proxy", async () => {
    const bin = join(folder, "without-unshare");
    await mkdir(bin);
    for (const name of ["node", "git", "sh", "bash", "script", "stty", "env", "rg"]) {
      const path = await findOnPath(name, PATH);
      if (path !== undefined) await symlink(path, join(bin, name));
    }
    const machine = await newMachine(bin);
    await plant(machine);
    const found = await audited(machine, ["headless"], true);
    expect(found).toMatchObject({ mode: "proxy", cooperative: true, verdict: "found" });
    expect(found.noNamespace).toContain("unshare");
    expect(outbound(found.observation.attempts)).toContainEqual(
      expect.objectContaining({ protocol: "http", host: "phone.home.test", port: 443 }),
    );
    expect(found.checks.map(({ status }) => status)).toEqual(["ok", ...Array(6).fill("unseen")]);
  });
});
