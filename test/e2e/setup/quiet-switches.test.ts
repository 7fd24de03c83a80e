import { mkdir, mkdtemp, readdir, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openCodeFolders } from "../../../src/host/opencode-folders.ts";
import { isRecord, type Json, recordOf } from "../../../src/kit/json.ts";
import { approveProject } from "../../support/cloned.ts";
import { type Installed, installed } from "../../support/installed.ts";
import {
  inSealedNetwork,
  NO_SEALED_NETWORK,
  type SeenStep,
  type Step,
} from "../../support/sealed-network.ts";
import { IS_WHOLE } from "../../support/whole.ts";

const why = NO_SEALED_NETWORK ? ` (skipped: no namespaces here: ${NO_SEALED_NETWORK})` : "";
const QUIET_SECONDS = 4;
/** Only until the name is asked for. */
const LOUD_SECONDS = 30;
const FETCHED = "fetched.hostile.test";
/** What an agent of the user's own may call, so that everything starts that OpenCode starts for it. */
const CALLS = [
  { tool: "read", args: { filePath: "a.yaml" } },
  { tool: "write", args: { filePath: "b.ts", content: "const x=1" } },
  { tool: "grep", args: { pattern: "demo" } },
  { tool: "webfetch", args: { url: `http://${FETCHED}/`, format: "text" } },
  { tool: "websearch", args: { query: "demo" } },
];

describe.skipIf(NO_SEALED_NETWORK || !IS_WHOLE)(`a session after an install${why}`, () => {
  let folder: string;
  let machines = 0;

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-switches-")));
  });
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

  /** On a machine of its own, whose user undoes a part of the install and approves what then stands there. */
  async function session(undo?: Undo, wanted: string[] = []): Promise<SeenStep> {
    const home = join(folder, `machine-${++machines}`);
    const machine = await installed(home, {
      baseURL: "http://127.0.0.1:{env:MODEL_PORT}/v1",
      env: undo?.env === undefined ? {} : await undo.env(home),
    });
    const { env, ground } = machine;
    for (const [path, text] of [
      ["a.yaml", "a: 1\n"],
      ["biome.json", "{}"],
    ] as const)
      await ground.write(path, text);
    await undo?.files?.(machine);
    await approveProject(ground.dir, env);
    const seconds = undo ? LOUD_SECONDS : QUIET_SECONDS;
    const row = { dir: ground.dir, agent: "build", calls: CALLS, wanted, seconds };
    const steps: Step[] = [{ kind: "sessions", cwd: ground.dir, rows: [row] }];
    const [seen] = await inSealedNetwork(home, env, steps);
    if (!seen) throw new Error("The steps were not played.");
    return seen;
  }

  test("looks up no name and connects to nothing, whatever an agent calls", async () => {
    const seen = await session();
    expect(seen).toMatchObject({ lookups: [], connections: [] });
    expect(seen.rows[0]?.requests.length).toBeGreaterThan(CALLS.length);
  });

  test.each(Object.entries(SWITCHES))(
    "control: does so without %s",
    async (_what, [name, undo]) => {
      const { lookups, rows } = await session(undo, [name]);
      expect(lookups, rows[0]?.answer).toContain(name);
    },
  );
});

interface Undo {
  files?: (machine: Installed) => Promise<unknown>;
  env?: (folder: string) => Promise<Record<string, string>>;
}

const REGISTRY = "registry.npmjs.org";
/** What the install of a project does against each way out, taken back. */
const SWITCHES: Record<string, [string, Undo]> = {
  "the packages of the project's folder": [
    REGISTRY,
    { files: ({ ground }) => remove(join(ground.dir, ".opencode/node_modules")) },
  ],
  "the packages of the user's folder": [
    REGISTRY,
    { files: ({ env }) => remove(join(openCodeFolders(env).config, "node_modules")) },
  ],
  "the configuration, and so the vendor's hosted model is asked": [
    "opencode.ai",
    {
      files: async ({ env, ground }) => {
        await remove(join(ground.dir, "opencode.json"));
        await remove(join(openCodeFolders(env).config, "opencode.json"));
        await remove(join(openCodeFolders(env).cache, "models.json"));
      },
    },
  ],
  "this package in OpenCode's cache": [
    REGISTRY,
    { files: ({ env }) => remove(join(openCodeFolders(env).cache, "packages")) },
  ],
  "the catalogue": [
    "models.opencode.ai",
    { files: ({ env }) => remove(join(openCodeFolders(env).cache, "models.json")) },
  ],
  "lsp: false": [REGISTRY, { files: setting(["lsp"], true) }],
  "formatter: false": [REGISTRY, { files: setting(["formatter"], true) }],
  "the provider package that OpenCode has in it": [
    REGISTRY,
    { files: setting(["provider", "vllm", "npm"], "a-package-of-theirs") },
  ],
  "webfetch: deny": [FETCHED, { files: setting(["permission", "webfetch"], "allow") }],
  "websearch: deny": [
    "mcp.exa.ai",
    {
      files: setting(["permission", "websearch"], "allow"),
      env: async () => ({ OPENCODE_ENABLE_EXA: "1" }),
    },
  ],
  "share: disabled": ["opncd.ai", { files: setting(["share"], "auto") }],
  "an environment without a collector": [
    "collector.hostile.test",
    { env: async () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector.hostile.test:4318" }) },
  ],
  "ripgrep on PATH": ["github.com", { env: withoutRipgrep }],
};

function remove(path: string): Promise<void> {
  return rm(path, { recursive: true });
}

function setting(path: readonly string[], value: Json) {
  return async ({ ground }: Installed) => {
    const config = recordOf(JSON.parse(await ground.read("opencode.json")));
    let at = config;
    for (const key of path.slice(0, -1)) {
      if (!isRecord(at[key])) at[key] = {};
      at = recordOf(at[key]);
    }
    at[path.at(-1) ?? ""] = value;
    await ground.write("opencode.json", JSON.stringify(config));
  };
}

async function withoutRipgrep(folder: string): Promise<Record<string, string>> {
  const bin = join(folder, "bin");
  await mkdir(bin, { recursive: true });
  for (const from of (process.env["PATH"] ?? "").split(delimiter))
    for (const name of await readdir(from).catch(() => [] as string[]))
      if (name !== "rg") await symlink(join(from, name), join(bin, name)).catch(() => undefined);
  return { PATH: bin };
}
