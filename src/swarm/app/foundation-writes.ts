import type { Git } from "../../git/port.ts";
import { everyPart } from "../../kit/every-part.ts";
import { inTurnQueue } from "../../kit/in-turn.ts";
import { say } from "../../kit/sentence.ts";
import { runRef } from "../../kit/state-paths.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import type { OpenWrite } from "../core/run/state.ts";
import type { Workspace } from "../ports.ts";
import type { Run } from "./run.ts";

/**
 * Separates the Commander's writes in FOUNDATION from the user's edits in the same checkout. We note every
 * writing call with the work tree before it writes; when the call ends, its changes belong to the foundation.
 * All other differences from HEAD belong to the user, and the Commander cannot touch them.
 */
export interface FoundationWrites {
  /** Opens a call that writes these paths, relative to the top. Refuses paths that hold the user's work. */
  begin(call: WritingCall, paths: readonly string[]): Promise<Denial | undefined>;
  /** Opens a shell call; resolves with the paths that belong to the user, which the call may not write. */
  beginShell(call: WritingCall): Promise<ReadonlySet<string> | Denial>;
  /** Ends the call and adds its changes to the foundation. Ignores a call that is not open. */
  end(call: WritingCall): Promise<void>;
  /** Ends every call of a session whose end the host did not announce, also if ending one of them fails. */
  endSession(sessionID: string): Promise<void>;
  /** Waits at most `waitMs` for calls that still write, then ends all calls. */
  settle(waitMs: number): Promise<Written>;
  /** Notes that the Commander knows the superseded paths. */
  tell(): Promise<void>;
  /** Ends the calls of a process that was cut off. Changes of an interrupted shell call stay the user's. */
  recover(): Promise<void>;
}

export interface WritingCall {
  sessionID: string;
  callID: string;
}

export interface Written {
  /** `head` with all that the Commander has written. */
  tree: string;
  /** The current HEAD. */
  head: string;
  /** The Commander's paths in which the user has committed other lines meanwhile; the user's lines win. */
  superseded: readonly string[];
  /** Repositories inside the checkout that the Commander's calls have made; the tree lacks their files. */
  nested: readonly string[];
}

