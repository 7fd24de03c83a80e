/** Runs pieces of work one after another, in the order they were handed in; a failed one stops no other. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

export function inTurnQueue(): InTurn {
  let tail: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = tail.then(work);
    // Its own caller hears of the failure.
    tail = turn.catch(() => undefined);
    return turn;
  };
}
