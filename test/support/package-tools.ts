import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import type { TempRepo } from "./temp-repo.ts";

/** A package manager as users run it, and what it needs to know about a workspace. */
export interface PackageTool {
  readonly name: string;
  /** Settings of the tool, at the top of the workspace. */
  readonly settings: Readonly<Record<string, string>>;
  /** How a package of the workspace names another one: by this version, or by its folder. */
  readonly version: string | "file:";
  /** Makes the workspace's installation at a folder, without a network. */
  install(repo: TempRepo, at?: string): Promise<void>;
  /** Runs a script of the workspace; default `node <script>`. */
  readonly node?: string;
  /** True if the layout hides a package of the workspace from a package between. */
  readonly hidesPeers?: boolean;
}

/** A program of this project's own dependencies. */
const packageFile = (name: string, file: string) =>
  fileURLToPath(new URL(`../../node_modules/${name}/${file}`, import.meta.url));

const nodeTool = (script: string, ...args: string[]) => run("node", {}, script, ...args);

/** Starts a tool of this project's own dependencies with a home of its own. */
function run(program: string, variables: Record<string, string>, ...args: string[]) {
  return async (repo: TempRepo, at = ".") => {
    const env = { ...repo.env, ...variables, CI: "" };
    await execa(program, args, { cwd: join(repo.dir, at), env, extendEnv: false, stdin: "ignore" });
  };
}

const NPM = ["--offline", "--no-audit", "--no-fund"];
const npm = (...more: string[]) => run("npm", {}, "install", ...NPM, ...more);
const PNPM = packageFile("pnpm", "bin/pnpm.cjs");
const pnpm = () => nodeTool(PNPM, "install", "--offline", "--no-frozen-lockfile");
const YARN_4 = packageFile("@yarnpkg/cli-dist", "bin/yarn.js");
const yarn4 = () => nodeTool(YARN_4, "install", "--no-immutable");
const yarnRc = (lines: string) =>
  `enableTelemetry: false\nenableNetwork: false\nenableScripts: false\n${lines}`;
/** OpenCode is a program of Bun's and has Bun in it. */
const bun = () =>
  run(packageFile("opencode-ai", "bin/opencode.exe"), { BUN_BE_BUN: "1" }, "install");

const pnpmSettings = (more = "") => ({
  "pnpm-workspace.yaml": `packages:\n  - "packages/**"\nconfirmModulesPurge: false\n${more}`,
});

const YARN_1 = packageFile("yarn", "bin/yarn.js");

/** Dependencies by folder, which some tools copy. */
const BY_FOLDER: readonly PackageTool[] = [
  {
    name: "npm, copies of folders",
    settings: { ".npmrc": "install-links=true\nlegacy-peer-deps=true\n" },
    version: "file:",
    install: npm(),
  },
  { name: "pnpm, copies of folders", settings: pnpmSettings(), version: "file:", install: pnpm() },
  {
    name: "Yarn 1, copies of folders",
    settings: {},
    version: "file:",
    install: nodeTool(YARN_1, "install", "--offline", "--no-progress"),
  },
  {
    name: "Yarn 4, copies of folders",
    settings: { ".yarnrc.yml": yarnRc("nodeLinker: node-modules\n") },
    version: "file:",
    install: yarn4(),
  },
  { name: "Bun, folders", settings: {}, version: "file:", install: bun() },
];

export const TOOLS: readonly PackageTool[] = [
  ...BY_FOLDER,
  { name: "npm", settings: {}, version: "1.0.0", install: npm() },
  {
    name: "npm, without hoisting",
    settings: { ".npmrc": "install-strategy=linked\n" },
    version: "1.0.0",
    install: npm(),
  },
  { name: "pnpm", settings: pnpmSettings(), version: "workspace:*", install: pnpm() },
  {
    name: "pnpm, hoisted",
    settings: pnpmSettings("nodeLinker: hoisted\n"),
    version: "workspace:*",
    install: pnpm(),
    hidesPeers: true,
  },
  {
    name: "pnpm, injected copies",
    settings: pnpmSettings("injectWorkspacePackages: true\n"),
    version: "workspace:*",
    install: pnpm(),
  },
  {
    name: "Yarn 1",
    settings: {},
    version: "1.0.0",
    install: nodeTool(YARN_1, "install", "--offline", "--no-progress"),
  },
  {
    name: "Yarn 4, node-modules",
    settings: { ".yarnrc.yml": yarnRc("nodeLinker: node-modules\n") },
    version: "workspace:*",
    install: yarn4(),
  },
  {
    name: "Yarn 4, pnpm",
    settings: { ".yarnrc.yml": yarnRc("nodeLinker: pnpm\n") },
    version: "workspace:*",
    install: yarn4(),
  },
  {
    name: "Yarn 4, Plug'n'Play in the repository",
    settings: { ".yarnrc.yml": yarnRc("enableGlobalCache: false\ncompressionLevel: 0\n") },
    version: "workspace:*",
    install: yarn4(),
    node: "node -r ./.pnp.cjs",
  },
  {
    name: "Bun",
    settings: { "bunfig.toml": '[install]\nlinker = "hoisted"\n' },
    version: "workspace:*",
    install: bun(),
  },
  {
    name: "Bun, isolated",
    settings: { "bunfig.toml": '[install]\nlinker = "isolated"\n' },
    version: "workspace:*",
    install: bun(),
  },
];

/** Tools whose installation no worktree can have, with the reason and what mends it. */
export const UNFIT: readonly (PackageTool & { why: string; mended: PackageTool })[] = [
  {
    name: "pnpm, one store for all projects",
    settings: pnpmSettings("enableGlobalVirtualStore: true\n"),
    version: "workspace:*",
    install: pnpm(),
    why: "which imports @x/core from packages/core of this checkout",
    mended: toolNamed("pnpm"),
  },
  {
    name: "Plug'n'Play that git ignores",
    settings: {
      ".yarnrc.yml": yarnRc("enableGlobalCache: false\n"),
      ".gitignore": "node_modules\n.yarn/*\n!.yarn/cache\n.pnp.*\n",
    },
    version: "workspace:*",
    install: yarn4(),
    why: "git ignores it, so no worktree has it",
    mended: toolNamed("Yarn 4, node-modules"),
  },
  {
    name: "Plug'n'Play with packages that git ignores",
    settings: {
      ".yarnrc.yml": yarnRc("enableGlobalCache: false\n"),
      ".gitignore": "node_modules\n.yarn/*\n",
    },
    version: "workspace:*",
    install: yarn4(),
    why: "it names packages in .yarn/cache, which git ignores",
    mended: toolNamed("Yarn 4, node-modules"),
  },
  {
    name: "Plug'n'Play with packages in the user's own folder",
    settings: { ".yarnrc.yml": yarnRc("enableGlobalCache: true\n") },
    version: "workspace:*",
    install: yarn4(),
    why: "relative to the checkout",
    mended: toolNamed("Yarn 4, Plug'n'Play in the repository"),
  },
];

export function toolNamed(name: string): PackageTool {
  const tool = TOOLS.find((each) => each.name === name);
  if (!tool) throw new Error(`there is no ${name}`);
  return tool;
}
