import { mkdir } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import { AegisError } from "../../kit/errors.ts";
import { isThere } from "../../kit/is-there.ts";
import { fileLease } from "../../kit/lease.ts";
import { PRIVATE_FOLDER, privateFolder } from "../../kit/private-state.ts";
import { say } from "../../kit/sentence.ts";
import { type Change, joined, MANIFEST_VERSION, type Manifest } from "../core/manifest.ts";
import { type Desired, missingFolders, type Planned, planned } from "./desired.ts";
import { namesIn, removeEmpty, stateFiles } from "./state-files.ts";
import { type TakenBack, type TakingOut, takeBack } from "./take-back.ts";
import { readFound, writeWhole } from "./write-file.ts";

/** A command that was cut off, and what recovery did with it. */
export interface Recovered extends TakenBack {
  /** `install`: taken back. `finished`: complete except for its last note. `uninstall`: carried on to its end. */
  kind: "install" | "finished" | "uninstall";
}

export interface ApplyOptions {
  /** Names this install; the same in every folder it writes to. */
  id: string;
  version: string;
  /** Checks the result. If it throws, everything is taken back. */
  verify: () => Promise<void>;
  /** Stops between two changes; everything is then taken back too. */
  signal?: AbortSignal | undefined;
  /** The project that the changes are for. */
  top?: string | undefined;
  /** Folder of the install whose manifest decides whether this install counts, if that is another one. */
  owner?: string;
}

/** Installs and the data to take them back, kept in `folder`. */
export function transactions(folder: string) {
  const state = stateFiles(folder);
  const lease = fileLease(lockFile(folder));
  /** Parent folders of the state that did not exist before; set at the first lock. */
  let above: string[] = [];
  /** Folders that a roll-back leaves to the release of the lock, which still lies in them. */
  let emptied: string[] = [];

  /** Locks until the returned function is called. Throws SETUP_RUNNING. */
  const lock = async (): Promise<() => Promise<void>> => {
    above = await missingFolders(dirname(dirname(folder)));
    await privateFolder(folder);
    if (lease.claim() === "held")
      throw new AegisError(
        "SETUP_RUNNING",
        say(
          `Another install or uninstall (process ${lease.holder() ?? "?"}) is at work in ${folder}.`,
          `다른 설치 또는 제거(프로세스 ${lease.holder() ?? "?"})가 ${folder}에서 진행 중입니다.`,
        ),
        say("Let it finish, then repeat the command.", "끝난 뒤 명령을 다시 실행하세요."),
      );
    return async () => {
      lease.release();
      await state.sweep();
      for (const path of [...above, ...emptied].toReversed()) await removeEmpty(path);
    };
  };

  /**
   * Applies all changes or none: first it backs up the old files, then it writes the intention to disk, then it changes
   * the files one by one, then `verify` checks the result. If it is cut off at any moment, `recover` finds the
   * intention. Throws the errors of `verify` and of the file system.
   */
  const apply = async (wishes: readonly Desired[], options: ApplyOptions): Promise<void> => {
    const { id, version, owner, top } = options;
    const steps: Planned[] = [
      ...above.map((path) => ({ change: { kind: "folder", path } as const })),
      ...(await planned(wishes, top)),
    ];
    const changes = steps.map(({ change }) => change);
    await mkdir(state.backupFolder, { recursive: true, mode: PRIVATE_FOLDER });
    for (const change of changes) await keep(change);
    const intention = { v: MANIFEST_VERSION, id, version, changes } as const;
    await state.writePending({ kind: "install", ...intention, ...(owner ? { owner } : {}) });
    try {
      for (const step of steps) {
        options.signal?.throwIfAborted();
        await perform(step);
      }
      await options.verify();
    } catch (error) {
      await rollBack(changes);
      throw error;
    }
    await commit(intention);
  };

  const commit = async ({ id, version, changes }: Omit<Manifest, "v">): Promise<void> => {
    const before = (await state.manifest())?.changes ?? [];
    await state.writeManifest({
      v: MANIFEST_VERSION,
      id,
      version,
      changes: joined(before, changes),
    });
    await state.dropPending();
    await state.sweep();
  };

  /** Removes new folders again at the end: until then the state itself may lie in them. */
  const rollBack = async (changes: readonly Change[], part?: TakingOut): Promise<TakenBack> => {
    const result = await takeBack(state, changes, part);
    if (part) await state.dropManifest();
    await state.dropPending();
    await state.sweep();
    const folders = changes.filter(({ kind }) => kind === "folder");
    emptied = folders.map(({ path }) => path).filter((path) => folder.startsWith(`${path}${sep}`));
    const still = new Set((await takeBack(state, folders)).left.map(({ path }) => path));
    const left = result.left.filter(
      ({ path, why }) => why !== "not-empty" || (still.has(path) && !emptied.includes(path)),
    );
    return { ...result, left };
  };

  const keep = async (change: Change): Promise<void> => {
    if (change.kind === "folder" || !change.before) return;
    const found = await readFound(change.path);
    if (found) await state.keep(found);
  };

  const perform = async ({ change, wish }: Planned): Promise<void> => {
    if (change.kind === "folder") await mkdir(change.path, { recursive: true });
    else if (wish)
      await writeWhole(change.path, wish.content, {
        owner: change.before,
        mode: wish.mode,
        mtime: wish.mtime,
      });
  };

  /**
   * Removes everything that was installed. The call can be repeated after an interruption, because the manifest goes
   * after the files.
   */
  const takeOut = async (part: TakingOut): Promise<TakenBack | undefined> => {
    const manifest = await state.manifest();
    if (!manifest) return undefined;
    await state.writePending({ kind: "uninstall", v: MANIFEST_VERSION });
    return rollBack(manifest.changes, part);
  };

  /**
   * Recovers from a cut-off command. An install is taken back unless it was complete; if another
   * folder decides, `isComplete(owner, id)` tells. An uninstall goes on.
   */
  const recover = async (
    isComplete: (owner: string, id: string) => Promise<boolean>,
    part: TakingOut,
  ): Promise<Recovered | undefined> => {
    const pending = await state.pending();
    if (!pending) return undefined;
    const nothing = { paths: [], left: [] };
    if (pending.kind === "uninstall") {
      const result = await takeOut(part);
      await state.dropPending();
      await state.sweep();
      return { kind: "uninstall", ...(result ?? nothing) };
    }
    const { id, owner } = pending;
    if ((await state.manifest())?.id === id) {
      await state.dropPending();
      await state.sweep();
      return { kind: "finished", ...nothing };
    }
    if (owner !== undefined && (await isComplete(owner, id))) {
      await commit(pending);
      return { kind: "finished", ...nothing };
    }
    return { kind: "install", ...(await rollBack(pending.changes)) };
  };

  return {
    folder,
    lock,
    manifest: state.manifest,
    pending: state.pending,
    apply,
    recover,
    takeOut,
    sweep: state.sweep,
  };
}

/** True if a process holds the folder's lock, or was killed while it held or released it. */
export async function leftBehind(folder: string): Promise<boolean> {
  const names = await namesIn(folder);
  if (names.includes(basename(lockFile(folder)))) return true;
  if (names.includes("manifest.json")) return false;
  const above = dirname(folder);
  return (await isThere(folder)) || ((await isThere(above)) && (await namesIn(above)).length === 0);
}

function lockFile(folder: string): string {
  return join(folder, "lock.json");
}
export type Transactions = ReturnType<typeof transactions>;
