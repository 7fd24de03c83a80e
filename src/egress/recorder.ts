import type { Attempt } from "./core/observation.ts";

type Seen = Omit<Attempt, "at" | "session" | "count" | "program"> & {
  program?: string | undefined;
};

/** Collects what is attempted, under the session that runs. */
export class Recorder {
  /** The session that runs now. */
  session: Attempt["session"] = "control";
  readonly #attempts = new Map<string, Attempt>();

  get attempts(): readonly Attempt[] {
    return [...this.#attempts.values()];
  }

  /** Takes out what was seen under the present session. */
  take(): Attempt[] {
    const found = this.attempts.filter(({ session }) => session === this.session);
    for (const [key, { session }] of this.#attempts)
      if (session === this.session) this.#attempts.delete(key);
    return found;
  }

  note({ program, ...seen }: Seen): void {
    const { protocol, host, port } = seen;
    const key = JSON.stringify([this.session, protocol, host, port, program]);
    const known = this.#attempts.get(key);
    const at = known?.at ?? new Date().toISOString();
    const count = (known?.count ?? 0) + 1;
    const who = program === undefined ? {} : { program };
    this.#attempts.set(key, { ...seen, at, session: this.session, ...who, count });
  }
}
