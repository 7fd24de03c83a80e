import { cp, mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { onTestFinished } from "vitest";
import { ROOT, type SetupDocument, setupScene, treeOf } from "./setup-scene.ts";

type Command = "install" | "uninstall";
type Tree = Record<string, string>;

type Seeded = (
  command: Command,
  place: {
    cwd: string;
    env: Readonly<Record<string, string>>;
    write: (text: string) => void;
    writeError: (text: string) => void;
  },
) => Promise<number>;

const CLI = join(ROOT, "test/support/seeded-cli.mjs");
const PRELOAD = join(ROOT, "test/support/kill-at.mjs");

export interface KillScene {
  /**
   * Runs a command; `killAt` ends the command before its n-th change of the disk. False if the command reached its end.
   */
  killed(command: Command, killAt: number): Promise<boolean>;
  /** Runs a command to its end, in this process. */
  run(command: Command): Promise<SetupDocument>;
  /** Project, git directory and home, without the ids of installs. */
  tree(): Promise<Tree>;
  /** True if a command was cut off after it had announced its changes. */
  begun(): Promise<boolean>;
  save(): Promise<void>;
  /** Restores the saved state. */
  restore(): Promise<void>;
}

/** A project and a home that can be restored between runs of the built command with seeds. */
export async function killScene(): Promise<KillScene> {
  // The built command, as the killed processes run it.
  const program = join(ROOT, "test/support/seeded-command.mjs");
  const { seededCommand } = (await import(program)) as { seededCommand: Seeded };
  const scene = await setupScene("trailing-commas");
  const root = join(scene.dir, "..");
  const saved = `${root}-saved`;
  onTestFinished(() => rm(saved, { recursive: true, force: true }));
  const home = join(root, "home");
  // Every home has this folder. After a kill right after its creation, no command could tell that the folder is new.
  await mkdir(join(home, ".config"));
  const copy = async (from: string, to: string) => {
    await rm(to, { recursive: true, force: true });
    await cp(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  };
  const states = [join(scene.dir, ".aegis/install"), join(home, ".config/oh-my-qwencoder/install")];

  return {
    async killed(command, killAt) {
      const { signal, exitCode, stderr } = await execa(
        "node",
        ["--import", PRELOAD, CLI, command],
        {
          cwd: scene.dir,
          env: { ...scene.env, AEGIS_TEST_KILL_AT: String(killAt) },
          extendEnv: false,
          reject: false,
          stdin: "ignore",
        },
      );
      if (signal === "SIGKILL") return true;
      if (exitCode !== 0) throw new Error(`${command} failed by itself: ${stderr}`);
      return false;
    },
    async run(command) {
      let said = "";
      const write = (text: string) => {
        said += text;
      };
      const exitCode = await seededCommand(command, {
        ...{ cwd: scene.dir, env: scene.env },
        ...{ write, writeError: write },
      });
      if (exitCode !== 0) throw new Error(`${command} ended with ${exitCode}: ${said}`);
      return JSON.parse(said) as SetupDocument;
    },
    async tree() {
      const both = { ...(await treeOf(scene.dir, "project")), ...(await treeOf(home, "home")) };
      const all = Object.fromEntries(Object.entries(both).map(withoutApproval));
      for (const [index, folder] of states.entries()) {
        const name =
          index === 0 ? "project/.aegis/install" : "home/.config/oh-my-qwencoder/install";
        for (const file of ["manifest.json", "users.json"]) {
          const text = await readFile(join(folder, file), "utf8").catch(() => undefined);
          if (text !== undefined)
            all[`${name}/${file}`] = text.replace(/"id": "[^"]*"/g, '"id": ""');
        }
      }
      return all;
    },
    async begun() {
      const texts = await Promise.all(
        states.map((folder) => readFile(join(folder, "pending.json")).catch(() => undefined)),
      );
      return texts.some((text) => text !== undefined);
    },
    save: () => copy(root, saved),
    restore: () => copy(saved, root),
  };
}

/** Our own records, which are neither old nor new while a command runs. */
const NOTES = /\.aegis-new$|^project\/\.aegis(\/|$)|^home\/\.config(\/oh-my-qwencoder(\/|$)|$)/;

/** Files and folders that are neither in the old nor in the new state. */
export function halfDone(now: Tree, before: Tree, after: Tree): string[] {
  const paths = new Set([...Object.keys(now), ...Object.keys(before), ...Object.keys(after)]);
  return [...paths].filter((path) => {
    if (NOTES.test(path)) return false;
    return now[path] !== before[path] && now[path] !== after[path];
  });
}

/** An approval notes the folders that it made, which a killed command may have made before. */
function withoutApproval([path, content]: [string, string]): [string, string] {
  return [path, /approved\/\w+\.json$/.test(path) ? "approval" : content];
}
