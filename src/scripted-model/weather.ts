import type { Fail } from "./script.ts";

/** A trouble of the whole server: every answer fails, or no answer moves. */
export type Trouble = Fail | "stall";

/** The server's trouble, if it has one, until the trouble is lifted. */
export class Weather {
  #now: Trouble | undefined;
  readonly #waiting = new Set<() => void>();

  /** The failure of every chat answer at present. */
  get fail(): Fail | undefined {
    return this.#now === "stall" ? undefined : this.#now;
  }

  change(trouble: Trouble | undefined): void {
    this.#now = trouble;
    if (trouble === "stall") return;
    for (const go of this.#waiting) go();
    this.#waiting.clear();
  }

  /** Resolves when answers move again, or the client leaves. */
  async untilMoving(gone: AbortSignal): Promise<void> {
    if (this.#now !== "stall" || gone.aborted) return;
    await new Promise<void>((resolve) => {
      this.#waiting.add(resolve);
      gone.addEventListener("abort", () => resolve(), { once: true });
    });
  }
}
