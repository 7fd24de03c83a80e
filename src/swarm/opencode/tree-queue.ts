/** What a call does in its tree: calls of one kind run side by side, calls of different kinds wait for each other. */
export type TreeUse = "shell" | "file tool";

/**
 * Keeps shells and file tools of one tree apart, in the order of their calls. A file tool checks a path and then uses it;
 * a shell beside it could change where the path leads. Trees are independent of each other.
 */
export interface TreeQueue {
  enter(tree: string, use: TreeUse, call: QueuedCall): Turn;
  /** Ends one call, whether it uses the tree or still waits; does nothing for a call that is not in the queue. */
  leave(call: CallKey): void;
  /** Ends all calls of a session. */
  leaveSession(sessionID: string): void;
  /** Ends all calls that the plugin instance of a directory has let in: their instance is gone. */
  leaveInstance(directory: string): void;
}

/** A call's place in the queue. */
export interface Turn {
  /** Resolves when the call may use the tree; with false if it was ended while it waited. */
  readonly admitted: Promise<boolean>;
  /** The calls that use the tree now. */
  holders(): QueuedCall[];
  /** False as soon as the call has ended. */
  isHeld(): boolean;
  /** Ends this call, and none that has the same id. */
  giveUp(): void;
}

interface CallKey {
  tool: string;
  sessionID: string;
  callID: string;
}

export interface QueuedCall extends CallKey {
  /** The directory of the plugin instance that got the call. */
  directory: string;
}

interface Entry {
  use: TreeUse;
  call: QueuedCall;
  /** Undefined once the call uses the tree. */
  admit: ((mayUse: boolean) => void) | undefined;
}

export function treeQueue(): TreeQueue {
  const trees = new Map<string, Entry[]>();

  /** Admits from the front of the queue all that may run side by side. */
  const admitNext = (entries: readonly Entry[]): void => {
    for (const entry of entries) {
      if (entry.use !== entries[0]?.use) return;
      entry.admit?.(true);
      entry.admit = undefined;
    }
  };
  const remove = (tree: string, gone: (entry: Entry) => boolean): void => {
    const entries = trees.get(tree) ?? [];
    const left = entries.filter((entry) => !gone(entry));
    if (left.length === 0) trees.delete(tree);
    else trees.set(tree, left);
    for (const entry of entries) if (gone(entry)) entry.admit?.(false);
    admitNext(left);
  };
  const removeAll = (gone: (entry: Entry) => boolean): void => {
    for (const tree of [...trees.keys()]) remove(tree, gone);
  };

  return {
    enter(tree, use, call) {
      const { promise, resolve } = newPromise();
      const entry: Entry = { use, call, admit: resolve };
      const entries = [...(trees.get(tree) ?? []), entry];
      trees.set(tree, entries);
      admitNext(entries);
      return {
        admitted: promise,
        holders: () => (trees.get(tree) ?? []).filter((one) => !one.admit).map(({ call }) => call),
        isHeld: () => trees.get(tree)?.includes(entry) ?? false,
        giveUp: () => remove(tree, (one) => one === entry),
      };
    },
    leave(call) {
      for (const [tree, entries] of [...trees]) {
        // A server may give two calls of one answer the same id: each end ends one of them.
        const first = entries.find((entry) => isSame(entry.call, call));
        if (first) return remove(tree, (entry) => entry === first);
      }
    },
    leaveSession: (sessionID) => removeAll(({ call }) => call.sessionID === sessionID),
    leaveInstance: (directory) => removeAll(({ call }) => call.directory === directory),
  };
}

function newPromise(): { promise: Promise<boolean>; resolve: (value: boolean) => void } {
  let resolve: (value: boolean) => void = () => undefined;
  const promise = new Promise<boolean>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

function isSame(one: CallKey, other: CallKey): boolean {
  return (
    one.callID === other.callID && one.sessionID === other.sessionID && one.tool === other.tool
  );
}
