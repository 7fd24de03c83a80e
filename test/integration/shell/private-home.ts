import { chmod, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { commandRunner } from "../../../src/shell/command-runner.ts";
import type { ShellCall } from "../../../src/shell/port.ts";
import type { Sandbox } from "../../../src/shell/sandbox.ts";
import { shellScopes } from "../../../src/shell/scopes.ts";
import { findShellView } from "../../../src/shell/view/find-view.ts";
import { DEFAULT_SECRETS, secretRule } from "../../../src/swarm/core/secrets/secret-rule.ts";
import { tempRepo } from "../../support/temp-repo.ts";
import { shell, writeFiles } from "./guarded-project.ts";

const templates = fileURLToPath(new URL("../../../templates/", import.meta.url));

/** What no agent's shell may show. */
export const WORD = "word-of-the-user";

export interface HomeOptions {
  sandbox: Sandbox;
  chosen?: (home: string) => { visible: string[]; env: string[] };
  variables?: Record<string, string>;
  /** An ordinary user for whom the shells run. */
  uid?: number;
}

/** A home with a project, its worktree, toolchains and the user's private files; shells as the plugin starts them. */
export async function privateHome({ sandbox, chosen, variables = {}, uid }: HomeOptions) {
  // Not below /tmp: the sandbox hides that folder in any case.
  const below = fileURLToPath(new URL("../../../node_modules", import.meta.url));
  const repo = await tempRepo({ files: { "src/a.txt": "project\n" }, below });
  const home = repo.env["HOME"] ?? "";
  const top = repo.dir;
  const worktree = join(top, ".aegis/worktrees/w01");
  await repo.git("worktree", "add", "--quiet", "--detach", worktree);
  await fill(home, top);
  if (uid !== undefined) await execa("chown", ["-R", `${uid}:${uid}`, dirname(top)]);
  const path = [join(home, "tools/bin"), join(home, ".cargo/bin"), repo.env["PATH"]].join(":");
  const env = { ...repo.env, PATH: path, ...variables };
  const project = { top, commonDir: join(top, ".git"), hooksDir: join(templates, "git-hooks") };
  const secretOf = secretRule(DEFAULT_SECRETS);
  const choice = chosen?.(home) ?? { visible: [], env: [] };
  const view = findShellView({ ...project, links: ["node_modules"] }, env, choice);
  const scopes = shellScopes({
    ...{ ...project, sandbox, env, view, packageDir: templates },
    isSecret: (path) => secretOf(path) !== undefined,
    journal: { accept: async () => undefined, mend: async () => [] },
  });
  const runner = commandRunner({
    ...{ shell, sandbox, env, view, readable: [top, project.commonDir, templates] },
    project: { ...project, mendJournal: async () => [] },
  });

  return {
    home,
    top,
    worktree,
    git: repo.git,
    /** One call of a Worker's shell. */
    async agent(
      line: string,
      secrets: ShellCall["secrets"] = { opened: [] },
      names = { sessionID: "s", callID: "c" },
    ): Promise<string> {
      const call = {
        writable: [worktree],
        checkout: false,
        quiet: [],
        network: "none" as const,
        secrets,
      };
      await scopes.begin({ ...call, ...names });
      const result = await execa(shell, ["-c", line], {
        cwd: worktree,
        env: { ...env, ...scopes.environment(names.sessionID, names.callID) },
        ...{ extendEnv: false, reject: false, all: true, stdin: "ignore" },
        ...(uid === undefined ? {} : { uid, gid: uid }),
      });
      await scopes.end(names.sessionID, names.callID);
      return String(result.all).trim();
    },
    /** One QA command. */
    async qa(line: string): Promise<string> {
      const command = { line, directory: worktree, writable: [worktree], timeoutMs: 60_000 };
      return (await runner.run(command)).tail.trim();
    },
  };
}

export type PrivateHome = Awaited<ReturnType<typeof privateHome>>;

async function fill(home: string, top: string): Promise<void> {
  await writeFiles(home, {
    ".ssh/id_rsa": WORD,
    ".aws/credentials": WORD,
    ".npmrc": `//registry.example.org/:_authToken=${WORD}\n`,
    ".cargo/credentials.toml": WORD,
    ".cargo/bin/cargo-thing": "#!/bin/sh\necho cargo ran\n",
    ".local/share/opencode/auth.json": WORD,
    ".bashrc": WORD,
    "work/other/secret.ts": WORD,
    "tools/bin/tool": '#!/bin/sh\ncat "$(dirname "$0")/../lib/words"\n',
    "tools/lib/words": "tool ran\n",
    "linked/package.json": "{}",
    "linked/index.js": "linked package\n",
    ".gitconfig": "[alias]\n\town = status\n",
  });
  for (const name of ["tools/bin/tool", ".cargo/bin/cargo-thing"])
    await chmod(join(home, name), 0o755);
  await writeFiles(top, { ".aegis/runs/r.jsonl": WORD, "node_modules/near/index.js": "near\n" });
  await symlink(join(home, "linked"), join(top, "node_modules/linked"));
}
