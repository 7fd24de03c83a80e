/** Runs tasks one after another, in the order of the calls; a failed task does not stop the next task. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

export function inTurnQueue(): InTurn {
  let tail: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = tail.then(work);
    // The caller of the failed task receives the error.
    tail = turn.catch(() => undefined);
    return turn;
  };
}
