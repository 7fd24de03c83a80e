/** What an act answers. `done`: the act did what its name says, or had nothing to do. */
export interface Answered {
  readonly text: string;
  readonly done: boolean;
  /** The number of the plan that the text shows. */
  readonly shown?: number;
}

export function done(text: string): Answered {
  return { text, done: true };
}

export function notDone(text: string): Answered {
  return { text, done: false };
}
