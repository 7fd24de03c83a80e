import type { Sentence } from "./sentence.ts";

/**
 * A failure outside this program (git, a process, the model server, a bad file). A refusal is a `Denial`; a bug is a
 * plain `Error`. People read `what` and `next` in their language; `message` and `hint` are the same in English, for
 * models, logs and `--json`.
 */
export class AegisError extends Error {
  readonly code: string;
  readonly hint: string;
  /** What has failed. */
  readonly what: Sentence;
  /** The next step. */
  readonly next: Sentence;

  constructor(code: string, what: Sentence, next: Sentence, options?: { cause?: unknown }) {
    super(what.en, options);
    this.name = "AegisError";
    this.code = code;
    this.hint = next.en;
    this.what = what;
    this.next = next;
  }
}
