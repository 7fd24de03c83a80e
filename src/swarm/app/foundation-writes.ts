import type { Git } from "../../git/port.ts";
import { inTurnQueue } from "../../kit/in-turn.ts";
import { runRef } from "../../kit/state-paths.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import type { OpenWrite } from "../core/run/state.ts";
import type { Workspace } from "../ports.ts";
import { everyPart } from "./every-part.ts";
import type { Run } from "./run.ts";

/**
 * Separates what the Commander writes in FOUNDATION from what the user edits in the same checkout meanwhile.
 * Every writing call is noted before it writes, with the work tree of that moment; when it has ended, the
 * changes belong to the foundation. All other differences from HEAD are the user's and out of reach.
 */
export interface FoundationWrites {
  /** Opens a call that writes these paths, relative to the top. Refuses paths with work of the user's. */
  begin(call: WritingCall, paths: readonly string[]): Promise<Denial | undefined>;
  /** Opens a shell call, which may write anything else; resolves with the paths that are the user's. */
  beginShell(call: WritingCall): Promise<ReadonlySet<string> | Denial>;
  /** Ends the call: what it has written is the foundation's now. A call that is not open is left alone. */
  end(call: WritingCall): Promise<void>;
  /** Ends every call of a session whose end the host did not announce, also if one cannot be ended. */
  endSession(sessionID: string): Promise<void>;
  /** Ends all calls, after a wait of at most `waitMs` for those that still write. */
  settle(waitMs: number): Promise<Written>;
  /** The Commander has been told of what is superseded. */
  tell(): Promise<void>;
  /** Ends the calls of a process that was cut off; what only the tree could tell is left to the user. */
  recover(): Promise<void>;
}

export interface WritingCall {
  sessionID: string;
  callID: string;
}

export interface Written {
  /** `head` with all that the Commander has written. */
  tree: string;
  /** HEAD now. */
  head: string;
  /** Paths of the Commander's in which the user has committed other lines meanwhile: theirs stand. */
  superseded: readonly string[];
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
   * HEAD as it is now with all that the Commander has written. The user may commit meanwhile: if their lines
   * clash with the Commander's, theirs stand, and the path is `superseded`.
   */
  const written = async (): Promise<Written> => {
    const { approved, foundationWrites } = run.state;
    const before = foundationWrites?.written;
    const head = await git.resolve(top, "HEAD");
    const base = before?.head ?? approved?.base.head ?? head;
    const tree = before?.tree ?? (await git.treeOf(top, base));
    const known = before?.superseded ?? [];
    if (base === head) return { tree, head, superseded: known };
    const merged = await git.merge(top, { base, ours: head, theirs: tree });
    const { conflicts } = merged;
    const rebased = { onto: merged.tree, from: head, paths: conflicts };
    const superseded = [...new Set([...known, ...conflicts])];
    return { tree: await git.overlay(top, rebased), head, superseded };
  };

  /** What a call has changed up to the work tree `now`: in what it names, and nothing of the user's. */
  const changesOf = async ({ from, paths, users }: OpenWrite, now: string): Promise<string[]> => {
    const changed = (await git.changes(top, from, now)).map(({ path }) => path);
    const inReach = paths ? changed.filter((path) => meetsAny(path, paths)) : changed;
    return inReach.filter((path) => !meetsAny(path, users));
  };

  /** Paths where the work tree is neither as committed nor as the Commander left it. */
  const usersPaths = async (now: string): Promise<string[]> => {
    const { head, tree } = await written();
    let ours = tree;
    for (const call of open())
      ours = await git.overlay(top, { onto: ours, from: now, paths: await changesOf(call, now) });
    const uncommitted = new Set((await git.changes(top, head, now)).map(({ path }) => path));
    const foreign = (await git.changes(top, ours, now)).map(({ path }) => path);
    return foreign.filter((path) => uncommitted.has(path));
  };

  /** Files on disk that git does not see, and that the Commander has not written itself. */
  const unseen = async (paths: readonly string[], now: string): Promise<string[]> => {
    const seen = await git.files(top, now, paths);
    const namedPaths = new Set(run.state.foundationWrites?.namedPaths ?? []);
    const doubtful = paths.filter((path) => !seen.has(path) && !namedPaths.has(path));
    const exist = await Promise.all(doubtful.map((path) => workspace.occupied(`${top}/${path}`)));
    return doubtful.filter((_path, index) => exist[index]);
  };

  const note = async (call: WritingCall, seen: Pick<OpenWrite, "from" | "paths" | "users">) =>
    run.submit({
      type: "FOUNDATION_WRITING",
      call: keyOf(call),
      from: seen.from,
      users: [...seen.users],
      ...(seen.paths ? { paths: [...seen.paths] } : {}),
    });

  const close = async (call: OpenWrite): Promise<void> => {
    const { tree: now } = await git.snapshot(top);
    const before = await written();
    const paths = await changesOf(call, now);
    const tree = await git.overlay(top, { onto: before.tree, from: now, paths });
    const superseded = before.superseded.filter((path) => !paths.includes(path));
    await store(call.call, { tree, head: before.head, superseded });
  };

  /** Under a ref as well, so that git does not collect it as garbage. */
  const store = async (call: string, { tree, head, superseded }: Written): Promise<void> => {
    const message = "aegis: the foundation so far";
    const commit = await git.commitTree(top, { tree, parents: [head], message });
    await git.updateRef(top, runRef(run.state.runId, "foundation-writes"), commit);
    const more = superseded.length > 0 ? { superseded: [...superseded] } : {};
    await run.submit({ type: "FOUNDATION_WRITTEN", call, tree, head, ...more });
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
        const { tree } = await git.snapshot(top);
        const users = await usersPaths(tree);
        // A user's file in the way of a folder, or the other way round, would be lost as well.
        const overlap = paths.filter((path) => meetsAny(path, users));
        if (overlap.length > 0) return userOwns(overlap);
        const hidden = await unseen(paths, tree);
        return hidden.length > 0 ? unknownFile(hidden) : note(call, { from: tree, paths, users });
      }),
    beginShell: (call) =>
      inTurn(async () => {
        const early = run.refusal({ type: "FOUNDATION_WRITING" });
        if (early) return early;
        const { tree } = await git.snapshot(top);
        const users = await usersPaths(tree);
        return (await note(call, { from: tree, users })) ?? new Set(users);
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
          // Nothing separates what a shell that was cut off has left from what the user did since.
          if (call.paths === undefined) await store(call.call, await written());
          else await close(call).catch(async () => store(call.call, await written()));
        }
      }),
  };
}

/** Some servers number the calls of each answer from the start again: the id alone names no call. */
function keyOf({ sessionID, callID }: WritingCall): string {
  return `${sessionID}/${callID}`;
}

export function userOwns(paths: readonly string[]): Denial {
  return deny(
    "USER_CHANGES_OVERLAP",
    `The user has uncommitted changes there: ${paths.join(", ")}.`,
    "Ask the user to commit or undo them first, or put it into another file.",
  );
}

function unknownFile(paths: readonly string[]): Denial {
  return deny(
    "USER_CHANGES_OVERLAP",
    `There is a file that git does not see, so it may be the user's: ${paths.join(", ")}.`,
    "Put it into another file, or ask the user to remove or add theirs.",
  );
}

function meetsAny(path: string, others: readonly string[]): boolean {
  return others.some((other) => meets(folded(path), folded(other)));
}

/** The same file, or a file in the other's folder. */
function meets(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}

/** Many disks know a file by any case and either Unicode form of its name. */
function folded(path: string): string {
  return path.normalize("NFC").toUpperCase().toLowerCase();
}
