import { spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { hostname, networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isThere } from "../../../src/kit/is-there.ts";

const CLI = join(process.cwd(), "bin/oh-my-qwencoder.js");
const tried = spawnSync("bwrap", ["--unshare-all", "--ro-bind", "/", "/", "true"]);
const hasIp = spawnSync("ip", ["-V"]).status === 0;
const number = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .find(({ family, internal }) => family === "IPv4" && !internal)?.address;
const ASK = 'node -e "fetch(process.argv[1]).then((a) => a.text()).then(console.log)" "$URL"';

describe.skipIf(tried.status !== 0)("the jail around a program in the place of OpenCode", () => {
  let folder: string;
  let server: Server;

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-jail-test-")));
    for (const name of ["bin", "home/.config/opencode", "home/.cache/opencode", "project"])
      await mkdir(join(folder, name), { recursive: true });
    server = createServer((request, reply) => reply.end(`host ${request.headers.host}`));
    await new Promise<void>((resolve) => server.listen(0, resolve));
  });
  afterEach(async () => {
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const port = () => (server.address() as AddressInfo).port;

  /** Runs the jail in a project whose model server has this address; `script` stands for OpenCode. */
  async function jail(host: string | undefined, script: string, ...args: string[]) {
    const url = `http://${host}:${port()}/v1`;
    const config = host
      ? { model: "vllm/m", provider: { vllm: { options: { baseURL: url } } } }
      : {};
    await writeFile(join(folder, "home/.config/opencode/opencode.json"), JSON.stringify(config));
    const program = join(folder, "bin/opencode");
    const version = '[ "$1" = --version ] && { echo 1.18.33; exit; }';
    await writeFile(program, `#!/bin/sh\n${version}\n${script}\n`);
    await chmod(program, 0o755);
    return execa(process.execPath, [CLI, "run", ...args], {
      cwd: join(folder, "project"),
      env: {
        HOME: join(folder, "home"),
        PATH: `${join(folder, "bin")}:${process.env["PATH"]}`,
        URL: url,
        https_proxy: "http://127.0.0.1:9",
        SSH_AUTH_SOCK: join(folder, "agent"),
      },
      extendEnv: false,
      reject: false,
    });
  }

  test("passes on arguments and the exit code; the server answers at its own address", async () => {
    const { stdout, exitCode } = await jail(
      "127.0.0.1",
      `echo "$*"; ${ASK}; exit 7`,
      "a",
      "--json",
    );
    expect(stdout.split("\n")).toEqual(["a --json", `host 127.0.0.1:${port()}`]);
    expect(exitCode).toBe(7);
  });

  test("a server's name leads to the bridge and stays in the Host header", async () => {
    const { stdout } = await jail(hostname(), ASK);
    expect(stdout).toBe(`host ${hostname()}:${port()}`);
  });

  test.skipIf(!hasIp || number === undefined)(
    "so does a number, with sandboxes inside",
    async () => {
      const inner =
        "bwrap --unshare-net --unshare-pid --ro-bind / / --dev /dev --proc /proc echo sandboxed";
      const { stdout } = await jail(number, `id -u; ${inner}; ${ASK}`);
      expect(stdout).toBe(`${process.getuid?.()}\nsandboxed\nhost ${number}:${port()}`);
    },
  );

  test("shows the project and OpenCode's folders, and lets only the project and data be changed", async () => {
    await writeFile(join(folder, "home/private"), "secret");
    await writeFile(join(folder, "home/.cache/opencode/program"), "as it was");
    const attempts = ["home/.config/opencode/x", "home/.cache/opencode/program", "bin/opencode"];
    const writes = attempts.map((path) => `echo changed 2>&- > ${folder}/${path}`).join("\n");
    const { stdout } = await jail(
      "127.0.0.1",
      `ls ${folder} ${folder}/home; ${writes}
echo mine > made; echo mine > $HOME/.local/share/opencode/made
echo "[$https_proxy$SSH_AUTH_SOCK]"; cat $HOME/.config/opencode/opencode.json`,
    );
    expect(stdout.split("\n")).toEqual([
      ...[`${folder}:`, "bin", "home", "project", "", `${folder}/home:`, "[]"],
      await readFile(join(folder, "home/.config/opencode/opencode.json"), "utf8"),
    ]);
    expect(await readFile(join(folder, "home/.cache/opencode/program"), "utf8")).toBe("as it was");
    expect(await isThere(join(folder, "home/.config/opencode/x"))).toBe(false);
    expect(await readFile(join(folder, "project/made"), "utf8")).toBe("mine\n");
    expect(await readFile(join(folder, "home/.local/share/opencode/made"), "utf8")).toBe("mine\n");
  });

  test("starts nothing if no address of a model server is configured", async () => {
    const { exitCode, stderr, stdout } = await jail(undefined, "echo started");
    expect(exitCode).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/no address of a model server.*\n→ oh-my-qwencoder install --base-url/);
  });
});
