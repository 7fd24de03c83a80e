import { cp, mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { findOnPath } from "../../src/kit/search-path.ts";
import type { Scenes, Stand } from "./doctor-stand.ts";
import { tempRepo } from "./temp-repo.ts";

/** A package manager that installs a program into the stand's own folder. */
const manager = (stand: Stand, body: string) => stand.program("apt-get", body);
const into = ({ dir }: Stand) => join(dir, "../bin");
const ROOT_USER = process.getuid?.() === 0;

export const MACHINE: Scenes = {
  "runtime.node": [
    {
      name: "an old Node",
      fix: "person",
      printed: "start the command with a newer Node, such as: nvm install 20",
      why: "the test runs under the only Node of the machine",
    },
  ],
  "git.repository": [
    {
      name: "no repository",
      fix: "command",
      printed: "git init && git commit --allow-empty -m init",
      async make(stand) {
        stand.cwd = join(stand.dir, "../plain");
        await mkdir(stand.cwd);
        await writeFile(
          join(stand.env["HOME"] ?? "", ".gitconfig"),
          "[user]\n\tname = U\n\temail = u@x\n",
        );
      },
    },
    {
      name: "no commit",
      fix: "command",
      printed: "git commit --allow-empty -m init",
      async make(stand) {
        await stand.git("update-ref", "-d", "HEAD");
      },
    },
    {
      name: "a bare repository",
      fix: "person",
      printed: "Clone it and start in the clone.",
      async make(stand) {
        stand.cwd = join(stand.dir, "../bare.git");
        await stand.git("clone", "--quiet", "--bare", stand.dir, stand.cwd);
      },
      async act(stand) {
        const clone = join(stand.dir, "../clone");
        await stand.git("clone", "--quiet", stand.cwd, clone);
        const user = ["-C", clone, "config"];
        await stand.git(...user, "user.name", "U");
        await stand.git(...user, "user.email", "u@x");
        stand.cwd = clone;
      },
    },
    {
      name: "a repository of another user",
      fix: "command",
      printed: "git config --global --add safe.directory …",
      missing: !ROOT_USER && "only root can give files to another user",
      make: (stand) => execa("chown", ["-R", "65534", stand.dir]),
    },
  ],
  "git.identity": [
    {
      name: "no author",
      fix: "person",
      printed:
        'say who you are: git config --global user.name "…" && git config --global user.email "…"',
      async make(stand) {
        await stand.git("config", "--unset", "user.name");
        await stand.git("config", "--unset", "user.email");
      },
      async act(stand) {
        await stand.git("config", "--global", "user.name", "Me");
        await stand.git("config", "--global", "user.email", "me@x");
      },
    },
  ],
  "git.links": [
    {
      name: "a virtual environment that leads back into the checkout",
      fix: "person",
      printed: "…",
      async make(stand) {
        await stand.write(".gitignore", ".venv\n");
        await stand.write("src/a.py", "");
        await stand.write(".venv/lib/python3.11/site-packages/a.pth", `${stand.dir}/src\n`);
      },
      // Its text says which package to install in another way.
      act: (stand) => stand.delete(".venv/lib/python3.11/site-packages/a.pth"),
    },
    {
      name: "settings that cannot be read",
      fix: "person",
      printed: "…",
      make: (stand) => stand.write(".opencode/aegis.jsonc", '{ "worktree": { "lnk": [] } }'),
      act: (stand) => stand.write(".opencode/aegis.jsonc", '{ "worktree": { "link": [] } }'),
    },
  ],
  "git.submodules": [
    {
      name: "a commit that was not fetched",
      fix: "command",
      printed: "git -C … submodule update --init --checkout -- '$(touch pwned) lib'",
      async make(stand) {
        const lib = await tempRepo({ files: { lib: "1" } });
        const path = "$(touch pwned) lib";
        await stand.git("config", "--global", "protocol.file.allow", "always");
        await stand.git("submodule", "--quiet", "add", "--name", "lib", lib.dir, path);
        await lib.write("lib", "2");
        await lib.git("commit", "--quiet", "--all", "--message=2");
        const commit = await lib.git("rev-parse", "HEAD");
        await stand.git("update-index", "--cacheinfo", `160000,${commit},${path}`);
      },
    },
  ],
  "git.filters": [
    {
      name: "a filter without its program",
      fix: "command",
      printed: "apt-get install -y no-lfs",
      missing: !ROOT_USER && "the command begins with sudo",
      async make(stand) {
        await stand.write(".gitattributes", "*.bin filter=lfs\n");
        await stand.write("t.bin", "");
        await stand.git("add", ".");
        await stand.git("config", "filter.lfs.process", "no-lfs filter-process");
        await stand.git("config", "filter.lfs.clean", "no-lfs clean");
        await manager(stand, `cp '${into(stand)}/oh-my-qwencoder' "${into(stand)}/$3"`);
      },
    },
  ],
  "git.readable": [
    {
      name: "a file that git may not read",
      fix: "command",
      printed: "chmod u+r -- …",
      missing: ROOT_USER && "root may read every file",
      async make(stand) {
        await stand.write("$(touch pwned)", "");
        await execa("chmod", ["0", join(stand.dir, "$(touch pwned)")]);
      },
    },
  ],
  "opencode.version": ["missing", "too old"].map((name) => ({
    name,
    fix: "command" as const,
    printed: "npm install -g opencode-ai@1.18.33",
    async make(stand: Stand) {
      if (name === "too old") await stand.program("opencode", "echo 1.2.3");

      const file = `'${into(stand)}/opencode'`;
      await stand.program(
        "npm",
        `printf "%b" '#!/bin/sh\\necho '"$(echo "$3" | cut -d@ -f2)" > ${file} && chmod 755 ${file}`,
      );
    },
  })),
  "tools.ripgrep": [
    {
      name: "no ripgrep",
      fix: "command",
      printed: "apt-get install -y ripgrep",
      missing: !ROOT_USER && "the command begins with sudo",
      async make(stand) {
        await stand.only();
        await manager(
          stand,
          `[ "$3" = ripgrep ] && ln -s '${await findOnPath("sh", "/bin:/usr/bin")}' '${into(stand)}/rg'`,
        );
      },
    },
  ],
  "sandbox.backend": [
    {
      name: "no bubblewrap",
      fix: "command",
      printed: "apt-get install -y bubblewrap",
      why: "the trial of bubblewrap needs more programs than the stand keeps",
    },
  ],
  "sandbox.filter": [
    {
      name: "a damaged filter",
      fix: "person",
      printed:
        "install this package again if its file is damaged; else the kernel or bubblewrap is too old for the filter",
      async make(stand) {
        const copy = join(stand.dir, "../package");
        await cp(join(stand.packageRoot, "templates"), join(copy, "templates"), {
          recursive: true,
        });
        stand.packageRoot = copy;
        const file = join(copy, "templates/shell/seccomp/own-sockets.bpf");
        await rename(file, `${file}.right`);
        await writeFile(file, "");
      },
      async act({ packageRoot }) {
        const file = join(packageRoot, "templates/shell/seccomp/own-sockets.bpf");
        await rename(`${file}.right`, file);
      },
    },
  ],
};
