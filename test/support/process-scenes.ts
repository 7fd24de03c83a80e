import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type RunOptions, type RunResult, run } from "../../src/kit/process/run.ts";
import { serve } from "../../src/kit/process/serve.ts";

/*
 * The promises of `run` and `serve`, as scenes that return plain data: the test plays them in Node, and
 * `process-player.ts` plays them in OpenCode's Bun.
 */

const env = { PATH: "/usr/bin:/bin", LC_ALL: "C" };

function bash(line: string, options: Partial<RunOptions> = {}): Promise<RunResult> {
  return run({ argv: ["bash", "-c", line], env, ...options });
}

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => "no error",
    (error: { name: string; code: string }) => `${error.name} ${error.code}`,
  );
}

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "aegis-process-"));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Waits until the process has ended; false if it still runs after a minute. */
export async function ends(pid: number): Promise<boolean> {
  for (let look = 0; look < 3_000; look += 1) {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
    if (stat === undefined || /\) Z /.test(stat)) return true;
    await delay(20);
  }
  return false;
}

/** The first line of a file that is about to be written. */
async function text(file: string): Promise<string> {
  for (let look = 0; look < 3_000; look += 1) {
    const found = await readFile(file, "utf8").catch(() => "");
    if (found.endsWith("\n")) return found.trim();
    await delay(20);
  }
  throw new Error(`${file} has no line after a minute`);
}

const ODD = [0, 255, 254, 10, 128, 237, 160, 128, 65];

