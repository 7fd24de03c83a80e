import { lstatSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { createRunner } from "../git/run-git.ts";
import { statePaths } from "../kit/state-paths.ts";
import { type WatchCache, type WatchedTrees, watchTrees } from "./compare/tree-watch.ts";
import { gitPointers, shellEnvironment, steeringFiles } from "./environment.ts";
import type { ShellCall, ShellOutcome, ShellScopes } from "./port.ts";
import type { Sandbox } from "./sandbox.ts";

interface Running {
  call: ShellCall;
  env: Record<string, string>;
  settle: () => ReturnType<Awaited<ReturnType<typeof watchTrees>>["settle"]>;
  alone: boolean;
}

export function shellScopes(parts: {
  sandbox: Sandbox;
  top: string;
  commonDir: string;
  hooksDir: string;
  /** The package's own files the shell needs to see even where they lie under a temporary directory. */
  packageDir: string;
  env: Record<string, string | undefined>;
  journal: {
    /** No agent's shell runs: what is there now is none's work. */
    accept(): Promise<void>;
    /** Puts the journal back to what we wrote; returns what had changed. */
    mend(): Promise<string[]>;
  };
}): ShellScopes {
  const { sandbox, top, commonDir } = parts;
  const git = createRunner({ env: parts.env });
  const running = new Map<string, Running>();
  const cache: WatchCache = new Map();
  const steering = steeringFiles(top);
  const state = statePaths(top).folder;

  const begin = async (call: ShellCall): Promise<void> => {
    const key = keyOf(call.sessionID, call.callID);
    // A server that numbers calls anew may repeat a number whose end the host did not announce.
    await end(call.sessionID, call.callID);
    // Only what exists can be made read-only.
    if (call.checkout) await mkdir(state, { recursive: true });
    if (running.size === 0) await parts.journal.accept();
    const env = shellEnvironment({
      kind: sandbox.kind,
      callID: key,
      readOnly: [top, commonDir, parts.packageDir],
      readWrite: call.writable,
      protect: [
        commonDir,
        ...steering,
        ...(call.checkout ? [state] : []),
        ...gitPointers(call.writable),
      ],
      network: call.network,
      gitCommonDir: commonDir,
      hooksDir: parts.hooksDir,
      env: parts.env,
      ...(sandbox.kind === "bubblewrap" ? { bwrap: sandbox.path } : {}),
    });
    const watch = await watchTrees(git, treesOf(call));
    const alone = running.size === 0;
    if (!alone) for (const other of running.values()) other.alone = false;
    running.set(key, { call, env, settle: watch.settle, alone });
  };

  /**
   * With the kernel's help only the scope inside the own worktree is left to compare, and in the checkout
   * the steering files that are not there yet: what does not exist cannot be made read-only.
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
    return {
      ...common,
      ...(call.checkout ? {} : { checkout: { dir: top } }),
      quiet: call.quiet.map((dir) => ({ dir })),
      // A tree that is watched is guarded with them.
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
    const found = await call.settle();
    const journal = sandbox.kind === "compare" ? await parts.journal.mend() : [];
    return {
      scope: found.worktree,
      elsewhere: [...found.checkout, ...found.gitFiles, ...found.protected, ...journal],
      refs: found.refs,
      alone: call.alone,
      ...(found.rescued ? { rescued: found.rescued } : {}),
    };
  };

  return {
    kind: sandbox.kind,
    reason: sandbox.kind === "compare" ? sandbox.reason : "",
    begin,
    busy: () => running.size > 0,
    environment: (sessionID, callID) => running.get(keyOf(sessionID, callID))?.env,
    end,
    async endSession(sessionID) {
      const left = [...running.values()].filter(({ call }) => call.sessionID === sessionID);
      for (const { call } of left) await end(sessionID, call.callID);
    },
  };
}

function keyOf(sessionID: string, callID: string): string {
  return `${sessionID}/${callID}`;
}

/** A link is no better than nothing: its target is made read-only, the link itself can be replaced. */
function unheld(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? true;
}
