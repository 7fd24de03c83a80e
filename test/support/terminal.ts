import { setTimeout as pause } from "node:timers/promises";
import { execa } from "execa";

function running(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** A real terminal (by default 150×50) that types a person's keys and reads the screen. */
export class Terminal {
  readonly #socket: string;

  private constructor(socket: string) {
    this.#socket = socket;
  }

  /** False if tmux is not installed. */
  static async possible(): Promise<boolean> {
    const { exitCode } = await execa("tmux", ["-V"], { reject: false });
    return exitCode === 0;
  }

  /** Starts `command` in `cwd` with exactly this environment. */
  static async start(options: {
    name: string;
    command: string;
    args?: readonly string[];
    cwd: string;
    env: Readonly<Record<string, string>>;
    columns?: number;
    rows?: number;
  }): Promise<Terminal> {
    const { columns = 150, rows = 50 } = options;
    const terminal = new Terminal(`aegis-${options.name}-${process.pid}`);
    const variables = Object.entries({ ...options.env, PWD: options.cwd });
    await terminal.#tmux(
      ...[
        "-f",
        "/dev/null",
        "new-session",
        "-d",
        "-x",
        `${columns}`,
        "-y",
        `${rows}`,
        "-c",
        options.cwd,
      ],
      ...["env", "-i", ...variables.map(([name, value]) => `${name}=${value}`)],
      ...[options.command, ...(options.args ?? [])],
    );
    return terminal;
  }

  async type(text: string): Promise<void> {
    await this.#tmux("send-keys", "-l", text);
  }

  async press(key: string): Promise<void> {
    await this.#tmux("send-keys", key);
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux("resize-window", "-x", `${columns}`, "-y", `${rows}`);
  }

  async screen(): Promise<string> {
    return (await this.#tmux("capture-pane", "-p")).stdout;
  }

  /** The screen with its colours, as escape sequences. */
  async coloured(): Promise<string> {
    return (await this.#tmux("capture-pane", "-p", "-e")).stdout;
  }

  /** The first screen that differs from the given screen. Throws if the screen never changes. */
  async changes(from: string): Promise<string> {
    const deadline = Date.now() + 80_000;
    for (;;) {
      const screen = await this.screen();
      if (screen !== from) return screen;
      if (Date.now() > deadline) throw new Error(`nothing changed:\n${screen}`);
      await pause(50);
    }
  }

  /** The first screen that shows `wanted`. Throws with the last screen if `wanted` never appears. */
  async shows(wanted: RegExp, timeoutMs = 240_000): Promise<string> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const screen = await this.screen();
      if (wanted.test(screen)) return screen;
      if (Date.now() > deadline) throw new Error(`never showed ${wanted}:\n${screen}`);
      await pause(100);
    }
  }

  /**
   * Waits until the screen does not show `unwanted`. A key right behind Escape would be read as one with Alt, so a test
   * waits for what Escape takes away.
   */
  async hides(unwanted: RegExp): Promise<void> {
    await this.shows(new RegExp(`^(?![\\s\\S]*(?:${unwanted.source}))`));
  }

  /** Ends the program and waits for its end, because the program may still be writing into its home. */
  async close(): Promise<void> {
    const { stdout, exitCode } = await execa(
      "tmux",
      ["-L", this.#socket, "display-message", "-p", "#{pane_pid}"],
      { reject: false },
    );
    // The terminal has ended with its program.
    if (exitCode !== 0) return;
    await execa("tmux", ["-L", this.#socket, "kill-server"], { reject: false });
    const deadline = Date.now() + 5_000;
    while (running(Number(stdout))) {
      if (Date.now() > deadline) process.kill(Number(stdout), "SIGKILL");
      await pause(50);
    }
  }

  /** The program dies in the middle of its work. */
  async kill(): Promise<void> {
    const { stdout } = await this.#tmux("display-message", "-p", "#{pane_pid}");
    process.kill(Number(stdout), "SIGKILL");
    while (running(Number(stdout))) await pause(50);
  }

  #tmux(...args: string[]) {
    return execa("tmux", ["-L", this.#socket, ...args]);
  }
}
