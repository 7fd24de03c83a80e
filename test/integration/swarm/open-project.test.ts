import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createGit } from "../../../src/git/create-git.ts";
import type { HostClient } from "../../../src/swarm/adapters/opencode-host.ts";
import { buildProject } from "../../../src/swarm/compose/build-project.ts";
import { resolveConfig } from "../../../src/swarm/config.ts";
import { tempRepo } from "../../support/temp-repo.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

test("an opened project has its folder at once, empty and out of sight, and a repository of its own", async () => {
  const repo = await tempRepo({ files: { a: "1\n" } });
  const project = await buildProject({
    facts: await createGit({ env: repo.env }).inspect(repo.dir),
    config: resolveConfig([]),
    client: { app: { log: async () => ({}) } } as unknown as HostClient,
    files: {
      root,
      shell: join(root, "templates/shell/bash"),
      hooks: join(root, "templates/git-hooks"),
    },
    env: repo.env,
    argv: [],
    injected: () => "{}",
    server: () => undefined,
  });
  expect(await readdir(join(repo.dir, ".aegis"))).toEqual([]);
  expect(await repo.read(".git/info/exclude")).toMatch(/^\/\.aegis\/$/m);
  await repo.write(".aegis/x", "");
  expect(await repo.status()).toEqual([]);
  const other = await tempRepo({ files: { a: "1\n" } });
  const foreign = project.swarm.git.snapshot(other.dir);
  await expect(foreign).rejects.toMatchObject({ code: "FOREIGN_GIT_DIR" });
});
