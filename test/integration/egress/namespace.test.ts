import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { standInsFor } from "../../../src/egress/core/namespace.ts";
import { runInNamespace, whyNoNamespace } from "../../../src/egress/namespace.ts";

const env = { PATH: process.env["PATH"] ?? "" };
const nothing = { env, standIns: { servers: [], hosts: [] }, writable: [] };
const impossible = await whyNoNamespace(nothing);
const why = impossible === undefined ? "" : ` (skipped: ${impossible})`;

describe.skipIf(impossible !== undefined)(`the network of an audit${why}`, () => {
  let folder: string;
  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-namespace-")));
    await mkdir(join(folder, "home/inner"), { recursive: true });
    await writeFile(join(folder, "home/file"), "before\n");
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const run = (script: string, urls: string[] = []) =>
    runInNamespace({
      command: ["sh", "-c", script],
      env: { ...env, FOLDER: folder },
      standIns: standInsFor(urls),
      writable: [join(folder, "home"), join(folder, "home/inner"), join(folder, "missing")],
      limitMs: 120_000,
    });

  test("shows the user's files, and throws away what is written", async () => {
    const script = `cat "$FOLDER/home/file"; cd "$FOLDER/home"; echo after > file; rm -r inner; echo new > new; cat file; ls`;
    expect(await run(script)).toBe("before\nafter\nfile\nnew\n");
    expect(await readFile(join(folder, "home/file"), "utf8")).toBe("before\n");
    expect(await readdir(join(folder, "home"))).toEqual(["file", "inner"]);
  });

  test("has one name server, the model server's name, and nothing in /run but the audit's own", async () => {
    const script = "cat /etc/resolv.conf; grep gpu /etc/hosts; ls /run";
    const said = await run(script, ["http://gpu.corp.test:8001/v1"]);
    expect(said.split("\n")).toEqual(
      expect.arrayContaining(["198.19.0.1 gpu.corp.test", "oh-my-qwencoder-audit"]),
    );
    expect(said).toMatch(/^nameserver 198\.51\.100\.53\n/);
  });

  test("fails with the words of what failed in it", async () => {
    const failing = run("echo out; echo why >&2; exit 7");
    await expect(failing).rejects.toMatchObject({
      ...{ code: "AUDIT_FAILED", message: expect.stringContaining("why") },
      hint: expect.not.stringContaining("--timeout"),
    });
  });

  test("names the error of a program of ours, not Node's stack below it; longer only if time ran out", async () => {
    const thrown = `${JSON.stringify(process.execPath)} -e 'throw new TypeError("no sink")'`;
    await expect(run(thrown)).rejects.toMatchObject({
      ...{ code: "AUDIT_FAILED", message: expect.stringContaining("TypeError: no sink") },
      hint: expect.not.stringContaining("--timeout"),
    });
  });
});

test("a program that is missing is the reason, in the system's words", async () => {
  const said = await whyNoNamespace({ ...nothing, env: { PATH: "/nowhere" } });
  expect(said).toContain("unshare");
});
