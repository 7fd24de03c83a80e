import { execFile } from "node:child_process";
import { chmod, lstat, mkdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { isOccupied } from "../../../src/kit/is-there.ts";
import { guardModes } from "../../../src/shell/compare/mode-guard.ts";
import type { ShellCall, ShellScopes } from "../../../src/shell/port.ts";
import { isFiltered, type Sandbox } from "../../../src/shell/sandbox.ts";
import { shellScopes } from "../../../src/shell/scopes.ts";
import { systemView } from "../../../src/shell/view/find-view.ts";
import {
  addWorktree,
  copyProject,
  git,
  machineSandbox,
  sharedProject,
  shell,
  writeFiles,
} from "./guarded-project.ts";
import { ordinaryFolder } from "./ordinary-folder.ts";

const sandbox = await machineSandbox();
const compare: Sandbox = { kind: "compare", reason: "under test" };
const unfiltered: Sandbox[] =
  sandbox.kind === "bubblewrap" ? [{ ...sandbox, unfiltered: "under test" }] : [];
const sandboxes = [...(isFiltered(sandbox) ? [sandbox] : []), ...unfiltered, compare];
const modes = sandboxes.map((kind) => ({
  kind,
  name: isFiltered(kind) ? "bubblewrap and its filter" : kind.kind,
  filtered: isFiltered(kind),
}));
const original = await sharedProject();
for (const name of ["w01", "w02"]) await addWorktree(original, name);

/** Two Workers with the scope `src/a/**`; `run` makes one whole call of the first or the second. */
async function scene(kind: Sandbox) {
  const { checkout, gitDir } = await copyProject(original);
  const trees = ["w01", "w02"].map((name) => join(checkout, ".aegis/worktrees", name));
  const env = { ...process.env };
  const scopes: ShellScopes = shellScopes({
    sandbox: kind,
    top: checkout,
    commonDir: gitDir,
    hooksDir: join(gitDir, "hooks"),
    packageDir: checkout,
    view: systemView(env),
    isSecret: () => false,
    env,
    journal: { accept: async () => undefined, mend: async () => [] },
  });
  const callOf = (worker: number): ShellCall => ({
    callID: `call-${worker}`,
    sessionID: `ses_${worker}`,
    writable: [trees[worker] ?? ""],
    scoped: {
      directory: trees[worker] ?? "",
      allowed: (path) => path.startsWith("src/a/"),
      exclude: [],
    },
    checkout: false,
    quiet: [],
    network: false,
    secrets: "shown",
  });
  const start = async (worker: number, command: string) => {
    const call = callOf(worker);
    await scopes.begin(call);
    const extra = scopes.environment(call.sessionID, call.callID);
    const cwd = trees[worker] ?? "";
    await execa(shell, ["-c", command], { cwd, env: { ...env, ...extra }, extendEnv: false });
    return () => scopes.end(call.sessionID, call.callID);
  };
  const run = async (command: string) => (await start(0, command))();
  return { checkout, tree: trees[0] ?? "", second: trees[1] ?? "", start, run };
}
const bits = async (path: string) => (await stat(path)).mode & 0o6002;

describe.each(modes)("what a call leaves, with $name:", ({ kind, filtered }) => {
  test.each([
    ["a setuid copy", "cp /bin/true src/a/x; chmod 4755 src/a/x", "src/a/x"],
    [
      "a setgid copy in an ignored folder",
      "mkdir ignored; cp /bin/true ignored/x; chmod 2755 ignored/x",
      "ignored/x",
    ],
    [
      "a setuid copy in a closed folder",
      "mkdir -p src/a/d/e; cp /bin/true src/a/d/e/x; chmod 6755 src/a/d/e/x; chmod 0 src/a/d/e src/a/d",
      "src/a/d/e/x",
    ],
    ["a setgid folder", "mkdir src/a/d; chmod 2755 src/a/d", "src/a/d"],
    ["a setuid bit on a tracked file", "chmod 4755 src/a/a.ts", "src/a/a.ts"],
  ])(
    "%s loses its bit, and the agent is told; the filter lets it have none",
    async (_what, command, path) => {
      const { tree, run } = await scene(kind);
      const outcome = await run(filtered ? `${command} || true` : command);
      expect(await bits(join(tree, path))).toBe(0);
      expect(outcome?.stripped).toEqual(filtered ? [] : [path]);
    },
  );

  test.each(["src/a/x", "src/a/d"])(
    "%s is not left open to everybody where modes are looked at",
    async (path) => {
      const { tree, run } = await scene(kind);
      await run("mkdir src/a/d; echo x > src/a/x; chmod a+rwx src/a/x src/a/d");
      expect((await stat(join(tree, path))).mode & 0o777).toBe(filtered ? 0o777 : 0o775);
    },
  );

  test("bits from before the call stay, and so does what a setgid folder hands down", async () => {
    const { tree, run } = await scene(kind);
    await chmod(join(tree, "src/b.ts"), 0o666);
    await mkdir(join(tree, "src/a/team"));
    await chmod(join(tree, "src/a/team"), 0o2755);
    const outcome = await run("mkdir src/a/team/new; echo x > src/a/x");
    expect(await bits(join(tree, "src/b.ts"))).toBe(0o002);
    expect(await bits(join(tree, "src/a/team/new"))).toBe(0o2000);
    expect(outcome).toMatchObject({ stripped: [], scope: [], elsewhere: [] });
  });

  test.each([
    ["a pipe", "mkfifo src/x"],
    [
      "a socket",
      "perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => q(src/x), Listen => 1) or die'",
    ],
    ["a pipe in a closed folder", "mkdir src/x; mkfifo src/x/p; chmod 0 src/x"],
  ])("%s outside the scope counts as changed and goes", async (_what, command) => {
    const { tree, run } = await scene(kind);
    const outcome = await run(command);
    expect(outcome?.scope).toHaveLength(1);
    const left = await lstat(join(tree, "src/x")).catch(() => undefined);
    expect(left?.isDirectory() ?? true).toBe(true);
    expect(await isOccupied(join(tree, "src/x/p"))).toBe(false);
  });

  test.each([
    ["a pipe", "rm src/b.ts; mkfifo src/b.ts"],
    ["a folder without rights", "rm src/b.ts; mkdir src/b.ts; chmod 0 src/b.ts"],
    ["a file without rights", "echo evil > src/b.ts; chmod 0 src/b.ts"],
  ])("a tracked file that became %s comes back, and so do the others", async (_what, command) => {
    const { tree, run } = await scene(kind);
    const outcome = await run(`${command}; echo evil > tracked.txt`);
    expect([...new Set(outcome?.scope)].sort()).toEqual(["src/b.ts", "tracked.txt"]);
    expect(await readFile(join(tree, "src/b.ts"), "utf8")).toBe("b2\n");
    expect(await readFile(join(tree, "tracked.txt"), "utf8")).toBe("one\n");
  });

  test("files in a folder that was closed are seen and come back", async () => {
    const { tree, run } = await scene(kind);
    const outcome = await run("echo evil > src/b.ts; echo evil > src/new; chmod 0 src");
    expect(outcome?.scope.sort()).toEqual(["src/b.ts", "src/new"]);
    expect(await readFile(join(tree, "src/b.ts"), "utf8")).toBe("b2\n");
  });

  test("a Worker whose tree cannot be looked at stops no other Worker's call", async () => {
    const { tree, second, start } = await scene(kind);
    const endFirst = await start(0, "true");
    const endSecond = await start(1, "echo evil > tracked.txt; echo ok > src/a/ok");
    // The link to the repository is gone: git refuses the whole tree.
    await promisify(execFile)("mv", [join(tree, ".git"), join(tree, "git")]);
    await writeFile(join(tree, ".git"), "gitdir: /nowhere\n");
    await chmod(join(second, "tracked.txt"), 0o400);
    const [first, other] = await Promise.allSettled([endFirst(), endSecond()]);
    expect(other).toMatchObject({ status: "fulfilled", value: { scope: ["tracked.txt"] } });
    expect(first.status).toBe(kind.kind === "compare" ? "fulfilled" : "rejected");
    expect(await readFile(join(second, "tracked.txt"), "utf8")).toBe("one\n");
    const again = await (await start(1, "true"))();
    expect(again).toMatchObject({ scope: [], elsewhere: [] });
  });
});

test.runIf(modes.length > 0)("in compare mode the user's checkout is looked at too", async () => {
  const { checkout, run } = await scene(compare);
  await writeFiles(checkout, { "mine.sh": "x\n" });
  const outcome = await run("chmod 4777 ../../../mine.sh");
  expect(await bits(join(checkout, "mine.sh"))).toBe(0);
  expect(outcome?.stripped).toEqual(["mine.sh"]);
  expect(await git(checkout, "status", "--porcelain", "mine.sh")).toBe("?? mine.sh");
});

test("a folder that its owner may not enter is opened, folder in folder, whatever its name", async () => {
  const dir = await ordinaryFolder();
  const inner = join(dir, "첫째/second");
  await mkdir(join(dir, "kept"), { mode: 0o500 });
  const guard = await guardModes([dir], process.env, "watched");
  await mkdir(inner, { recursive: true });
  await writeFile(join(inner, "x"), "x");
  await chmod(join(inner, "x"), 0o4755);
  for (const path of [inner, join(dir, "첫째")]) await chmod(path, 0);
  const { stripped } = await guard.settle();
  expect(stripped.map(({ path }) => path.toString())).toEqual(["첫째/second/x"]);
  expect(await bits(join(inner, "x"))).toBe(0);
  expect((await stat(join(dir, "kept"))).mode & 0o777).toBe(0o500);
});

test.each(["watched", "refused"] as const)(
  "what lies behind a link is not looked at, with modes %s",
  async (modes) => {
    const folder = await ordinaryFolder();
    const [dir, linked] = [join(folder, "tree"), join(folder, "linked")];
    for (const path of [dir, linked]) await mkdir(path);
    await symlink(linked, join(dir, "node_modules"));
    const guard = await guardModes([dir], process.env, modes);
    await writeFile(join(linked, "x"), "x");
    await chmod(join(linked, "x"), 0o4755);
    await execa("mkfifo", [join(linked, "p")]);
    expect(await guard.settle()).toEqual({ stripped: [], special: [] });
    expect(await bits(join(linked, "x"))).toBe(0o4000);
  },
);

test("where the kernel refuses set-id modes, only what hides files is looked for", async () => {
  const dir = await ordinaryFolder();
  await mkdir(join(dir, "node_modules"));
  const guard = await guardModes([dir], process.env, "refused");
  for (const path of ["x", "node_modules/x"]) {
    await writeFile(join(dir, path), "x");
    await chmod(join(dir, path), 0o4757);
  }
  await execa("mkfifo", [join(dir, "p"), join(dir, "node_modules/p")]);
  await mkdir(join(dir, "closed"), { mode: 0 });
  const { stripped, special } = await guard.settle();
  expect(stripped).toEqual([]);
  expect(special.map(({ path }) => path.toString())).toEqual(["p"]);
  expect((await stat(join(dir, "closed"))).mode & 0o700).toBe(0o700);
  for (const path of ["x", "node_modules/x"]) expect(await bits(join(dir, path))).toBe(0o4002);
});