export const SCENES = {
  async answer() {
    const { code, signal, ended, stdout, stderr, cut } = await bash(
      "echo out; echo err >&2; exit 7",
    );
    return { code, signal, ended, stdout: `${stdout}`, stderr: `${stderr}`, cut };
  },
  /** Also covers input that no program reads and that is larger than a pipe. */
  async bytes() {
    const { stdout } = await run({ argv: ["cat"], env, stdin: Uint8Array.from(ODD) });
    const unread = await bash("exit 3", { stdin: "x".repeat(1_000_000) });
    const none = await run({ argv: ["cat"], env });
    return { back: [...stdout], unread: unread.code, none: none.stdout.length };
  },
  async environment() {
    const { stdout } = await run({ argv: ["env"], env: { ...env, ONE: "1", TWO: undefined } });
    return `${stdout}`.split("\n").filter((line) => /^(ONE|TWO|HOME)=/.test(line));
  },
  async signalled() {
    const { code, signal, ended } = await bash("kill -TERM $$");
    const piped = await bash("yes | head -n 1; echo $PIPESTATUS");
    return { code, signal, ended, pipe: `${piped.stdout}`, silent: `${piped.stderr}` };
  },
  async limit() {
    const { code, ended, stdout, ms } = await bash("echo begun; sleep 30", { timeoutMs: 300 });
    return { code, ended, stdout: `${stdout}`, early: ms < 10_000 };
  },
  async grace() {
    const ready = (line: string) => `${line} echo ready; while :; do sleep 0.1; done`;
    const stop = async (line: string) => {
      const stop = new AbortController();
      const onOutput = () => stop.abort();
      const options = { signal: stop.signal, onOutput, graceMs: 500 };
      const { code, signal, ended, stdout, ms } = await bash(ready(line), options);
      return { code, signal, ended, stdout: `${stdout}`, waited: ms >= 500 };
    };
    return {
      obeyed: await stop("trap 'echo bye; exit 4' TERM;"),
      ignored: await stop("trap '' TERM;"),
    };
  },
  abortedBefore: () =>
    inFolder(async (folder) => {
      const file = join(folder, "file");
      const { code, ended } = await bash(`echo > ${file}`, { signal: AbortSignal.abort() });
      return { code, ended, started: (await readFile(file).catch(() => "no")) !== "no" };
    }),
  async tail() {
    const heard: number[] = [];
    const { code, stdout, cut } = await bash("yes 0123456789 | head -c 5000000; echo THE-END", {
      keepBytes: 1_000,
      onOutput: (chunk) => heard.push(chunk.length),
    });
    const none = await bash("echo much", { keepBytes: 0 });
    const exact = await bash("printf 12345", { keepBytes: 5 });
    return {
      code,
      cut,
      kept: stdout.length,
      end: `${stdout.subarray(-8)}`,
      heard: heard.reduce((sum, length) => sum + length, 0),
      none: [none.stdout.length, none.cut],
      exact: [`${exact.stdout}`, exact.cut],
    };
  },
  async missing() {
    return [
      await codeOf(run({ argv: ["no-such-program"], env })),
      await codeOf(run({ argv: ["/no/such/program"], env })),
      await codeOf(run({ argv: ["/etc/passwd"], env })),
      await codeOf(run({ argv: ["bash"], env, cwd: "/no/such/folder" })),
    ];
  },
  /** The leader ends at once; its grandchild ignores SIGTERM and holds the pipe. */
  async group() {
    const line = "(trap '' TERM; exec sleep 60) & echo $!";
    const held = await bash(line, { group: true });
    const own = await bash(line);
    const left = Number(own.stdout);
    const alone = !(await Promise.race([ends(left), delay(100, false)]));
    process.kill(left, "SIGKILL");
    return {
      ended: held.ended,
      gone: await ends(Number(held.stdout)),
      early: held.ms < 10_000 && own.ms < 10_000,
      alone,
    };
  },
  async groupAtItsLimit() {
    const line = "sleep 60 & echo $!; trap '' TERM; while :; do sleep 0.1; done";
    const { ended, stdout } = await bash(line, { group: true, timeoutMs: 300, graceMs: 300 });
    return { ended, gone: await ends(Number(`${stdout}`.split("\n")[0])) };
  },
  /** The program ends before the child that prints its output. */
  async passedOn() {
    const { code, stdout } = await bash("exec > >(sleep 0.02; cat); echo through");
    return { code, stdout: `${stdout}` };
  },
  /** This process blocks from the program's end until long after the output has arrived. */
  async passedOnWhileBusy() {
    const running = bash("exec > >(sleep 1; cat); echo through");
    await delay(500);
    const until = Date.now() + 3_000;
    while (Date.now() < until);
    return `${(await running).stdout}`;
  },
  async served() {
    const lines: string[] = [];
    let ready = () => {};
    const started = new Promise<void>((resolve) => {
      ready = resolve;
    });
    const service = serve({
      argv: ["bash", "-c", "printf '한'; printf '글\\n'; sleep 60 & echo child $!; wait"],
      env,
      session: true,
      onLine(line) {
        lines.push(line);
        if (line.startsWith("child")) ready();
      },
    });
    await started;
    const before = service.exit();
    const left = await service.stop(5_000);
    const exit = await service.exited;
    const child = await ends(Number(lines[1]?.split(" ")[1]));
    return { first: lines[0], before, left, exit, child, again: await service.stop(0) };
  },
  async stubborn() {
    let ready = () => {};
    const started = new Promise<void>((resolve) => {
      ready = resolve;
    });
    const argv = ["bash", "-c", "trap '' TERM; echo up; while :; do sleep 0.1; done"] as const;
    const service = serve({ argv, env, onText: () => ready() });
    await started;
    await service.stop(200);
    return service.exit();
  },
  async notServed() {
    const said: string[] = [];
    const service = serve({ argv: ["/no/such/program"], env, onLine: (line) => said.push(line) });
    const { code, error } = await service.exited;
    return {
      code,
      error: error?.code,
      said: said.join().includes("ENOENT"),
      left: await service.stop(100),
    };
  },
  background: () =>
    inFolder(async (folder) => {
      const log = join(folder, "log");
      const mark = join(folder, "mark");
      const line = `echo out; echo err >&2; ps -o sid= -p $$ > ${mark}; exec sleep 60`;
      const service = serve({ argv: ["bash", "-c", line], env, background: { file: log } });
      service.letGo();
      const session = Number(await text(mark));
      await service.stop(5_000);
      return {
        ownSession: session === service.pid,
        log: await readFile(log, "utf8"),
        signal: service.exit()?.signal,
      };
    }),
} satisfies Record<string, () => Promise<unknown>>;

export type SceneName = keyof typeof SCENES;
