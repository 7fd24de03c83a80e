import { setTimeout as pause } from "node:timers/promises";
import { runOnce } from "../host/run-once.ts";
import { AegisError } from "../kit/errors.ts";
import { serve } from "../kit/process/serve.ts";
import { say } from "../kit/sentence.ts";
import { firstUserText } from "../scripted-model/chat-request.ts";
import type { RecordedRequest } from "../scripted-model/request-log.ts";
import { type AuditModel, PROMPTS } from "./audit-model.ts";
import { END_MARK, LANGUAGES } from "./core/languages.ts";
import type { AuditedSession, SessionName } from "./core/observation.ts";
import { notCalled, plannedCalls } from "./core/tool-calls.ts";
import { screenText } from "./screen-text.ts";

/** What a session needs. All paths are absolute. */
export interface Stage {
  readonly opencode: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly model: AuditModel;
  /** Longest time of one session. */
  readonly limitMs: number;
  /** Shortest time for which a terminal is watched after it has shown the code. */
  readonly watchMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** The sessions of an audit by their names. */
export const SESSION_RUNS = { headless: headlessSession, terminal: terminalSession } as const;

/** One turn of `opencode run` with the user's default agent, in which the model calls the tools. */
async function headlessSession(stage: Stage): Promise<AuditedSession> {
  const { opencode, cwd, env, limitMs, signal } = stage;
  const args = ["run", "--auto", PROMPTS.headless];
  return measured("headless", stage, async () => {
    const { code, stdout, stderr } = await runOnce({
      opencode: { path: opencode },
      ...{ cwd, env, args, timeoutMs: limitMs, group: true, signal },
    });
    if (code === 0 && screenText(stdout).includes(END_MARK)) return undefined;
    return `opencode run ended with ${code}: ${lastLines(screenText(stderr || stdout))}`;
  });
}

/** OpenCode on a terminal of its own; the model answers with blocks of code. */
async function terminalSession(stage: Stage): Promise<AuditedSession> {
  const { opencode, cwd, env, model, limitMs, watchMs, signal } = stage;
  return measured("terminal", stage, async () => {
    const began = Date.now();
    let screen = "";
    const shell = env["SHELL"];
    const own = shell === undefined ? "unset SHELL" : `export SHELL=${quoted(shell)}`;
    const start = `exec ${quoted(opencode)} --prompt ${quoted(PROMPTS.terminal)}`;
    const terminal = serve({
      argv: onTerminal(`stty rows 400 cols 120; ${own}; ${start}`),
      cwd,
      // For `script` alone: the user's own may be anything.
      env: { ...env, PWD: cwd, SHELL: "/bin/sh" },
      session: true,
      onText: (text) => {
        screen += text;
      },
    });
    try {
      const limit = Date.now() + limitMs;
      const answered = model.answered(isOf("terminal"), limitMs, signal);
      const ended = terminal.exited.then(
        ({ error, code }) => error?.message ?? `it ended with ${code}`,
      );
      const early = await Promise.race([answered, ended]);
      if (early !== true)
        return `the terminal did not ask the model: ${early || "no request"}; ${lastLines(screenText(screen))}`;
      while (!screenText(screen).includes(END_MARK)) {
        if (Date.now() > limit || signal?.aborted) return "the terminal did not show the answer";
        await pause(100);
      }
      // On a busy machine everything takes longer, a download too.
      await pause(Math.max(watchMs, Date.now() - began));
      return undefined;
    } finally {
      await terminal.stop(2_000);
    }
  });
}

async function measured(
  name: SessionName,
  { model, signal }: Stage,
  work: () => Promise<string | undefined>,
): Promise<AuditedSession> {
  const began = Date.now();
  const why = await work().catch((error: unknown) => {
    if (error instanceof AegisError) return oneLine(error.message);
    throw error;
  });
  if (signal?.aborted)
    throw new AegisError(
      "AUDIT_STOPPED",
      say("The audit was stopped.", "감사를 중지했습니다."),
      say("Repeat the command.", "명령을 다시 실행하세요."),
    );
  const turns = model.turns().filter(isOf(name));
  const offered = turns[0]?.tools ?? [];
  const calls = plannedCalls(offered, model.changes).slice(0, Math.max(0, turns.length - 1));
  return {
    name,
    finished: why === undefined,
    ...(why === undefined ? {} : { why }),
    seconds: Math.round((Date.now() - began) / 100) / 10,
    requests: turns.length,
    called: name === "headless" ? calls.map(({ tool }) => tool) : [],
    notCalled: name === "headless" ? notCalled(offered, model.changes) : [],
    languages: name === "terminal" && why === undefined ? LANGUAGES.length : 0,
  };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** `script` of util-linux, or the one of BSD and macOS. */
function onTerminal(command: string): [string, ...string[]] {
  return process.platform === "linux"
    ? ["script", "-q", "-e", "-c", command, "/dev/null"]
    : ["script", "-q", "/dev/null", "sh", "-c", command];
}

function isOf(name: SessionName): (turn: RecordedRequest) => boolean {
  return ({ body }) => firstUserText(body).includes(PROMPTS[name]);
}

/** An error may quote all that a program said. */
function oneLine(message: string): string {
  return (screenText(message).split("\n")[0] ?? "").slice(0, 300);
}

/** The end of what a program said; a screen may hold anything. */
function lastLines(text: string): string {
  return text.trim().split("\n").slice(-3).join(" ").slice(-300);
}
