import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { Environment } from "../environment.ts";
import { AegisError } from "../errors.ts";
import { say } from "../sentence.ts";

/** The program's name (looked up in the PATH of its own environment) or path, then its arguments. */
export type Argv = readonly [program: string, ...args: string[]];

export interface Exit {
  /** Null if a signal ended the program. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface StartOptions {
  readonly argv: Argv;
  readonly cwd?: string | undefined;
  /** The whole environment: nothing is inherited. */
  readonly env: Environment;
}

export interface Program {
  readonly child: ChildProcess;
  /** Resolves when the program itself has ended. Rejects with PROGRAM_MISSING or PROGRAM_NOT_STARTED. */
  readonly exited: Promise<Exit>;
  /** Resolves when no process holds the program's output open any more. */
  readonly closed: Promise<void>;
}

/**
 * The only call of `spawn` in the product; only `run`, `serve` and `attach` use it. It uses Node's own spawn without a
 * library, because the plugin also runs in OpenCode's Bun and file names and file contents are bytes.
 */
export function startProgram(
  { argv: [file, ...args], cwd, env }: StartOptions,
  { stdio, detached }: { stdio: StdioOptions; detached: boolean },
): Program {
  let child: ChildProcess;
  try {
    child = spawn(file, args, { cwd, env: definedOnly(env), stdio, detached });
  } catch (cause) {
    throw notStarted(file, cwd, cause as Error);
  }
  const exited = new Promise<Exit>((resolve, reject) => {
    child.once("error", (cause) => reject(notStarted(file, cwd, cause)));
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
  const closed = new Promise<void>((resolve) => {
    child.once("close", () => resolve());
  });
  return { child, exited, closed };
}

/** True for the two errors of a program that could not be started. */
export function isNotStarted(error: unknown): error is AegisError {
  return (
    error instanceof AegisError &&
    (error.code === "PROGRAM_MISSING" || error.code === "PROGRAM_NOT_STARTED")
  );
}

function definedOnly(env: Environment): Record<string, string> {
  const pairs = Object.entries(env).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  );
  return Object.fromEntries(pairs);
}

function notStarted(file: string, cwd: string | undefined, cause: Error): AegisError {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code !== "ENOENT")
    return new AegisError(
      "PROGRAM_NOT_STARTED",
      say(
        `The program ${file} cannot be started: ${message}`,
        `프로그램 ${file}을(를) 시작할 수 없습니다: ${message}`,
      ),
      say("Check the file's permissions and its first line.", "파일의 권한과 첫 줄을 확인하세요."),
      { cause },
    );
  // The system gives the same error for a missing directory.
  if (cwd !== undefined && !existsSync(cwd))
    return new AegisError(
      "PROGRAM_NOT_STARTED",
      say(
        `The program ${file} cannot be started in ${cwd}, which does not exist: ${message}`,
        `${cwd} 폴더가 없어 거기서 프로그램 ${file}을(를) 시작할 수 없습니다: ${message}`,
      ),
      say("Create the directory, then repeat the step.", "폴더를 만든 뒤 다시 실행하세요."),
      { cause },
    );
  return new AegisError(
    "PROGRAM_MISSING",
    say(
      `The program ${file} was not found: ${message}`,
      `프로그램 ${file}을(를) 찾을 수 없습니다: ${message}`,
    ),
    say("Install it and put it on PATH.", "설치하고 PATH에 두세요."),
    { cause },
  );
}
