import { lstat, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import type { Sandbox } from "../../../src/shell/sandbox.ts";
import { sampled } from "../../support/whole.ts";
import {
  addWorktree,
  agentShell,
  copyProject,
  type Finished,
  git,
  machineLayers,
  type Project,
  sharedProject,
  userShell,
  worktreeOf,
} from "./guarded-project.ts";

/** Ways to write the file $T (in the directory $D) without naming a tool of ours. */
const WAYS: Record<string, string> = {
  redirect: 'echo evil > "$T"',
  append: 'echo evil >> "$T"',
  "sed -i": 'sed -i "1s/.*/evil/" "$T"',
  python: 'T="$T" python3 -c \'import os; open(os.environ["T"], "w").write("evil")\'',
  node: 'T="$T" node -e \'require("fs").writeFileSync(process.env.T, "evil")\'',
  symlink: 'ln -s "$D" src/a/link; echo evil > "src/a/link/$(basename "$T")"; rm src/a/link',
  mv: 'echo evil > src/a/new; mv -f src/a/new "$T"',
  remove: 'rm -f "$T"',
  mode: 'chmod 755 "$T"; chmod 755 "$T"',
  "new file": 'echo evil > "$D/evil.txt"',
};

const layers = await machineLayers();
const original = await sharedProject();
for (const name of ["w01", "w02"]) await addWorktree(original, name);

let project: Project;
let own: string;
let other: string;

beforeEach(async () => {
  project = await copyProject(original);
  own = worktreeOf(project.checkout, "w01");
  other = worktreeOf(project.checkout, "w02");
});

const targets = {
  "its own tree, out of scope": () => join(own, "src/b.ts"),
  "another worktree": () => join(other, "src/b.ts"),
  "the main checkout": () => join(project.checkout, "tracked.txt"),
  ".git": () => join(project.gitDir, "config"),
  home: () => join(project.home, "settings.json"),
};

/** A Worker that owns src/a. */
function worker(mode: Sandbox, command: string): Promise<Finished> {
  const worktree = {
    dir: own,
    allowed: (path: string) => path.startsWith("src/a/"),
    exclude: [],
    rescue: false,
  };
  return agentShell({
    project,
    command,
    sandbox: mode,
    cwd: own,
    readWrite: [own],
    watched:
      mode.kind !== "compare"
        ? { worktree }
        : {
            worktree,
            checkout: { dir: project.checkout },
            quiet: [{ dir: other }],
            gitDir: project.gitDir,
            protect: [project.home],
          },
  });
}

async function content(file: string): Promise<{ text: string; mode: number; extra: boolean }> {
  const extra = await lstat(join(file, "../evil.txt")).catch(() => undefined);
  return {
    text: await readFile(file, "utf8"),
    mode: (await lstat(file)).mode,
    extra: extra !== undefined,
  };
}

const aimed = (file: string, way: string) => `T='${file}'; D='${join(file, "..")}'; ${way}`;

/** With AEGIS_FAULTS=all every way to every target; otherwise a part in which each way and each target occurs. */
const EVERY = 3;
const TARGETS = Object.entries(targets);
/** A new file in .git itself does no harm and is not looked for. */
const waysTo = (name: string) =>
  Object.entries(WAYS).filter(([way]) => !(name === ".git" && way === "new file"));
const played = (name: string, at: number) =>
  sampled(waysTo(name), EVERY, TARGETS.findIndex(([each]) => each === name) + at);

test("the quick part holds every way, in the user's shell and in each layer", () => {
  for (const at of [0, ...layers.keys()]) {
    const ways = TARGETS.flatMap(([name]) => played(name, at).map(([way]) => way));
    expect(new Set(ways)).toEqual(new Set(Object.keys(WAYS)));
  }
});

describe.each(TARGETS)("a write to %s", (name, target) => {
  test.each(played(name, 0))("by %s works in the user's shell", async (_way, command) => {
    const before = await content(target());
    await userShell(project, own, aimed(target(), command));
    await expect(content(target()).catch(() => "gone")).resolves.not.toEqual(before);
  });

  describe.each(layers)("with $kind", (layer) => {
    // Landlock holds contents and names.
    const held = played(name, layers.indexOf(layer)).filter(
      ([way]) => !(layer.kind === "landlock" && way === "mode" && !name.startsWith("its own")),
    );
    test.each(held)("by %s comes to nothing, or is undone", async (_way, command) => {
      const before = await content(target());
      await worker(layer, aimed(target(), command));
      expect(await content(target())).toEqual(before);
    });
  });
});

describe.each(layers)("with $kind", (mode) => {
  test("a write in scope stays, and ignored files do too", async () => {
    const run = await worker(
      mode,
      "echo new > src/a/new.ts; echo changed > src/a/a.ts; mkdir ignored; echo x > ignored/x",
    );
    expect(run.exitCode).toBe(0);
    expect(run.undone).toEqual({
      worktree: [],
      checkout: [],
      refs: [],
      gitFiles: [],
      protected: [],
      stripped: [],
    });
    expect(await readFile(join(own, "src/a/new.ts"), "utf8")).toBe("new\n");
    expect(await readFile(join(own, "src/a/a.ts"), "utf8")).toBe("changed\n");
    expect(await readFile(join(own, "ignored/x"), "utf8")).toBe("x\n");
  });

  test("out of scope: deletions, kinds and directories are put back, in scope is kept", async () => {
    await symlink("b.ts", join(own, "src/link"));
    const run = await worker(
      mode,
      "rm tracked.txt src/link; mkdir tracked.txt; echo x > tracked.txt/x; echo y > src/link; " +
        "mv src/a/a.ts .; rm -rf src/b.ts; ln -s /etc src/b.ts; mkdir -p deep/er; echo z > deep/er/z; " +
        "echo kept > src/a/kept.ts",
    );
    expect(run.undone.worktree.sort()).toEqual(
      ["a.ts", "deep/er/z", "src/b.ts", "src/link", "tracked.txt", "tracked.txt/x"].sort(),
    );
    expect(await git(own, "status", "--porcelain")).toBe(
      " D src/a/a.ts\n?? src/a/kept.ts\n?? src/link",
    );
    expect((await lstat(join(own, "src/link"))).isSymbolicLink()).toBe(true);
    await expect(lstat(join(own, "deep"))).rejects.toThrow("ENOENT");
  });

  test("a directory that became a symlink is put back without following it", async () => {
    const outside = join(project.root, "outside");
    await mkdir(outside);
    await writeFile(join(outside, "b.ts"), "theirs\n");
    await worker(mode, `mv src/a keep; rm -rf src; ln -s ${outside} src`);
    expect(await readFile(join(outside, "b.ts"), "utf8")).toBe("theirs\n");
    expect(await readFile(join(own, "src/b.ts"), "utf8")).toBe("b2\n");
    expect((await lstat(join(own, "src"))).isDirectory()).toBe(true);
  });

  test("a new ignore rule hides nothing", async () => {
    const run = await worker(mode, "echo '*.secret' > .gitignore; echo x > out.secret");
    expect(run.undone.worktree.sort()).toEqual([".gitignore", "out.secret"]);
    await expect(lstat(join(own, "out.secret"))).rejects.toThrow("ENOENT");
  });

  test("names need not be UTF-8 and bytes come back exactly", async () => {
    await writeFile(join(own, ".gitattributes"), "* text=auto eol=lf\n");
    await writeFile(join(own, "crlf.txt"), "one\r\ntwo\r\n");
    await userShell(project, own, "printf a > $'odd-\\xff name\\n.txt'");
    await worker(mode, "rm odd*; echo x > crlf.txt");
    expect(await readFile(join(own, "crlf.txt"), "utf8")).toBe("one\r\ntwo\r\n");
    expect(await git(own, "ls-files", "--others")).toContain('"odd-\\377 name\\n.txt"');
  });
});
