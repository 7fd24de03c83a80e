/** What a call does in its tree: calls of one kind run side by side, calls of different kinds wait for each other. */
export type TreeUse = "shell" | "file tool";

/**
 * Keeps shells and file tools of one tree apart, in the order of their calls. A file tool checks a path and then uses it;
 * a shell beside it could change where the path leads. Trees are independent of each other.
 */
export interface TreeQueue {
  /** Resolves when the call may use the tree; with false if it was ended while it waited. */
  enter(tree: string, use: TreeUse, call: QueuedCall): Promise<boolean>;
  /** Ends one call, whether it uses the tree or still waits; does nothing for a call that is not in the queue. */
  leave(call: QueuedCall): void;
  /** Ends all calls of a session. */
  leaveSession(sessionID: string): void;
}

interface QueuedCall {
  tool: string;
  sessionID: string;
  callID: string;
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

  return {
    enter(tree, use, call) {
      const { promise, resolve } = newPromise();
      const entries = [...(trees.get(tree) ?? []), { use, call, admit: resolve }];
      trees.set(tree, entries);
      admitNext(entries);
      return promise;
    },
    leave(call) {
      for (const [tree, entries] of [...trees]) {
        // A server may give two calls of one answer the same id: each end ends one of them.
        const first = entries.find((entry) => isSame(entry.call, call));
        if (first) return remove(tree, (entry) => entry === first);
      }
    },
    leaveSession(sessionID) {
      for (const tree of [...trees.keys()])
        remove(tree, ({ call }) => call.sessionID === sessionID);
    },
  };
}

function newPromise(): { promise: Promise<boolean>; resolve: (value: boolean) => void } {
  let resolve: (value: boolean) => void = () => undefined;
  const promise = new Promise<boolean>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

function isSame(one: QueuedCall, other: QueuedCall): boolean {
  return (
    one.callID === other.callID && one.sessionID === other.sessionID && one.tool === other.tool
  );
}
