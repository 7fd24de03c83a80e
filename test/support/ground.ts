import { mkdir, readFile, realpath, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { viewNewestRun } from "../../src/swarm/adapters/journal-reader.ts";
import type { EventOf, EventType, RunRecord } from "../../src/swarm/core/run/events.ts";
import { replay } from "../../src/swarm/core/run/evolve.ts";
import type { RunState } from "../../src/swarm/core/run/state.ts";
import { gitInit, NO_MAINTENANCE } from "./git-init.ts";

/** For `expect.poll`: the worktrees and refs of a run disappear after its last event. */
export const CLEAN_UP = { timeout: 60_000, interval: 100 };

/** A user's real repository, with the facts that tests need. */
export interface Ground {
  dir: string;
  git(...args: string[]): Promise<string>;
  write(path: string, content: string): Promise<void>;
  read(path: string): Promise<string>;
  /** The newest run's journal, from disk. */
  records(): Promise<RunRecord[]>;
  events<T extends EventType>(type: T): Promise<EventOf<T>[]>;
  state(): Promise<RunState>;
}

export async function newGround(
  dir: string,
  env: Readonly<Record<string, string>>,
  files: Record<string, string> = { "README.md": "# demo\n" },
): Promise<Ground> {
  await mkdir(dir, { recursive: true });
  const real = await realpath(dir);
  const git = async (...args: string[]) =>
    (
      await execa("git", [...NO_MAINTENANCE, ...args], {
        cwd: real,
        env,
        extendEnv: false,
        stdin: "ignore",
      })
    ).stdout;
  const write = async (path: string, content: string) => {
    await mkdir(dirname(join(real, path)), { recursive: true });
    await writeFile(join(real, path), content);
  };
  await gitInit(real);
  for (const [path, content] of Object.entries(files)) await write(path, content);
  await git("add", "-A");
  await git("commit", "-q", "-m", "init");
  const records = () => journalOf(real);
  return {
    dir: real,
    git,
    write,
    read: (path) => readFile(join(real, path), "utf8"),
    records,
    async events<T extends EventType>(type: T) {
      const all = (await records()).map(({ event }) => event);
      return all.filter((event): event is EventOf<T> => event.type === type);
    },
    state: async () => replay(await records()),
  };
}

async function journalOf(dir: string): Promise<RunRecord[]> {
  const { records, fault } = await viewNewestRun(dir);
  if (fault) throw new Error(`journal of ${dir}: ${fault} after line ${records.length}`);
  return records;
}
