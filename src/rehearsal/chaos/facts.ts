import { readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { readStanding, withGit } from "../../git/history.ts";
import type { Environment } from "../../kit/environment.ts";
import { startOf } from "../../kit/process/process-stat.ts";
import { REFS, statePaths } from "../../kit/state-paths.ts";
import { journalPath, readJournal, runIds } from "../../swarm/adapters/journal-reader.ts";
import { baseOf, CREW, RESULT } from "../core/chaos-project.ts";
import type { ChaosFacts } from "../core/chaos-verdict.ts";
import type { Played } from "./play-chaos.ts";

/** Looks at everything that the verdict needs. OpenCode has been stopped before. */
export async function chaosFacts(
  { repository, scratch }: { repository: string; scratch: string },
  env: Environment,
  { work, hang, broken }: Played,
): Promise<ChaosFacts> {
  const ask = (words: string[]) => withGit(repository, env, (git) => git.raw(words));
  const log = await ask(["log", "--format=%H %T", "--grep=^Aegis-Run: "]);
  const ours = log
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const [commit = "", tree = ""] = line.split(" ");
      return { commit, tree };
    });
  const newest = ours[0]?.commit;
  const paths = [...Object.keys(RESULT), ...CREW.map(baseOf)];
  const show = async (path: string) =>
    newest === undefined
      ? ([path, ""] as const)
      : ([path, await rawText(ask, `${newest}:${path}`)] as const);
  const { worktrees, refs } = await readStanding(repository, { env, prefix: REFS });
  return {
    committed: await committedIn(repository),
    ours,
    files: Object.fromEntries(await Promise.all(paths.map(show))),
    work: await work.found(newest),
    ...{ worktrees, refs },
    locks: await locksIn(repository),
    processes: await processesOf(scratch),
    ...(hang ? { hang } : {}),
    ...(broken === undefined ? {} : { broken }),
  };
}

/** simple-git trims the output; all our files end with one line feed. */
async function rawText(ask: (words: string[]) => Promise<string>, name: string): Promise<string> {
  const text = await ask(["show", name]).catch(() => "");
  return text === "" ? "" : `${text.trimEnd()}\n`;
}

async function committedIn(repository: string): Promise<ChaosFacts["committed"]> {
  const { runs } = statePaths(repository);
  const texts = (await runIds(runs)).map((id) => readFile(journalPath(runs, id), "utf8"));
  return (await Promise.all(texts)).flatMap((text) =>
    readJournal(text).records.flatMap(({ event }) => (event.type === "COMMITTED" ? [event] : [])),
  );
}

async function locksIn(repository: string): Promise<string[]> {
  const { folder, runs } = statePaths(repository);
  const git = await readdir(join(repository, ".git"), { recursive: true });
  const state = await readdir(folder).catch(() => [] as string[]);
  return [
    ...git.filter((name) => name.endsWith(".lock")).map((name) => join(".git", name)),
    ...state
      .map((name) => join(folder, name))
      .filter((path) => path !== runs)
      .map((path) => path.slice(repository.length + 1)),
  ];
}

/** Processes that work in the rehearsal's folder or were started with its home; none if the system shows none. */
async function processesOf(scratch: string): Promise<string[]> {
  const names = await readdir("/proc").catch(() => [] as string[]);
  const found = await Promise.all(
    names.filter((name) => /^\d+$/.test(name)).map((name) => look(Number(name), scratch)),
  );
  return found.flat();
}

async function look(pid: number, scratch: string): Promise<string[]> {
  const start = startOf(pid);
  if (start === undefined) return [];
  const place = await readlink(`/proc/${pid}/cwd`).catch(() => "");
  const isOurs = place.startsWith(scratch) || start.environment.includes(`HOME=${scratch}/home`);
  return isOurs ? [`${pid} ${start.argv.join(" ").slice(0, 120)}`] : [];
}
