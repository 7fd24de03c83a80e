import { realpathSync } from "node:fs";
import type { Command } from "commander";
import { AegisError } from "../kit/errors.ts";
import { terminalLook } from "../kit/terminal.ts";
import { milliseconds, seconds } from "../setup/cli-command.ts";

interface DoctorOptions {
  verbose?: boolean;
  fix?: boolean;
  strict?: boolean;
  timeout?: number;
  cwd: string;
}

/** Adds `doctor` to the command line; its code is loaded on use. */
export function doctorCommands(program: Command, { packageRoot }: { packageRoot: string }): void {
  program
    .command("doctor")
    .description("say what is wrong here, why, and which command fixes it")
    .argument(
      "[checks...]",
      "groups or single checks, such as server or plugin.loaded; all if none",
    )
    .option("--verbose", "show every value with the file it comes from")
    .option("--fix", "first fix what is safe to fix: a cut-off install, worktrees of ended runs")
    .option("--strict", "warnings count as errors")
    .option("--timeout <seconds>", "longest wait for one start of OpenCode (300)", seconds)
    .option("--cwd <dir>", "the project to check", process.cwd())
    .addHelpText(
      "after",
      `
Examples:
  $ oh-my-qwencoder doctor
  $ oh-my-qwencoder doctor server --verbose
  $ oh-my-qwencoder doctor --json --strict

Exit codes: 0 nothing to fix, 1 findings, 2 the check could not run.`,
    )
    .action(async (wanted: string[], flags: DoctorOptions) => {
      const { doctorCommand } = await import("./command.ts");
      const { json, lang, color } = program.opts<{
        json?: boolean;
        lang: string;
        color: boolean;
      }>();
      process.exitCode = await doctorCommand({
        wanted,
        verbose: flags.verbose ?? false,
        fix: flags.fix ?? false,
        strict: flags.strict ?? false,
        cwd: folderOf(flags.cwd),
        timeoutMs: milliseconds(flags.timeout),
        json: json ?? false,
        language: lang === "ko" ? "ko" : "en",
        ...terminalLook(process.stdout, color, process.env),
        packageRoot,
      });
    });
}

function folderOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    throw new AegisError(
      "NO_FOLDER",
      `--cwd: there is no folder ${path}.`,
      "Name an existing folder.",
    );
  }
}
