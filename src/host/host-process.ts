import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { AegisError } from "../kit/errors.ts";

export interface ProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Gets everything the process prints, as it comes. */
  readonly logFile?: string | undefined;
}

/** How long a process may take to end by itself before it is killed. */
const GRACE_MS = 2_000;

/** A running OpenCode process and all it has printed. */
export class HostProcess {
  readonly #child: ChildProcess;
  readonly #printed: string[] = [];
  readonly #readers = new Set<() => void>();
  /** Resolves with the exit code, or null after a signal. */
  readonly exited: Promise<number | null>;
  #silent = false;

  constructor(options: ProcessOptions) {
    const { command, args, cwd } = options;
    // OpenCode takes its project from PWD before the real working directory.
    const env = { ...options.env, PWD: cwd };
    this.#child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    const file = options.logFile === undefined ? undefined : createWriteStream(options.logFile);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        file?.write(text);
        this.#print(text);
      });
    }
    this.#child.once("error", (error) => this.#print(`${error.message}\n`));
    // A grandchild may keep the pipes open, so the end of the process counts, not of its output.
    this.exited = new Promise((resolve) => {
      this.#child.once("exit", resolve).once("close", resolve);
    });
    this.#child.once("close", () => {
      this.#silent = true;
      file?.end();
      this.#print("");
    });
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  log(): string {
    return this.#printed.join("");
  }

  /** The first match of `pattern` in what is printed. Throws `AegisError` HOST_START otherwise. */
  printed(pattern: RegExp, timeoutMs: number): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const done = (settle: () => void) => {
        clearTimeout(timer);
        this.#readers.delete(look);
        settle();
      };
      const fail = (why: string) => {
        const message = `OpenCode ${why}: ${this.log().slice(-2_000)}`;
        done(() => reject(new AegisError("HOST_START", message, "Read its log above.")));
      };
      const look = () => {
        const match = pattern.exec(this.log());
        if (match !== null) done(() => resolve(match));
        else if (this.#silent) fail("ended early");
      };
      const timer = setTimeout(() => fail(`was not ready in ${timeoutMs} ms`), timeoutMs);
      this.#readers.add(look);
      look();
    });
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends the process; the first SIGTERM may be swallowed during a start, so SIGKILL follows. */
  async stop(): Promise<void> {
    if (this.#child.pid === undefined || this.#child.exitCode !== null) return;
    const waiting = new AbortController();
    this.kill("SIGTERM");
    const grace = delay(GRACE_MS, undefined, { signal: waiting.signal }).then(
      () => this.kill("SIGKILL"),
      () => undefined,
    );
    await this.exited;
    waiting.abort();
    await grace;
  }

  #print(text: string): void {
    this.#printed.push(text);
    for (const reader of [...this.#readers]) reader();
  }
}
