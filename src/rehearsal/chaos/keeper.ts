import { setTimeout as delay } from "node:timers/promises";
import type { Host } from "../../host/serve.ts";

/** Time for OpenCode to end by itself. */
const PATIENCE_MS = 10_000;

/** The one OpenCode of a chaos rehearsal, which is ended and started again. */
export class Keeper {
  readonly #start: () => Promise<Host>;
  #host: Host | undefined;
  #starts = 1;

  constructor(first: Host, start: () => Promise<Host>) {
    this.#host = first;
    this.#start = start;
  }

  /** Undefined while OpenCode is down. */
  get host(): Host | undefined {
    return this.#host;
  }

  /** Distinguishes an OpenCode from the one before it. */
  get starts(): number {
    return this.#starts;
  }

  signal(signal: NodeJS.Signals): void {
    this.#host?.kill(signal);
  }

  /** Ends OpenCode, does `meanwhile`, and starts OpenCode again. */
  async restart(signal: "SIGKILL" | "SIGTERM", meanwhile: () => Promise<void>): Promise<void> {
    const host = this.#host;
    this.#host = undefined;
    host?.kill(signal);
    // What ignores SIGTERM is killed by the stop.
    await Promise.race([host?.exited, delay(PATIENCE_MS, undefined, { ref: false })]);
    await host?.stop();
    await meanwhile();
    this.#host = await this.#start();
    this.#starts += 1;
  }
}
