import { lstat, readFile, realpath } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createGit } from "../../../src/git/create-git.ts";
import { openaiServer } from "../../../src/swarm/adapters/openai-server.ts";
import { workspaceFiles } from "../../../src/swarm/adapters/workspace-files.ts";
import { tempRepo } from "../../support/temp-repo.ts";

const workspace = workspaceFiles(createGit({ env: process.env }));

describe("links to ignored folders of the checkout", () => {
  test("are made where the folder is there, ignored and not in the worktree yet", async () => {
    const repo = await tempRepo({
      files: { ".gitignore": "node_modules/\n.venv/\n", "lib/a": "a" },
    });
    await repo.write("node_modules/x/index.js", "x");
    await repo.write("packages/a/node_modules/y", "y");
    await repo.write(".venv/z", "z");
    await repo.write("dir/.venv/z", "z");
    const tree = join(repo.dir, "..", "tree");
    await repo.git("worktree", "add", "--quiet", "--detach", tree);
    const names = ["node_modules", "packages/a/node_modules", "lib", "missing", ".venv", "../repo"];
    const linked = await workspace.link(repo.dir, tree, names);
    expect(linked).toEqual(["node_modules", "packages/a/node_modules", ".venv"]);
    expect(await realpath(join(tree, "node_modules/x"))).toBe(join(repo.dir, "node_modules/x"));
    expect(await realpath(join(tree, ".venv"))).toBe(join(repo.dir, ".venv"));
    expect(await workspace.link(repo.dir, tree, names)).toEqual(linked);
  });

  test("leave out a link of the checkout that leads to itself", async () => {
    const repo = await tempRepo({ files: { ".gitignore": "node_modules\n" } });
    await repo.link("node_modules", "node_modules");
    const tree = join(repo.dir, "../tree");
    expect(await workspace.link(repo.dir, tree, ["node_modules"])).toEqual([]);
    expect(await workspace.exists(join(repo.dir, "node_modules"))).toBe(false);
  });

  test("are judged by the checkout's own rules, whatever git variables the environment has", async () => {
    const repo = await tempRepo({ files: { ".gitignore": "node_modules/\n", "lib/a": "a" } });
    const other = await tempRepo({ files: { a: "a" } });
    await other.write(".git/info/exclude", "lib/\n");
    await repo.write("node_modules/x/index.js", "x");
    const env = { ...repo.env, GIT_DIR: join(other.dir, ".git"), GIT_WORK_TREE: repo.dir };
    const asked = workspaceFiles(createGit({ env }));
    const names = ["node_modules", "lib"];
    expect(await asked.link(repo.dir, join(repo.dir, "../tree"), names)).toEqual(["node_modules"]);
  });

  test("removing a folder never follows them", async () => {
    const repo = await tempRepo({ files: { "kept/file": "kept" } });
    await repo.write("tree/file", "x");
    await repo.link("tree/link", join(repo.dir, "kept"));
    await workspace.remove(join(repo.dir, "tree"));
    expect(await workspace.exists(join(repo.dir, "tree"))).toBe(false);
    expect(await readFile(join(repo.dir, "kept/file"), "utf8")).toBe("kept");
    await workspace.remove(join(repo.dir, "tree"));
  });

  test("only a folder exists", async () => {
    const repo = await tempRepo({ files: { "a/b": "b" } });
    expect(await workspace.exists(join(repo.dir, "a"))).toBe(true);
    expect(await workspace.exists(join(repo.dir, "a/b"))).toBe(false);
    expect((await lstat(join(repo.dir, "a/b"))).isFile()).toBe(true);
  });
});

describe("is the model server there?", () => {
  async function serving(answer: RequestListener): Promise<string> {
    const server = createServer(answer).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  }

  test("it is when its model list answers, with the key", async () => {
    const seen: (string | undefined)[] = [];
    const baseURL = await serving((request, response) => {
      seen.push(request.url, request.headers.authorization);
      response.end("{}");
    });
    expect(await openaiServer(() => ({ baseURL: `${baseURL}/`, apiKey: "k" })).probe()).toEqual({
      up: true,
    });
    expect(await openaiServer(() => ({ baseURL })).probe()).toEqual({ up: true });
    expect(seen).toEqual(["/v1/models", "Bearer k", "/v1/models", undefined]);
  });

  test("an error answer, nobody there and nothing configured are told apart", async () => {
    const baseURL = await serving((_request, response) => response.writeHead(503).end());
    expect(await openaiServer(() => ({ baseURL })).probe()).toEqual({
      up: false,
      url: `${baseURL}/models`,
      why: { en: "HTTP 503", ko: "HTTP 503" },
    });
    const gone = await closedServer();
    expect(await openaiServer(() => ({ baseURL: gone })).probe()).toMatchObject({
      up: false,
      why: { en: expect.stringContaining("ECONNREFUSED") },
    });
    expect(await openaiServer(() => ({ baseURL: "not a url" })).probe()).toMatchObject({
      up: false,
    });
    expect(await openaiServer(() => undefined).probe()).toMatchObject({ up: false, url: "(none)" });
  });
});

/** The address of a server that has just gone. */
async function closedServer(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/v1`;
}
