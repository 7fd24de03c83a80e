import { realpathSync } from "node:fs";
import type { Command } from "commander";
import { AegisError } from "../kit/errors.ts";
import { type Language, say } from "../kit/sentence.ts";
import { terminalLook } from "../kit/terminal.ts";
import { milliseconds, seconds } from "../setup/cli-command.ts";

interface DoctorOptions {
  egress?: boolean;
  verbose?: boolean;
  fix?: boolean;
  strict?: boolean;
  timeout?: number;
  cwd: string;
}

/** The outbound audit, which has a room of its own: its options, and what `--egress` runs. */
export interface AuditPart<Options> {
  options(doctor: Command): Command;
  contradiction(options: Options): string | undefined;
  run(options: Options, flags: Common): Promise<0 | 1 | 2>;
}

/** What every check gets from the command line. */
interface Common {
  cwd: string;
  timeoutMs?: number | undefined;
  json: boolean;
  language: Language;
  color: boolean;
  columns?: number | undefined;
  packageRoot: string;
}

/** Adds `doctor` to the command line; its code is loaded on use. */
export function doctorCommands<Options extends object>(
  program: Command,
  { packageRoot, audit }: { packageRoot: string; audit: AuditPart<Options> },
): void {
  audit
    .options(program.command("doctor"))
    .description("say what is wrong here, why, and which command fixes it")
    .argument(
      "[checks...]",
      "groups or single checks, such as server or plugin.loaded; all if none",
    )
    .option("--verbose", "show every value with the file it comes from")
    .option("--fix", "first fix what is safe to fix: a cut-off install, worktrees of ended runs")
    .option("--strict", "warnings count as errors")
    .option(
      "--timeout <seconds>",
      "longest wait for one start of OpenCode (300) or one answer of the model server (4 to 45)",
      seconds,
    )
    .option("--cwd <dir>", "the project to check", process.cwd())
    .addHelpText(
      "after",
      `
Examples:
  $ oh-my-qwencoder doctor
  $ oh-my-qwencoder doctor server --verbose
  $ oh-my-qwencoder doctor --json --strict
  $ oh-my-qwencoder doctor --egress --report audit.json

Exit codes: 0 nothing to fix, 1 findings, 2 the check could not run.
With --egress: 0 nothing but the model server, 1 attempts, 2 could not look.`,
    )
    .action(async (wanted: string[], flags: DoctorOptions & Options, command: Command) => {
      const wrong = audit.contradiction(flags);
      if (wrong) command.error(`error: ${wrong}`);
      const { json, lang, color } = program.opts<{
        json?: boolean;
        lang: string;
        color: boolean;
      }>();
      const common: Common = {
        cwd: folderOf(flags.cwd),
        timeoutMs: milliseconds(flags.timeout),
        json: json ?? false,
        language: lang === "ko" ? "ko" : "en",
        ...terminalLook(process.stdout, color, process.env),
        packageRoot,
      };
      if (flags.egress) {
        if (wanted.length > 0) command.error("error: --egress takes no names of checks");
        process.exitCode = await audit.run(flags, common);
        return;
      }
      const { doctorCommand } = await import("./command.ts");
      process.exitCode = await doctorCommand({
        ...common,
        wanted,
        verbose: flags.verbose ?? false,
        fix: flags.fix ?? false,
        strict: flags.strict ?? false,
      });
    });
}

function folderOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    throw new AegisError(
      "NO_FOLDER",
      say(`--cwd: there is no folder ${path}.`, `--cwd: ${path} 폴더가 없습니다.`),
      say("Name an existing folder.", "있는 폴더를 지정하세요."),
    );
  }
}
