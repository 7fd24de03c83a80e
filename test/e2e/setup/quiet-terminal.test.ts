import { mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { OpenCode } from "../../../src/host/find.ts";
import { GRAMMARS, grammarFile } from "../../../src/host/grammars.ts";
import { openCodeFolders } from "../../../src/host/opencode-folders.ts";
import { type Installed, installed } from "../../support/installed.ts";
import { NO_SEALED_NETWORK, SEALED } from "../../support/sealed-network.ts";
import { Terminal } from "../../support/terminal.ts";
import { sampled } from "../../support/whole.ts";

const possible = NO_SEALED_NETWORK === undefined && (await Terminal.possible());
const why = possible ? "" : ` (skipped: needs tmux and namespaces: ${NO_SEALED_NETWORK})`;

/** A download begins within this time after the last block of code is shown; the controls would fail otherwise. */
const WATCHED_SECONDS = 6;

interface Session {
  shown: boolean;
  lookups: string[];
  connections: string[];
  screen: string;
}

describe.skipIf(!possible)(`a session in OpenCode's terminal after an install${why}`, () => {
  let folder: string;
  let opencode: OpenCode;
  let machines = 0;

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-quiet-")));
    opencode = inject("opencode");
    await writeFile(join(folder, "resolv.conf"), "nameserver 198.51.100.53\n");
  });
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

  /** On a machine of its own, from which `undo` takes a part of the install. */
  async function session(undo?: (machine: Installed) => Promise<unknown>): Promise<Session> {
    const machine = await installed(join(folder, `machine-${++machines}`), {
      baseURL: "http://127.0.0.1:{env:MODEL_PORT}/v1",
    });
    await undo?.(machine);
    const script = join(process.cwd(), "test/support/quiet-session.mjs");
    const [command = "", ...rest] = [
      ...SEALED,
      ...[process.execPath, script, opencode.path, `${WATCHED_SECONDS}`],
    ];
    const { stdout } = await execa(command, rest, {
      cwd: machine.ground.dir,
      env: { ...machine.env, RESOLV: join(folder, "resolv.conf") },
      extendEnv: false,
      stdin: "ignore",
    });
    const found: Session = JSON.parse(stdout);
    expect(found.shown, found.screen).toBe(true);
    return found;
  }

  test("looks up no name and connects to nothing, with code in forty languages on the screen", async () => {
    expect(await session()).toMatchObject({ lookups: [], connections: [] });
  }, 600_000);

  const controls: Record<string, [string, (machine: Installed) => Promise<unknown>]> = {
    "a single grammar": ["github.com", ({ env }) => rm(grammarFile("python", env))],
    "the catalogue": [
      "models.opencode.ai",
      ({ env }) => rm(join(openCodeFolders(env).cache, "models.json")),
    ],
    "the switch of the update check": [
      "api.github.com",
      ({ env }) => rm(join(openCodeFolders(env).config, "opencode.json")),
    ],
  };
  test.each(sampled(Object.entries(controls), 2))(
    "does so if %s is missing",
    async (_, [name, undo]) => {
      const { lookups } = await session(undo);
      expect(lookups).toContain(name);
    },
    600_000,
  );

  test("loads no grammar of ours as if it were whole", async () => {
    const { env } = await installed(join(folder, `machine-${++machines}`), { baseURL: "http://x" });
    expect((await readdir(dirname(grammarFile("c", env)))).length).toBe(GRAMMARS.length);
  });
});
