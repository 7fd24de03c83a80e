/** Cases of one test file: the full name (`describe > test`), or a pattern that finds at least one of them. */
export interface Proof {
  readonly file: string;
  readonly cases: readonly (string | RegExp)[];
}

/** A fault that a user or a machine can cause, what the product promises then, and the cases that prove it. */
export interface FaultRow {
  readonly id: string;
  readonly fault: string;
  readonly outcome: string;
  readonly proofs: readonly Proof[];
  /** What is not proven yet, and why. A row without it is proven when all of its cases pass. */
  readonly open?: string;
}

/** Cases of `test/<name>.test.ts`. */
export function by(name: string, ...cases: (string | RegExp)[]): Proof {
  return { file: `test/${name}.test.ts`, cases };
}
