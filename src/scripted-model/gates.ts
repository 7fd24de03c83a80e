/** Named gates that hold answers back until a test or the rehearsal opens them. A gate stays open. */
export class Gates {
  readonly #gates = new Map<string, { opened: Promise<void>; open: () => void }>();

  /** Resolves when the gate is open or `signal` aborts. */
  async wait(name: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const gone = new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    await Promise.race([this.#gate(name).opened, gone]);
  }

  release(name: string): void {
    this.#gate(name).open();
  }

  #gate(name: string): { opened: Promise<void>; open: () => void } {
    const known = this.#gates.get(name);
    if (known !== undefined) return known;
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    const gate = { opened, open };
    this.#gates.set(name, gate);
    return gate;
  }
}