export function trackFoundationWrites(parts: {
  git: Git;
  top: string;
  run: Run;
  workspace: Pick<Workspace, "occupied">;
}): FoundationWrites {
  const { git, top, run, workspace } = parts;
  const inTurn = inTurnQueue();
  const open = () =>
    run.state.phase === "FOUNDATION" ? (run.state.foundationWrites?.open ?? []) : [];

  /**
   * The current HEAD with everything the Commander has written. The user may commit meanwhile: if their lines
   * clash with the Commander's, the user's lines win and the path is `superseded`.
   */
  const written = async (): Promise<Written> => {
    const { approved, foundationWrites } = run.state;
    const before = foundationWrites?.written;
    const head = await git.resolve(top, "HEAD");
    const base = before?.head ?? approved?.base.head ?? head;
    const tree = before?.tree ?? (await git.treeOf(top, base));
    const known = before?.superseded ?? [];
    const nested = before?.nested ?? [];
    if (base === head) return { tree, head, superseded: known, nested };
    const merged = await git.merge(top, { base, ours: head, theirs: tree });
    const { conflicts } = merged;
    const rebased = { onto: merged.tree, from: head, paths: conflicts };
    const superseded = [...new Set([...known, ...conflicts])];
    return { tree: await git.overlay(top, rebased), head, superseded, nested };
  };

  /** The paths that a call has changed up to the work tree `now`: only paths it names, none of the user's. */
  const changesOf = async ({ from, paths, users }: OpenWrite, now: string): Promise<string[]> => {
    const changed = (await git.changes(top, from, now)).map(({ path }) => path);
    const inReach = paths ? changed.filter((path) => meetsAny(path, paths)) : changed;
    return inReach.filter((path) => !meetsAny(path, users));
  };

  /** Paths where the work tree differs both from the commit and from the Commander's version. */
  const usersPaths = async (now: string): Promise<string[]> => {
    const { head, tree } = await written();
    let ours = tree;
    for (const call of open())
      ours = await git.overlay(top, { onto: ours, from: now, paths: await changesOf(call, now) });
    const uncommitted = new Set((await git.changes(top, head, now)).map(({ path }) => path));
    const foreign = (await git.changes(top, ours, now)).map(({ path }) => path);
    return foreign.filter((path) => uncommitted.has(path));
  };

  /** Files on disk that git does not see and that the Commander did not write. */
  const unseen = async (paths: readonly string[], now: string): Promise<string[]> => {
    const seen = await git.files(top, now, paths);
    const namedPaths = new Set(run.state.foundationWrites?.namedPaths ?? []);
    const doubtful = paths.filter((path) => !seen.has(path) && !namedPaths.has(path));
    const exist = await Promise.all(doubtful.map((path) => workspace.occupied(`${top}/${path}`)));
    return doubtful.filter((_path, index) => exist[index]);
  };

  const note = async (call: WritingCall, seen: Omit<OpenWrite, "call">) =>
    run.submit({
      type: "FOUNDATION_WRITING",
      call: keyOf(call),
      from: seen.from,
      users: [...seen.users],
      ...(seen.nested.length > 0 ? { nested: [...seen.nested] } : {}),
      ...(seen.paths ? { paths: [...seen.paths] } : {}),
    });

  const close = async (call: OpenWrite): Promise<void> => {
    const near = call.paths?.every(isAscii) ? call.paths : undefined;
    const { tree: now, nested: present } = await git.snapshot(top, near ? { near } : {});
    const before = await written();
    const changed = await changesOf(call, now);
    const paths = near ? changed.filter((path) => isNear(path, near)) : changed;
    const tree = await git.overlay(top, { onto: before.tree, from: now, paths });
    const superseded = before.superseded.filter((path) => !paths.includes(path));
    // No file tool can make a repository: another program has made it meanwhile.
    const made = call.paths ? [] : present.filter((path) => !call.nested.includes(path));
    const nested = [...new Set([...before.nested, ...made])];
    await store(call.call, { tree, head: before.head, superseded, nested });
  };

  /** Stores the tree under a ref as well, so that git does not collect it as garbage. */
  const store = async (call: string, written: Written): Promise<void> => {
    const { tree, head, superseded, nested } = written;
    const message = "aegis: the foundation so far";
    const commit = await git.commitTree(top, { tree, parents: [head], message });
    await git.updateRef(top, runRef(run.state.runId, "foundation-writes"), commit);
    await run.submit({
      type: "FOUNDATION_WRITTEN",
      call,
      tree,
      head,
      ...(superseded.length > 0 ? { superseded: [...superseded] } : {}),
      ...(nested.length > 0 ? { nested: [...nested] } : {}),
    });
  };

  const endWhere = (wanted: (call: OpenWrite) => boolean): Promise<void> =>
    inTurn(() =>
      everyPart(
        open()
          .filter(wanted)
          .map((call) => () => close(call)),
      ),
    );

  return {
    begin: (call, paths) =>
      inTurn(async () => {
        const early = run.refusal({ type: "FOUNDATION_WRITING" });
        if (early) return early;
        const { tree, nested } = await git.snapshot(top);
        const users = await usersPaths(tree);
        // Also refuse a file where the user has a folder, or the reverse: the user's work would be lost.
        const overlap = paths.filter((path) => meetsAny(path, users));
        if (overlap.length > 0) return userOwns(overlap);
        const hidden = await unseen(paths, tree);
        return hidden.length > 0
          ? unknownFile(hidden)
          : note(call, { from: tree, paths, users, nested });
      }),
    beginShell: (call) =>
      inTurn(async () => {
        const early = run.refusal({ type: "FOUNDATION_WRITING" });
        if (early) return early;
        const { tree, nested } = await git.snapshot(top);
        const users = await usersPaths(tree);
        return (await note(call, { from: tree, users, nested })) ?? new Set(users);
      }),
    end: (call) => endWhere((write) => write.call === keyOf(call)),
    endSession: (sessionID) => endWhere(({ call }) => call.startsWith(`${sessionID}/`)),
    async settle(waitMs) {
      await run.until(() => open().length === 0, waitMs);
      await endWhere(() => true);
      return inTurn(written);
    },
    tell: () => inTurn(async () => store("(told)", { ...(await written()), superseded: [] })),
    recover: () =>
      inTurn(async () => {
        for (const call of open()) {
          // After a cut, a shell call's changes cannot be told from the user's later changes.
          if (call.paths === undefined) await store(call.call, await written());
          else await close(call).catch(async () => store(call.call, await written()));
        }
      }),
  };
}

/** Some servers restart the call numbers in each answer, so the call id alone is not unique. */
function keyOf({ sessionID, callID }: WritingCall): string {
  return `${sessionID}/${callID}`;
}

export function userOwns(paths: readonly string[]): Denial {
  return deny(
    "USER_CHANGES_OVERLAP",
    say(
      `The user has uncommitted changes in ${paths.join(", ")}.`,
      `사용자가 아직 커밋하지 않은 변경이 있는 파일입니다: ${paths.join(", ")}.`,
    ),
    "Ask the user to commit or undo them first, or write to another file.",
  );
}

function unknownFile(paths: readonly string[]): Denial {
  return deny(
    "USER_CHANGES_OVERLAP",
    say(
      `Git does not see these files, so they may be the user's: ${paths.join(", ")}.`,
      `git에 보이지 않는 파일이라 사용자의 것일 수 있습니다: ${paths.join(", ")}.`,
    ),
    "Write to another file, or ask the user to remove these files or add them to git.",
  );
}

function meetsAny(path: string, others: readonly string[]): boolean {
  return others.some((other) => meets(folded(path), folded(other)));
}

/** Git finds a path in another case by its ASCII letters alone. */
function isAscii(path: string): boolean {
  return /^[ -~]+$/.test(path);
}

/** True for the paths that `git.snapshot` with these paths has looked at. */
function isNear(path: string, near: readonly string[]): boolean {
  const lower = asciiLower(path);
  return near.some((other) => `${lower}/`.startsWith(`${asciiLower(other)}/`));
}

// Not `toLowerCase` alone: it makes an ASCII k of the Kelvin sign, which is another file for git.
function asciiLower(path: string): string {
  return path.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** The same file, or a file in the other's folder. */
function meets(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}

/** Many disks find a file by its name in any case and in either Unicode form. */
function folded(path: string): string {
  return path.normalize("NFC").toUpperCase().toLowerCase();
}
