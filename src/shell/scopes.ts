import { existsSync, lstatSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { createRunner } from "../git/run-git.ts";
import { everyPart } from "../kit/every-part.ts";
import { PRIVATE_FOLDER } from "../kit/private-state.ts";
import { statePaths } from "../kit/state-paths.ts";
import {
  type TreeWatchResult,
  type WatchCache,
  type WatchedTrees,
  watchTrees,
} from "./compare/tree-watch.ts";
import { confinementOf, type ShellBounds } from "./confinement.ts";
import { gitPointers, searchIn, shellEnvironment, steeringFiles } from "./environment.ts";
import { openWayOut, type WayOut } from "./network/way-out.ts";
import type { ShellCall, ShellOutcome, ShellScopes } from "./port.ts";
import type { Sandbox } from "./sandbox.ts";
import { secretFiles } from "./secrets/secret-files.ts";
import type { ShellView } from "./view/find-view.ts";

interface Running {
  call: ShellCall;
  env: Record<string, string>;
  settle: () => Promise<TreeWatchResult>;
  alone: boolean;
  wayOut: WayOut | undefined;
}

export function shellScopes(parts: {
  sandbox: Sandbox;
  top: string;
  commonDir: string;
  hooksDir: string;
  /** The package's own files, which the shell must see even below a temporary directory. */
  packageDir: string;
  view: ShellView;
  /** OpenCode's own program, for the way to the hosts of a list; absent: such a call has no network. */
  program?: string | undefined;
  /** Absent: no limits. */
  bounds?: ShellBounds;
  /** True for a path, relative to the top of its tree, of a file that may hold secrets. */
  isSecret: (path: string) => boolean;
  env: Record<string, string | undefined>;
  journal: {
    /** Accepts the journal as it is: while no agent's shell runs, no agent can have changed it. */
    accept(): Promise<void>;
    /** Restores the journal that we wrote; returns the changed files. */
    mend(): Promise<string[]>;
  };
}): ShellScopes {
  const { sandbox, top, commonDir } = parts;
  const git = createRunner({ env: parts.env });
  const running = new Map<string, Running>();
  const cache: WatchCache = new Map();
  const steering = steeringFiles(top);
  const state = statePaths(top);
  const confinement = confinementOf(sandbox, parts.bounds);
  const secrets = secretFiles(parts);

  const begin = async (call: ShellCall): Promise<void> => {
    const key = keyOf(call.sessionID, call.callID);
    // A server that restarts its numbering may repeat the id of a call whose end the host did not announce.
    await end(call.sessionID, call.callID);
    // Only an existing path can be made read-only or hidden.
    if (call.checkout || sandbox.kind !== "compare")
      await mkdir(state.runs, { recursive: true, mode: PRIVATE_FOLDER });
    if (running.size === 0) await parts.journal.accept();
    const wayOut = await openListed(call);
    try {
      await start(key, call, wayOut);
    } catch (error) {
      await wayOut?.close();
      throw error;
    }
  };

  const start = async (key: string, call: ShellCall, wayOut: WayOut | undefined): Promise<void> => {
    const confined = shellEnvironment({
      kind: sandbox.kind,
      callID: key,
      readOnly: [top, commonDir, parts.packageDir],
      readWrite: call.writable,
      protect: [
        commonDir,
        ...steering,
        ...(call.checkout ? [state.folder] : []),
        ...gitPointers(call.writable),
      ],
      network: call.network === "machine",
      ...(wayOut && parts.program
        ? { wayOut: { socket: wayOut.socket, program: parts.program } }
        : {}),
      view: parts.view,
      secrets: await hiddenFrom(call),
      gitCommonDir: commonDir,
      hooksDir: parts.hooksDir,
      env: parts.env,
      confinement,
    });
    const env = { ...searchIn(parts.env, top, homeOf(call, top)), ...confined };
    const watch = await watchTrees(git, treesOf(call));
    const alone = running.size === 0;
    if (!alone) for (const other of running.values()) other.alone = false;
    running.set(key, { call, env, settle: watch.settle, alone, wayOut });
  };

  /** Bubblewrap alone has a list of hosts: elsewhere such a call has no network, or all of it if nothing is held. */
  const openListed = async ({ network }: ShellCall): Promise<WayOut | undefined> =>
    typeof network === "object" && sandbox.kind === "bubblewrap" && parts.program !== undefined
      ? openWayOut(network)
      : undefined;

  const hiddenFrom = async ({ secrets: kept }: ShellCall): Promise<string[]> =>
    kept === "shown" || sandbox.kind === "compare" ? [] : secrets.hiddenFrom(kept);

  /**
   * True if the checkout is compared after this call. Landlock cannot take a part out of what a call may write;
   * sandbox-runtime can, but its form for macOS was not tried.
   */
  const isCompared = ({ checkout }: ShellCall): boolean =>
    sandbox.kind === "compare" || (sandbox.kind !== "bubblewrap" && checkout);

  /**
   * Bubblewrap leaves two things to compare: the scope inside the agent's own worktree, and in the checkout the
   * steering files that do not exist yet, because only an existing path can be made read-only. The other layers leave the
   * link of the worktree to its repository, too.
   */
  const treesOf = (call: ShellCall): WatchedTrees => {
    const scoped = call.scoped
      ? {
          worktree: {
            dir: call.scoped.directory,
            allowed: call.scoped.allowed,
            exclude: call.scoped.exclude,
            rescue: call.checkout,
          },
        }
      : {};
    const common = { ...scoped, repository: commonDir, cache };
    if (sandbox.kind === "bubblewrap")
      return call.checkout ? { ...common, protect: steering.filter(unheld) } : common;
    if (!isCompared(call)) return { ...common, pointers: gitPointers(call.writable) };
    return {
      ...common,
      ...(call.checkout ? {} : { checkout: { dir: top } }),
      // A worktree may be gone, or not there yet.
      quiet: call.quiet.filter((dir) => existsSync(dir)).map((dir) => ({ dir })),
      // Guarding a watched tree includes its links.
      linked: call.scoped ? [] : call.writable,
      gitDir: commonDir,
      protect: steering,
    };
  };

  const end = async (sessionID: string, callID: string): Promise<ShellOutcome | undefined> => {
    const key = keyOf(sessionID, callID);
    const call = running.get(key);
    if (!call) return undefined;
    running.delete(key);
    const { alone } = call;
    const none = { scope: [], elsewhere: [], refs: [], stripped: [] };
    const outcome: ShellOutcome = { ...none, refusedHosts: [], alone };
    await everyPart([
      async () => {
        outcome.refusedHosts = call.wayOut?.refused() ?? [];
        await call.wayOut?.close();
      },
      async () => {
        const {
          worktree,
          checkout,
          gitFiles,
          protected: files,
          refs,
          stripped,
          rescued,
        } = await call.settle();
        outcome.scope = worktree;
        outcome.elsewhere = [...checkout, ...gitFiles, ...files];
        outcome.refs = refs;
        outcome.stripped = stripped;
        if (rescued) outcome.rescued = rescued;
      },
      async () => {
        if (!isCompared(call.call)) return;
        // The journal comes back even if the trees do not.
        const changed = await parts.journal.mend();
        outcome.elsewhere.push(...changed);
      },
    ]);
    return outcome;
  };

  return {
    kind: sandbox.kind,
    whole: isWhole(sandbox),
    begin,
    busy: () => running.size > 0,
    compares: () => [...running.values()].some(({ call }) => isCompared(call)),
    environment: (sessionID, callID) => running.get(keyOf(sessionID, callID))?.env,
    end,
    async endSession(sessionID) {
      const left = [...running.values()].filter(({ call }) => call.sessionID === sessionID);
      await everyPart(
        left.map(
          ({ call }) =>
            () =>
              end(sessionID, call.callID),
        ),
      );
    },
  };
}

function isWhole(sandbox: Sandbox): boolean {
  if (sandbox.kind === "landlock") return !sandbox.signals;
  if (sandbox.kind === "runtime") return true;
  return sandbox.kind === "bubblewrap" && sandbox.unfiltered === undefined;
}

function homeOf({ checkout, writable }: ShellCall, top: string): string {
  return checkout ? top : (writable[0] ?? top);
}

function keyOf(sessionID: string, callID: string): string {
  return `${sessionID}/${callID}`;
}

/**
 * True if bubblewrap cannot hold the path: it is missing, or it is a link. Bubblewrap makes a link's target read-only,
 * but the link itself can be replaced.
 */
function unheld(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? true;
}
