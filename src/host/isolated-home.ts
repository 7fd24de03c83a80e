import { mkdir, utimes, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { homeVariables } from "../kit/home-folders.ts";
import { merged } from "../kit/json.ts";
import { findOnPath, isExecutable } from "../kit/search-path.ts";
import { openCodeFolders } from "./opencode-folders.ts";

export interface HomeOptions {
  /** URL of the model server; ends with `/v1`. */
  readonly baseURL: string;
  /** The value of PATH for OpenCode and its shells. */
  readonly searchPath: string;
  /** Package that may have ripgrep as a dependency. */
  readonly packageRoot?: string;
  /** Absolute path of the plugin's file. */
  readonly plugin?: string;
  readonly model?: string;
  /** Merged deeply over the configuration; an array replaces the old array. */
  readonly config?: Readonly<Record<string, unknown>>;
}

export interface IsolatedHome {
  /** The whole environment for OpenCode; nothing comes from the user's environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly configFile: string;
}

const DAY_MS = 86_400_000;

/**
 * Makes a home under `dir` in which OpenCode knows only one model server and no start waits for a network: the
 * catalogue and the folders that OpenCode would fill with npm are seeded.
 */
export async function isolatedHome(dir: string, options: HomeOptions): Promise<IsolatedHome> {
  const home = path.join(dir, "home");
  const xdg = homeVariables(home);
  const { config: configFolder, cache: cacheFolder } = openCodeFolders(xdg);
  for (const folder of [...Object.values(xdg), cacheFolder]) {
    await mkdir(folder, { recursive: true });
  }
  const configFile = path.join(configFolder, "opencode.json");
  await seedPackages(configFolder);
  await seedCatalogue(path.join(cacheFolder, "models.json"));
  await writeJson(configFile, merged(configuration(options), options.config ?? {}));
  const gitConfig = path.join(home, ".gitconfig");
  await writeFile(gitConfig, GIT_CONFIG);
  const env = {
    ...xdg,
    HOME: home,
    PATH: await withRipgrep(options),
    LANG: "C.UTF-8",
    TERM: "xterm-256color",
    NO_PROXY: "127.0.0.1,localhost",
    GIT_CONFIG_GLOBAL: gitConfig,
    GIT_CONFIG_NOSYSTEM: "1",
    npm_config_offline: "true",
    OPENCODE_DISABLE_AUTOUPDATE: "1",
    OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
    OPENCODE_DISABLE_MODELS_FETCH: "1",
    OPENCODE_DISABLE_SHARE: "1",
  };
  return { env, configFile };
}

const GIT_CONFIG = `[user]
\tname = Aegis Rehearsal
\temail = rehearsal@localhost
[init]
\tdefaultBranch = main
[commit]
\tgpgsign = false
`;

function configuration({ baseURL, plugin, model = "qwen3-coder-next" }: HomeOptions) {
  const limit = { context: 131_072, output: 16_384 };
  return {
    $schema: "https://opencode.ai/config.json",
    provider: {
      vllm: {
        npm: "@ai-sdk/openai-compatible",
        name: "vLLM",
        options: { baseURL, apiKey: "EMPTY" },
        models: { [model]: { name: model, tool_call: true, limit } },
      },
    },
    model: `vllm/${model}`,
    small_model: `vllm/${model}`,
    enabled_providers: ["vllm"],
    share: "disabled",
    autoupdate: false,
    lsp: false,
    formatter: false,
    permission: { webfetch: "deny", websearch: "deny" },
    ...(plugin === undefined ? {} : { plugin: [pathToFileURL(plugin).href] }),
  };
}

/** OpenCode compares only the names in the lock, so any version satisfies it. */
async function seedPackages(configFolder: string): Promise<void> {
  await mkdir(path.join(configFolder, "node_modules"), { recursive: true });
  await writeJson(path.join(configFolder, "package-lock.json"), {
    lockfileVersion: 3,
    packages: { "": { dependencies: { "@opencode-ai/plugin": "*" } } },
  });
}

/** An empty catalogue whose time lies far ahead stays fresh forever. */
async function seedCatalogue(file: string): Promise<void> {
  await writeJson(file, {});
  const later = new Date(Date.now() + 3650 * DAY_MS);
  await utimes(file, later, later);
}

/** Without `rg` OpenCode downloads ripgrep at its first search. */
async function withRipgrep({ searchPath, packageRoot }: HomeOptions): Promise<string> {
  if (packageRoot === undefined || (await findOnPath("rg", searchPath)) !== undefined) {
    return searchPath;
  }
  const name = process.platform === "win32" ? "rg.exe" : "rg";
  const binary = `@vscode/ripgrep-${process.platform}-${process.arch}/bin/${name}`;
  try {
    const file = createRequire(path.join(packageRoot, "package.json")).resolve(binary);
    if (!(await isExecutable(file))) return searchPath;
    return [path.dirname(file), searchPath].join(path.delimiter);
  } catch {
    // Without a bundled ripgrep for this platform, OpenCode reports its own error on a search.
    return searchPath;
  }
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}
