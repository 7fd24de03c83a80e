import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { ShellNetwork } from "../../../src/shell/core/network.ts";
import type { Sandbox } from "../../../src/shell/sandbox.ts";
import { shellScopes } from "../../../src/shell/scopes.ts";
import { systemView } from "../../../src/shell/view/find-view.ts";
import { landlockSandbox, OPENCODE } from "../../support/landlock.ts";
import { npmRegistry } from "../../support/npm-registry.ts";
import { ownAddress } from "../../support/own-address.ts";
import { tempRepo } from "../../support/temp-repo.ts";
import { machineSandbox, shell } from "./guarded-project.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const sandbox = await machineSandbox();
const landlock = await landlockSandbox();
const own = ownAddress();
/** An ordinary user's call is played by the tests of OpenCode itself where they do not run as root. */
const mirrors: Server[] = [];
let listed: string;
let unlisted: string;

beforeAll(async () => {
  const registry = await npmRegistry();
  for (let count = 0; count < 2; count++) {
    const server = createServer(registry);
    server.listen(0, "0.0.0.0");
    await once(server, "listening");
    mirrors.push(server);
  }
  const [first, second] = mirrors.map((each) => (each.address() as AddressInfo).port);
  listed = `${own}:${first}`;
  unlisted = `${own}:${second}`;
});
afterAll(() => {
  for (const mirror of mirrors) {
    mirror.closeAllConnections();
    mirror.close();
  }
});

/** Shells of one project in this layer; `call` is the whole of one call, as the hooks make it. */
async function project(layer: Sandbox, program: string | undefined = OPENCODE) {
  const repo = await tempRepo({ files: { "package.json": '{ "private": true }\n' } });
  const scopes = shellScopes({
    ...{ sandbox: layer, program, top: repo.dir, commonDir: join(repo.dir, ".git") },
    ...{ hooksDir: join(root, "templates/git-hooks"), packageDir: root },
    ...{ view: systemView(process.env), isSecret: () => false },
    env: { ...process.env, HOME: repo.env["HOME"] },
    journal: { accept: async () => undefined, mend: async () => [] },
  });
  const key = ["s", "c"] as const;
  const begin = async (network: ShellNetwork) => {
    const [sessionID, callID] = key;
    const open = { writable: [repo.dir], checkout: true, quiet: [], secrets: "shown" as const };
    await scopes.begin({ ...open, network, sessionID, callID });
    onTestFinished(() => scopes.endSession(sessionID));
    return scopes.environment(...key) ?? {};
  };
  const type = async (line: string, env: Record<string, string>) => {
    const options = { cwd: repo.dir, env, extendEnv: false, reject: false, all: true } as const;
    return (await execa(shell, ["-c", line], { ...options, stdin: "ignore" })).all;
  };
  const call = async (line: string, network: ShellNetwork) => {
    const output = await type(line, await begin(network));
    return { output, outcome: await scopes.end(...key) };
  };
  return { repo, scopes, begin, type, call, end: () => scopes.end(...key) };
}

const only = (...list: string[]): ShellNetwork => ({ list, openCodePort: undefined });
const fetched = (place: string, ...options: string[]) =>
  `curl -sS -m 20 ${options.join(" ")} http://${place}/from-mirror 2>&1`;

