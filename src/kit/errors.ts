/**
 * A failure outside this program (git, a process, the model server, a bad file). A refusal is a `Denial`; a bug is a
 * plain `Error`. `hint` names the next step.
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
