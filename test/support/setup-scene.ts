import { createHash } from "node:crypto";
import { cp, lstat, readdir, readFile, readlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { SetupContext } from "../../src/setup/context.ts";
import { type InstallOptions, install } from "../../src/setup/install.ts";
import type { InstallSteps } from "../../src/setup/install-steps.ts";
import { type UninstallOptions, uninstall } from "../../src/setup/uninstall.ts";
import { type TempRepo, tempRepo } from "./temp-repo.ts";

export const ROOT = resolve(import.meta.dirname, "../..");
export const CONFIGS = join(ROOT, "test/fixtures/opencode-configs");
/** Nothing listens at this address. */
export const NO_SERVER = "http://127.0.0.1:9/v1";
export const VERSION = "3.2.0";

/** Output and exit code of a command. */
export interface Said {
  code: number;
  out: string;
  error: string;
}

/** The single document of `--json`. */
export interface SetupDocument {
  ok: boolean;
  nothingToDo: boolean;
  written: boolean;
  verified?: boolean | null;
  recovered: { kind: string; paths: string[] }[];
  plan: { file: string; action: string; why: string[]; diff: string }[];
  left?: { path: string; why: string; what?: string }[];
  sharedUsers?: number;
  sharedLost?: string[];
  error?: { code: string; message: string; hint: string };
}

export interface SetupScene extends TempRepo {
  install(more?: Partial<InstallOptions & SetupContext>, parts?: InstallSteps): Promise<Said>;
  uninstall(more?: Partial<UninstallOptions & SetupContext>): Promise<Said>;
  /** All files of the project, its git directory and the home: path → kind, permission bits, hash. */
  everything(): Promise<Record<string, string>>;
}

/** A repository (with the files of a folder, if given) and the commands, run in this process. */
export async function setupScene(fixture?: string): Promise<SetupScene> {
  const repo = await tempRepo();
  if (fixture !== undefined)
    await cp(join(CONFIGS, fixture), repo.dir, { recursive: true, verbatimSymlinks: true });
  return sceneIn(repo);
}

export function sceneIn(repo: TempRepo): SetupScene {
  const run = async (
    more: Partial<SetupContext>,
    command: (context: SetupContext) => Promise<number>,
  ): Promise<Said> => {
    const said = { out: "", error: "" };
    const context: SetupContext = {
      cwd: repo.dir,
      env: repo.env,
      scope: "project",
      json: false,
      language: "en",
      color: false,
      yes: true,
      force: false,
      interactive: false,
      packageRoot: ROOT,
      version: VERSION,
      write: (text) => {
        said.out += text;
      },
      writeError: (text) => {
        said.error += text;
      },
      ...more,
    };
    return { code: await command(context), ...said };
  };
  return {
    ...repo,
    install: (more = {}, parts = {}) =>
      run(more, (context) =>
        install(
          {
            ...{ dryRun: false, diff: false, mcp: [], baseUrl: NO_SERVER },
            approveProject: true,
            ...more,
          },
          context,
          async () => parts,
        ),
      ),
    uninstall: (more = {}) =>
      run(more, (context) => uninstall({ dryRun: false, purge: false, ...more }, context)),
    everything: async () => ({
      ...(await treeOf(repo.dir, "project")),
      ...(await treeOf(repo.env["HOME"] ?? "", "home")),
    }),
  };
}

export function documentOf({ out }: Said): SetupDocument {
  return JSON.parse(out) as SetupDocument;
}

/** Every file, link and folder below a folder, by path below `name`. */
export async function treeOf(dir: string, name: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const visit = async (path: string, shown: string): Promise<void> => {
    const { mode } = await lstat(path);
    const bits = (mode & 0o7777).toString(8);
    if ((mode & 0o170000) === 0o120000) found[shown] = `link ${await readlink(path)}`;
    else if ((mode & 0o170000) === 0o040000) {
      found[shown] = `folder ${bits}`;
      for (const entry of await readdir(path)) await visit(join(path, entry), `${shown}/${entry}`);
    } else if ((mode & 0o170000) !== 0o100000) found[shown] = `special ${bits}`;
    else found[shown] = `${bits} ${hash(await readFile(path))}`;
  };
  await visit(dir, name);
  return found;
}

function hash(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
