import { realpathSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, InvalidArgumentError } from "commander";
import { z } from "zod";
import { jailCommand, withJailArguments } from "./jail/cli-command.ts";
import { AegisError } from "./kit/errors.ts";
import { terminalLook } from "./kit/terminal.ts";
import { rehearseCommand } from "./rehearsal/cli-command.ts";
import { reportCommand } from "./report/cli-command.ts";
import { runsCommands } from "./runs/cli-command.ts";
import { startVllmCommand } from "./serving/cli-command.ts";
import type { SetupContext } from "./setup/context.ts";
import type { InstallOptions } from "./setup/install.ts";

// zod loads its own words as a side effect, which it tells bundlers to leave out.
z.config(z.locales.en());

// The reader of the output may stop reading: `… | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

const commandLine = withJailArguments(process.argv.slice(2));

/** Exit codes: 0 ok, 1 findings or a failed check, 2 usage or cannot run. Set here and nowhere else. */
const program = new Command("oh-my-qwencoder")
  .description(
    "A swarm of coding agents for closed networks, on OpenCode and your own model server.",
  )
  .version(__VERSION__)
  .option("--json", "print one JSON document instead of text")
  .option("--lang <language>", "language of the output: en, ko or auto", language, systemLanguage())
  .option("--no-color", "no colours (also NO_COLOR)")
  .showHelpAfterError()
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : 2);
  })
  .configureOutput({
    outputError: (text, write) =>
      wantsJson() ? printFailure("USAGE", text.trim(), "See --help.") : write(text),
  });

rehearseCommand(program);

const PACKAGE_ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const repeated = (value: string, all: string[]) => [...all, value];
const milliseconds = (amount: number | undefined) =>
  amount === undefined ? undefined : amount * 1000;

function seconds(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Use whole seconds from 1 to 99999.");
}

/** Options of every command that changes what is installed. */
function setupCommand(name: "install" | "uninstall"): Command {
  return program
    .command(name)
    .option("--project", "for the project in the current directory (the default)")
    .option("--global", "for all projects of this user instead of this one")
    .option("--managed", "for the whole machine: OpenCode's managed directory")
    .option("-y, --yes", "ask nothing")
    .option("--dry-run", "print the plan, and write nothing")
    .option("--cwd <dir>", "the project to work on", process.cwd());
}

interface SetupFlags {
  project?: boolean;
  global?: boolean;
  managed?: boolean;
  yes?: boolean;
  force?: boolean;
  dryRun?: boolean;
  timeout?: number;
  cwd: string;
}

async function setupContext(flags: SetupFlags): Promise<SetupContext> {
  const { json, lang, color } = program.opts<{ json?: boolean; lang: string; color: boolean }>();
  if ([flags.project, flags.global, flags.managed].filter(Boolean).length > 1)
    program.error("error: --project, --global and --managed exclude each other");
  const terminal = process.stdout.isTTY === true;
  return {
    cwd: flags.cwd,
    env: process.env,
    scope: flags.managed ? "managed" : flags.global ? "global" : "project",
    json: json ?? false,
    language: lang === "ko" ? "ko" : "en",
    yes: flags.yes ?? false,
    force: flags.force ?? false,
    timeoutMs: milliseconds(flags.timeout),
    interactive: terminal && process.stdin.isTTY === true && !json,
    packageRoot: PACKAGE_ROOT,
    version: __VERSION__,
    ...terminalLook(process.stdout, color, process.env),
    write: (text) => process.stdout.write(text),
    writeError: (text) => process.stderr.write(text),
  };
}

