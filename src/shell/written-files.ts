import { lstat } from "node:fs/promises";
import { join, relative } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createRunner } from "../git/run-git.ts";
import { everyPart } from "../kit/every-part.ts";
import { type TreeWatchResult, type WatchCache, watchTrees } from "./compare/tree-watch.ts";
import { steeringFiles } from "./environment.ts";
import type { FileCall, StrayWrite, WrittenFiles } from "./port.ts";
import { realTarget } from "./real-path.ts";

interface Open {
  call: FileCall;
  /** What lay at each real path before the call; undefined for nothing. */
  before: Map<string, string | undefined>;
  watch: Watch | undefined;
}

/** One look at the checkout before calls that run side by side; the files of all of them are allowed. */
interface Watch {
  reals: Set<string>;
  settle: Promise<() => Promise<TreeWatchResult>>;
}

/** A file's times have the kernel's ticks: a change within one tick after another does not show. */
const TICK_MS = 20;

/**
 * Looks at what a file tool wrote. The gate judges a path and the host opens it later; a program that changes a folder on
 * the way for a link meanwhile leads the write elsewhere. In bubblewrap no agent's program lives beside a file tool, so
 * a stray write is only told; in compare mode one may have survived its call, so the checkout is put back.
 */
export function writtenFiles(parts: {
  kind: "bubblewrap" | "compare";
  top: string;
  commonDir: string;
  env: Record<string, string | undefined>;
  /** Shared with other looks at the same trees. */
  cache?: WatchCache;
}): WrittenFiles {
  const { kind, top, commonDir } = parts;
  const git = createRunner({ env: parts.env });
  const cache: WatchCache = parts.cache ?? new Map();
  /** A server may give two calls of one answer the same id: each end ends one of them. */
  const open: Open[] = [];

  let watch: Watch | undefined;
  let beginning = 0;

  const newWatch = (): Watch => {
    const reals = new Set<string>();
    const settle = watchTrees(git, {
      worktree: {
        dir: top,
        allowed: (path) => reals.has(join(top, path)),
        exclude: [],
        rescue: true,
      },
      gitDir: commonDir,
      repository: commonDir,
      protect: [...steeringFiles(top), join(commonDir, "index")],
      cache,
    });
    return { reals, settle: settle.then((watched) => watched.settle) };
  };

  const begin = async (call: FileCall): Promise<void> => {
    if (open.length === 0 && beginning === 0) watch = undefined;
    if (kind === "compare") watch ??= newWatch();
    const mine = watch;
    beginning += 1;
    try {
      await mine?.settle;
      const before = new Map<string, string | undefined>();
      for (const { real } of call.files) {
        mine?.reals.add(real);
        before.set(real, await quietPrint(real));
      }
      open.push({ call, before, watch: mine });
    } finally {
      beginning -= 1;
    }
  };

  const end = async (call: CallKey, returned: boolean): Promise<StrayWrite | undefined> => {
    const at = open.findIndex((one) => isSame(one.call, call));
    const [found] = at < 0 ? [] : open.splice(at, 1);
    if (!found) return undefined;
    const strayed: string[] = [];
    for (const file of found.call.files)
      if (await hasStrayed(file, found.before.get(file.real), returned)) strayed.push(file.asked);
    if (strayed.length === 0) return undefined;
    if (!found.watch) return { strayed, undone: undefined };
    const settle = await found.watch.settle;
    const { worktree, gitFiles, protected: files, refs, rescued } = await settle();
    return {
      strayed,
      undone: [...worktree, ...refs, ...[...gitFiles, ...files].map((path) => relative(top, path))],
      ...(rescued ? { rescued } : {}),
    };
  };

  return {
    begin,
    end,
    async endSession(sessionID) {
      const strays: StrayWrite[] = [];
      const left = open.filter(({ call }) => call.sessionID === sessionID);
      await everyPart(
        left.map(({ call }) => async () => {
          const stray = await end(call, false);
          if (stray) strays.push(stray);
        }),
      );
      return strays;
    },
  };
}

/** True unless the tool certainly wrote where it was judged; a path that cannot be followed has strayed. */
async function hasStrayed(
  { asked, real }: FileCall["files"][number],
  before: string | undefined,
  returned: boolean,
): Promise<boolean> {
  try {
    if (realTarget(asked) !== real) return true;
    const found = await lstat(real, { bigint: true }).catch(absent);
    if (found && (!found.isFile() || found.nlink > 1n)) return true;
    // A call that failed need not have written.
    return returned && (await print(real)) === before;
  } catch {
    return true;
  }
}

/** The print of a path whose next change will show in its print. */
async function quietPrint(path: string): Promise<string | undefined> {
  const found = await lstat(path).catch(absent);
  const age = found ? Date.now() - found.ctimeMs : TICK_MS;
  if (age >= 0 && age < TICK_MS) await wait(TICK_MS - age);
  return print(path);
}

async function print(path: string): Promise<string | undefined> {
  const found = await lstat(path, { bigint: true }).catch(absent);
  return found && [found.dev, found.ino, found.ctimeNs, found.size, found.mode].join(" ");
}

function absent(cause: unknown): undefined {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") return undefined;
  throw cause;
}

interface CallKey {
  sessionID: string;
  callID: string;
}

function isSame(one: CallKey, other: CallKey): boolean {
  return one.sessionID === other.sessionID && one.callID === other.callID;
}
