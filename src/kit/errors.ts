/**
 * A failure of the world (git, a process, the model server, a bad file), as opposed to a
 * refusal (`Denial`, data) or a bug (plain `Error`). `hint` says what to do next.
 */
export class AegisError extends Error {
  readonly code: string;
  readonly hint: string;

  constructor(code: string, message: string, hint: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "AegisError";
    this.code = code;
    this.hint = hint;
  }
}
