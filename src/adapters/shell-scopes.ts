import { join } from "node:path";
import type { ShellCall, ShellOutcome, ShellScopes } from "../ports-shell.ts";
import type { Sandbox } from "./sandbox.ts";
import { shellEnvironment } from "./shell-environment.ts";
import { type WatchCache, type WatchedTrees, watchTrees } from "./tree-watch.ts";

interface Running {
  call: ShellCall;
  env: Record<string, string>;
  settle: () => ReturnType<Awaited<ReturnType<typeof watchTrees>>["settle"]>;
  alone: boolean;
}

/** Files that steer the host or us: no agent shell may change them. */
const STEERING = [".opencode", "opencode.json", "opencode.jsonc", "tui.json"];

export function shellScopes(parts: {
  sandbox: Sandbox;
  top: string;
  commonDir: string;
  hooksDir: string;
  /** The package's own files the shell needs to see even where they lie under a temporary directory. */
  packageDir: string;
  env: Record<string, string | undefined>;
  /** Puts the journal back to what we wrote; returns what had changed. */
  mendJournal: () => Promise<string[]>;
}): ShellScopes {
  const { sandbox, top, commonDir } = parts;
  const running = new Map<string, Running>();
  const cache: WatchCache = new Map();
  const steering = STEERING.map((name) => join(top, name));

  const begin = async (call: ShellCall): Promise<void> => {
    const env = shellEnvironment({
      kind: sandbox.kind,
      callID: call.callID,
      readOnly: [top, commonDir, parts.packageDir],
      readWrite: call.writable,
      protect: [
        commonDir,
        ...steering,
        ...(call.checkout ? [join(top, ".aegis")] : []),
        ...(call.scoped ? [join(call.scoped.directory, ".git")] : []),
      ],
      network: call.network,
      gitCommonDir: commonDir,
      hooksDir: parts.hooksDir,
      env: parts.env,
      ...(sandbox.kind === "bubblewrap" ? { bwrap: sandbox.path } : {}),
    });
    const watch = await watchTrees(treesOf(call));
    const alone = running.size === 0;
    if (!alone) for (const other of running.values()) other.alone = false;
    running.set(call.callID, { call, env, settle: watch.settle, alone });
  };

  /** With the kernel's help only the scope inside the own worktree is left to compare. */
  const treesOf = (call: ShellCall): WatchedTrees => {
    const scoped = call.scoped
      ? {
          worktree: {
            dir: call.scoped.directory,
            allowed: call.scoped.allowed,
            exclude: call.scoped.exclude,
          },
        }
      : {};
    if (sandbox.kind === "bubblewrap") return { ...scoped, cache };
    return {
      ...scoped,
      ...(call.checkout ? {} : { checkout: { dir: top } }),
      quiet: call.quiet.map((dir) => ({ dir })),
      gitDir: commonDir,
      protect: steering,
      cache,
    };
  };

  const end = async (callID: string): Promise<ShellOutcome | undefined> => {
    const call = running.get(callID);
    if (!call) return undefined;
    running.delete(callID);
    const found = await call.settle();
    const journal = sandbox.kind === "compare" ? await parts.mendJournal() : [];
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
    environment: (callID) => running.get(callID)?.env,
    end,
    async endSession(sessionID) {
      const left = [...running.values()].filter(({ call }) => call.sessionID === sessionID);
      for (const { call } of left) await end(call.callID);
    },
  };
}
