import { mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { isolatedHome } from "../../../src/host/isolated-home.ts";
import { startModelServer } from "../../../src/scripted-model/server.ts";
import { newGround } from "../../support/ground.ts";

/** The path of an OpenCode 2; its packages are too large to be installed for one file of tests. */
const OPENCODE2 = process.env["AEGIS_TEST_OPENCODE2"];
const why = OPENCODE2 === undefined ? " (skipped: AEGIS_TEST_OPENCODE2 names no OpenCode 2)" : "";

describe.skipIf(OPENCODE2 === undefined)(`in OpenCode 2${why}`, () => {
  let folder: string;
  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-opencode2-")));
  });
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

  /** One prompt to `agent`, whose model makes two calls at once. */
  async function ask(agent: string) {
    const place = join(folder, agent);
    const calls = ["a.txt", "b.txt"].map((name) => ({
      tool: "write",
      args: { path: name, content: "written\n" },
    }));
    const steps = [{ calls }, { text: "I have stopped." }];
    const actors = (["commander", "other"] as const).map((who) => ({
      agent: who,
      match: "Write the files",
      steps,
    }));
    const model = await startModelServer({ script: { name: "writes", actors } });
    try {
      const { env } = await isolatedHome(place, {
        baseURL: model.url,
        searchPath: process.env["PATH"] ?? "",
        plugin: join(inject("packed"), "dist/plugin.js"),
      });
      const ground = await newGround(join(place, "project"), env, {
        "README.md": "# demo\n",
        [`.opencode/agents/${agent}.md`]: `---\ndescription: Writes\nmode: primary\n---\nYou write files.\n`,
      });
      const args = ["run", "--standalone", "--agent", agent, "Write the files."];
      const { all } = await execa(OPENCODE2 ?? "", args, {
        ...{ cwd: ground.dir, env: { ...env, PWD: ground.dir }, extendEnv: false },
        ...{ all: true, reject: false, stdin: "ignore", timeout: 240_000 },
      });
      const told = JSON.stringify(model.requests.map(({ body }) => body));
      return { files: await readdir(ground.dir), told, all };
    } finally {
      await model.stop();
    }
  }

  test("every call of an agent of ours is refused with the command that helps", async () => {
    const { files, told, all } = await ask("commander");
    expect(files, all).not.toContain("a.txt");
    expect(files).not.toContain("b.txt");
    expect(told.split("AEGIS OPENCODE_UNSUPPORTED").length - 1, told).toBe(2);
    expect(told).toContain("npm install -g opencode-ai@1.18.33");
  });

  test("another agent writes: the guard is what held", async () => {
    const { files, all } = await ask("writer");
    expect(files, all).toContain("a.txt");
    expect(files).toContain("b.txt");
  });
});