setupCommand("install")
  .description("set OpenCode up for your own model server: shows a plan, keeps backups, writes")
  .option("--diff", "print the plan with every changed line, and write nothing")
  .option(
    "--base-url <url>",
    "address of the model server (also AEGIS_BASE_URL; else http://localhost:8001/v1)",
  )
  .option("--model <name>", "the model (else the first one the server offers)")
  .option("--api-key-env <name>", "environment variable that holds the server's key")
  .option(
    "--mcp <name=command>",
    'an MCP server, also as JSON: {"name":{"type":"stdio",…}} (may be repeated)',
    repeated,
    [],
  )
  .option(
    "--approve-project",
    "approve the OpenCode configuration that came with the repository (--yes alone does not)",
  )
  .option("--force", "overwrite prompts that you have edited, and keep backups of them")
  .option("--timeout <seconds>", "longest wait for one start of OpenCode (300)", seconds)
  .addHelpText(
    "after",
    `
Examples:
  $ oh-my-qwencoder install --diff
  $ oh-my-qwencoder install --yes --base-url http://gpu:8001/v1 --model qwen3-coder-next
  $ oh-my-qwencoder install --yes --mcp 'docs=node tools/docs-server.mjs'
  $ oh-my-qwencoder install --yes --api-key-env VLLM_API_KEY --json

Exit codes: 0 installed or nothing to do, 1 failed and rolled back, 2 cannot run or look, or needs --yes, 130 Ctrl-C.`,
  )
  .action(async (flags: SetupFlags & Omit<InstallOptions, "dryRun">) => {
    const { install } = await import("./setup/install.ts");
    const options = { ...flags, dryRun: flags.dryRun ?? false, diff: flags.diff ?? false };
    const { installParts } = await import("./setup/default-install-steps.ts");
    const { lacksOf } = await import("./doctor/lacks.ts");
    const context = await setupContext(flags);
    process.exitCode = await install(options, context, () => installParts(context, lacksOf));
  });

setupCommand("uninstall")
  .description("remove what install has written, byte for byte if it has not changed since")
  .option("--purge", "also delete the runs in .aegis and their work in git")
  .option(
    "--force",
    "also remove files that only missing projects use; with --purge also work that is in no branch",
  )
  .addHelpText(
    "after",
    `
Examples:
  $ oh-my-qwencoder uninstall --dry-run
  $ oh-my-qwencoder uninstall --yes
  $ oh-my-qwencoder uninstall --yes --purge

Exit codes: 0 done or nothing to do, 1 not finished (repeat it), 2 cannot run or needs --yes, 130 Ctrl-C.`,
  )
  .action(async (flags: SetupFlags & { purge?: boolean }) => {
    const { uninstall } = await import("./setup/uninstall.ts");
    const options = { dryRun: flags.dryRun ?? false, purge: flags.purge ?? false };
    process.exitCode = await uninstall(options, await setupContext(flags));
  });

program
  .command("doctor")
  .description("say what is wrong here, why, and which command fixes it")
  .argument("[checks...]", "groups or single checks, such as server or plugin.loaded; all if none")
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
    const { doctorCommand } = await import("./doctor/command.ts");
    const { json, lang, color } = program.opts<{ json?: boolean; lang: string; color: boolean }>();
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
      packageRoot: PACKAGE_ROOT,
    });
  });

runsCommands(program);
reportCommand(program);
jailCommand(program, { packageRoot: PACKAGE_ROOT });
startVllmCommand(program, { packageRoot: PACKAGE_ROOT, showFailure });

interface DoctorOptions {
  verbose?: boolean;
  fix?: boolean;
  strict?: boolean;
  timeout?: number;
  cwd: string;
}

program.parseAsync(commandLine, { from: "user" }).catch((error: unknown) => {
  process.exitCode = 2;
  if (error instanceof AegisError) showFailure(error);
  else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
});

function showFailure({ code, message, hint }: AegisError): void {
  if (wantsJson()) printFailure(code, message, hint);
  else process.stderr.write(`${message}\n→ ${hint}\n`);
}

/** Works even if the command line cannot be parsed. */
function wantsJson(): boolean {
  const end = commandLine.indexOf("--");
  return commandLine.slice(0, end === -1 ? undefined : end).includes("--json");
}

function printFailure(code: string, message: string, hint: string): void {
  const document = { ok: false, error: { code, message, hint } };
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
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

function language(wanted: string): string {
  return wanted === "auto" ? systemLanguage() : wanted;
}

function systemLanguage(): string {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  return (LC_ALL || LC_MESSAGES || LANG || "").startsWith("ko") ? "ko" : "en";
}
