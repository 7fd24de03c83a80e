import { createWriteStream } from "node:fs";
import { AegisError } from "../kit/errors.ts";
import { type Service, serve } from "../kit/process/serve.ts";
import { type Sentence, say } from "../kit/sentence.ts";

export interface ProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Receives all output of the process as it arrives. */
  readonly logFile?: string | undefined;
  /** True if a signal and the stop reach all processes of its session, not only OpenCode itself. */
  readonly session?: boolean | undefined;
}

/** Time for a process to end by itself before it is killed. */
const GRACE_MS = 2_000;

/** A running OpenCode process and all its output. */
export class HostProcess {
  readonly #service: Service;
  readonly #printed: string[] = [];
  readonly #readers = new Set<() => void>();
  /** Resolves with the exit code, or null after a signal. */
  readonly exited: Promise<number | null>;
  #silent = false;

  constructor(options: ProcessOptions) {
    const { command, args, cwd } = options;
    const file = options.logFile === undefined ? undefined : createWriteStream(options.logFile);
    this.#service = serve({
      argv: [command, ...args],
      cwd,
      session: options.session === true,
      // OpenCode prefers PWD to the real working directory as its project.
      env: { ...options.env, PWD: cwd },
      onText: (text) => {
        file?.write(text);
        this.#print(text);
      },
    });
    this.exited = this.#service.exited.then(({ code, error }) => (error ? null : code));
    // A grandchild may keep the pipes open, so the output may end later than the process.
    void Promise.all([this.exited, this.#service.closed]).then(() => {
      this.#silent = true;
      file?.end();
      this.#print("");
    });
  }

  get pid(): number {
    return this.#service.pid ?? -1;
  }

  log(): string {
    return this.#printed.join("");
  }

  /** The first match of `pattern` in the output. Throws `AegisError` HOST_START if there is none. */
  printed(pattern: RegExp, timeoutMs: number): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const done = (settle: () => void) => {
        clearTimeout(timer);
        this.#readers.delete(look);
        settle();
      };
      const fail = (why: Sentence) => {
        const log = this.log().slice(-2_000);
        const what = say(`OpenCode ${why.en}: ${log}`, `OpenCode: ${why.ko}. ${log}`);
        done(() =>
          reject(
            new AegisError(
              "HOST_START",
              what,
              say("Read its log above.", "위의 로그를 확인하세요."),
            ),
          ),
        );
      };
      const look = () => {
        const match = pattern.exec(this.log());
        if (match !== null) done(() => resolve(match));
        else if (this.#silent) fail(say("ended early", "시작하다가 끝났습니다"));
      };
      const timer = setTimeout(() => fail(notReady(timeoutMs)), timeoutMs);
      this.#readers.add(look);
      look();
    });
  }

  kill(signal: NodeJS.Signals): void {
    this.#service.signal(signal);
  }

  /** Ends the process. A starting OpenCode may ignore the first SIGTERM, so SIGKILL follows. */
  async stop(): Promise<void> {
    await this.#service.stop(GRACE_MS);
  }

  #print(text: string): void {
    this.#printed.push(text);
    for (const reader of [...this.#readers]) reader();
  }
}

function notReady(timeoutMs: number): Sentence {
  return say(`was not ready in ${timeoutMs} ms`, `${timeoutMs} ms 안에 준비되지 않았습니다`);
}