describe.skipIf(sandbox.kind !== "bubblewrap" || own === undefined)("in bubblewrap", () => {
  test("npm installs from a listed registry", async () => {
    const { repo, call } = await project(sandbox);
    const line = `npm install --no-audit --no-fund --registry http://${listed}/ from-mirror 2>&1 && node -p 'require("from-mirror")'`;
    const { output, outcome } = await call(line, only(listed));
    expect(output).toMatch(/installed$/);
    expect(await repo.exists("node_modules/from-mirror/index.js")).toBe(true);
    expect(outcome?.refusedHosts).toEqual([]);
  });

  test("a listed host is reached by every kind of client, and another one by none", async () => {
    const { call } = await project(sandbox);
    const clients = (place: string) => [
      fetched(place),
      fetched(place, "--proxytunnel"),
      `python3 -c 'import urllib.request as u; print(u.urlopen("http://${place}/from-mirror").read())' 2>&1`,
      `git ls-remote http://${place}/x 2>&1 | grep -o "not found\\|403"`,
    ];
    const lines = [...clients(listed), ...clients(unlisted)];
    const { output, outcome } = await call(lines.join("; echo; echo ----; "), only(listed));
    const said = output.split("----\n");
    for (const text of said.slice(0, 3)) expect(text).toContain('"dist-tags"');
    expect(said[3]).toContain("not found");
    for (const text of said.slice(4)) expect(text).not.toContain("dist-tags");
    expect(said[7]).toContain("403");
    expect(outcome?.refusedHosts).toEqual([{ host: unlisted, why: "unlisted" }]);
  });

  test("without the proxy nothing is reached: not the listed host, not OpenCode's port, no name", async () => {
    const { call } = await project(sandbox);
    const [, port = ""] = listed.split(":");
    const knock = (host: string) =>
      `(exec 3<>/dev/tcp/${host}/${port}) 2>/dev/null && echo reached || echo refused`;
    const lines = [own ?? "", "127.0.0.1", "localhost"].map(knock);
    const outside = await execa("bash", ["-c", lines.join("; ")]);
    expect(outside.stdout.split("\n")).toEqual(["reached", "reached", "reached"]);
    const direct = fetched(listed, "--noproxy", "'*'", "-o /dev/null -w '%{http_code}'");
    const all = [...lines, `${direct} | tail -c 3`];
    const { output } = await call(all.join("; "), only(listed));
    expect(output.split("\n")).toEqual(["refused", "refused", "refused", "000"]);
  });

  test("OpenCode's port is refused through the proxy, by any spelling", async () => {
    const { call } = await project(sandbox);
    const [, port = ""] = listed.split(":");
    const places = [listed, `127.0.0.1:${port}`, `[::1]:${port}`, `0x7f.1:${port}`];
    const list = [listed, "127.0.0.1", "[::1]"];
    const lines = places.map((place) => fetched(place, "-g --noproxy ''"));
    const { output, outcome } = await call(lines.join("; "), {
      ...{ list, openCodePort: Number(port) },
    });
    expect(output).not.toContain("dist-tags");
    expect(outcome?.refusedHosts.map(({ why }) => why)).toEqual(["opencode", "closed", "closed"]);
  });

  test("another call does not reach the socket of this one, which itself does (control)", async () => {
    const { scopes, begin, type } = await project(sandbox);
    const env = await begin(only(listed));
    const knock = `for at in /run/aegis-out ${env["AEGIS_OUT"]}; do node -e 'require("net").connect(process.argv[1]).on("connect", () => { console.log("reached"); process.exit() }).on("error", (e) => console.log(e.code))' $at; done`;
    expect(await type(knock, env)).toBe("reached\nENOENT");
    const worker = { sessionID: "w", callID: "c", writable: [], checkout: false, quiet: [] };
    await scopes.begin({ ...worker, network: "none", secrets: "shown" });
    expect(await type(knock, scopes.environment("w", "c") ?? {})).toBe("ENOENT\nENOENT");
    await scopes.end("w", "c");
  });

  test("neither a process nor a socket outlives the call", async () => {
    const { begin, type, end } = await project(sandbox);
    const env = await begin(only(listed));
    const socket = env["AEGIS_OUT"] ?? "";
    expect(existsSync(socket)).toBe(true);
    const running = await type("cat /proc/[0-9]*/cmdline | tr '\\0' ' '; sleep 300 &", env);
    expect(running).toContain("shell-bridge.js /run/aegis-out");
    // The socket is this call's alone: other tests have bridges too.
    expect(running).toContain(socket);
    await end();
    expect(existsSync(socket)).toBe(false);
    expect(await commandLines()).not.toContain(socket);
  });

  test.each([
    ["no host is listed", "none" as const, OPENCODE],
    ["OpenCode's own program is not known", undefined, undefined],
  ])("there is no network if %s", async (_why, network, program) => {
    const { call } = await project(sandbox, program ?? "");
    const { output } = await call(fetched(listed, "--noproxy '*'"), network ?? only(listed));
    expect(output).toMatch(/curl: \(7\)/);
  });

  test("if the way out cannot be opened, nothing is run, and the reason is said", async () => {
    const { call } = await project(sandbox, "/usr/bin/false");
    const { output } = await call("echo ran", only(listed));
    expect(output).toMatch(/^\[AEGIS SANDBOX_UNAVAILABLE\] .*nothing was run\.$/);
  });
});

test.skipIf(landlock === undefined)("under Landlock a list is no network", async () => {
  if (!landlock) return;
  const { call } = await project(landlock);
  const knock = `(exec 3<>/dev/tcp/${listed.replace(":", "/")}) 2>/dev/null && echo reached || echo refused`;
  expect((await call(knock, only(listed))).output).toBe("refused");
  expect((await call(knock, "machine")).output).toBe("reached");
});

async function commandLines(): Promise<string> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => ""));
  return (await Promise.all(lines)).join("\n");
}
