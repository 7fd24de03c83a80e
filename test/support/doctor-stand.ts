import { chmod, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import type { FindingId } from "../../src/doctor/core/check-ids.ts";
import { doctor } from "../../src/doctor/doctor.ts";
import { checkServer } from "../../src/doctor/server.ts";
import { findOnPath } from "../../src/kit/search-path.ts";
import { textOf } from "../../src/setup/adapters/jsonc.ts";
import { editJsonc } from "../../src/setup/adapters/jsonc-edit.ts";
import type { SetupContext } from "../../src/setup/context.ts";
import { installParts } from "../../src/setup/default-install-steps.ts";
import { approvalFiles } from "../../src/swarm/adapters/project-config/approvals.ts";
import { lookAtProject } from "../../src/swarm/adapters/project-config/look.ts";
import { examined, type ShownResult } from "./doctor-scene.ts";
import { ROOT, type SetupScene, setupScene, VERSION } from "./setup-scene.ts";

/** A user's machine and project in which one thing is wrong. */
export interface Stand extends SetupScene {
  /** The shell's variables; a command of a fix may change them. */
  env: Record<string, string>;
  /** The folder in which the user stands. */
  cwd: string;
  packageRoot: string;
  /** Puts a program first on PATH. */
  program(name: string, script: string): Promise<void>;
  /** PATH with these programs of the machine alone. */
  only(...programs: string[]): Promise<void>;
  /** Edits a JSON file of the project or, with an absolute path, of the home. */
  config(path: string, value: object): Promise<void>;
  /** Approves the repository's configuration as it is for the folder in which the user stands, and for the top. */
  approve(): Promise<void>;
  /** Ends the server that was staged. */
  stop?: () => Promise<void>;
  /** Happens between the finding and its fix. */
  between?: () => Promise<void>;
  /** Runs a line in the user's shell. */
  shell(line: string): Promise<void>;
}

/** One way in which a finding comes about. */
export interface Scene {
  readonly name: string;
  readonly fix: "command" | "edit" | "person";
  /** The fix as it is printed, with … for the parts that differ from machine to machine. */
  readonly printed: string;
  /** Begins with an install, so that nothing else is found. */
  readonly installed?: true;
  /** Other findings with the same cause. */
  readonly with?: readonly FindingId[];
  readonly make: (stand: Stand) => Promise<unknown>;
  /** What a person does who reads the fix. */
  readonly act?: (stand: Stand, printed: string) => Promise<unknown>;
  /** Absent on this machine: the reason. */
  readonly missing?: string | false;
}

/** A finding that no test can bring about, with the reason. */
export interface Unstaged {
  readonly name: string;
  readonly fix: Scene["fix"];
  readonly printed: string;
  readonly why: string;
}

export type Scenes = Partial<Record<FindingId, readonly (Scene | Unstaged)[]>>;

/** The plain tools of a shell, and git. */
const TOOLS = ["sh", "env", "git", "node", "mkdir", "mv", "cat", "chmod", "ln", "echo"];

export async function stand(installed: boolean): Promise<Stand> {
  const scene = await setupScene();
  const bin = join(scene.dir, "../bin");
  await mkdir(bin, { recursive: true });
  const stand: Stand = {
    ...scene,
    env: { ...scene.env, PATH: `${bin}:/usr/bin:/bin` },
    cwd: scene.dir,
    packageRoot: ROOT,
    async program(name, script) {
      await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
      await chmod(join(bin, name), 0o755);
    },
    async only(...programs) {
      for (const name of [...TOOLS, ...programs]) {
        const path = await findOnPath(name, process.env["PATH"] ?? "");
        if (path) await symlink(path, join(bin, name)).catch(() => undefined);
      }
      stand.env["PATH"] = bin;
    },
    async config(path, value) {
      const file = path.startsWith("/") ? path : join(scene.dir, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, JSON.stringify(value));
    },
    async approve() {
      const { platform } = process;
      const folders = [...new Set([scene.dir, stand.cwd])];
      const looks = folders.map((cwd) =>
        lookAtProject({ top: scene.dir, cwd, env: stand.env, platform, version: VERSION }),
      );
      const prints = (await Promise.all(looks)).map(({ fingerprint }) => fingerprint);
      await approvalFiles(stand.env, platform).set(scene.dir, prints);
    },
    shell: (line) => inShell(stand, line),
  };
  // The user answers the questions of an install with yes.
  const cli = join(ROOT, "bin/oh-my-qwencoder.js");
  const yes = '[ "$1" = install ] && shift && set -- install --yes "$@"';
  await stand.program("oh-my-qwencoder", `${yes}\nexec '${process.execPath}' '${cli}' "$@"`);
  if (installed) {
    const server = await examined();
    await installHere(stand, server.url);
  }
  return stand;
}

/** As `install --yes --base-url` on a machine without OpenCode on PATH. */
export async function installHere(stand: Stand, baseUrl: string): Promise<void> {
  const context: SetupContext = {
    ...{ cwd: stand.dir, env: stand.env, scope: "project", packageRoot: ROOT, version: VERSION },
    ...{ json: false, language: "en", color: false, yes: true, force: false, interactive: false },
    ...{ write: () => undefined, writeError: () => undefined },
  };
  const parts = await installParts(context, async () => []);
  const { env, cwd } = context;
  const { code, error } = await stand.install({ env, cwd, baseUrl, approveProject: true }, parts);
  if (code !== 0) throw new Error(error);
}

/** What doctor finds in these groups and does not call ok or skipped. */
export async function findings(stand: Stand, wanted: readonly string[]): Promise<ShownResult[]> {
  let out = "";
  const limits = { page: 2_000, connect: 300, chat: 4_000, parallel: 8_000 };
  await doctor(
    {
      place: {
        cwd: stand.cwd,
        env: stand.env,
        packageRoot: stand.packageRoot,
        version: VERSION,
        openCodeRange: ">=1.18.33 <1.19",
      },
      ...{ wanted, json: true, strict: false, language: "en", color: false, verbose: false },
      write: (text) => {
        out += text;
      },
    },
    {
      plugin: async () => [],
      server: ({ context = 0, output = 1, ...target }) =>
        checkServer({ ...target, context, output, limits }),
    },
  );
  const { results } = JSON.parse(out) as { results: ShownResult[] };
  return results.filter(({ status }) => status !== "ok" && status !== "skipped");
}

/** Does what is printed: runs it in the user's shell, or edits the file. */
export async function carryOut(stand: Stand, { fix = "", fixKind }: ShownResult): Promise<void> {
  if (fixKind === "command") return inShell(stand, fix);
  const [, file = "", act = "", then] =
    /^in (.+?), ((?:set|remove) .+?)(?:; then run (.+))?$/.exec(fix) ?? [];
  const [, path = "", value] = /^(?:set|remove) (\S+)(?: to (.+))?$/.exec(act) ?? [];
  const text = textOf(await readFile(file), file);
  const edit = { path: segments(path), value: value && JSON.parse(value), why: "quiet" } as const;
  await writeFile(file, editJsonc(text, [edit]));
  if (then) await inShell(stand, then);
}

/** Runs a line in a shell with the user's variables, and keeps what it changes there. */
async function inShell(stand: Stand, line: string): Promise<void> {
  const { stdout, stderr, exitCode } = await execa(
    "sh",
    ["-c", `{ ${line}\n} >&2; code=$?; env -0; exit $code`],
    { cwd: stand.cwd, env: stand.env, extendEnv: false, reject: false, stdin: "ignore" },
  );
  // A doctor that has done its part may still find something else (1), or have no time for another look (2).
  if (exitCode !== 0 && !([1, 2].includes(exitCode ?? 0) && line.includes("doctor")))
    throw new Error(`${line} ended with ${exitCode}: ${stderr}`);
  const pairs = stdout.split("\0").filter((entry) => entry.includes("="));
  stand.env = Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
  );
}

function segments(path: string): (string | number)[] {
  return [...path.matchAll(/"(?:[^"\\]|\\.)*"|[^.]+/g)].map(([part]) =>
    part.startsWith('"') ? String(JSON.parse(part)) : /^\d+$/.test(part) ? Number(part) : part,
  );
}
