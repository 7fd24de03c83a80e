import { type Command, InvalidArgumentError } from "commander";
import type { Sentence } from "../kit/sentence.ts";
import { terminalLook } from "../kit/terminal.ts";
import type { SetupContext } from "./context.ts";
import type { InstallOptions } from "./install.ts";

/** What the commands need of the package: its folder, and the programs that this machine lacks. */
export interface SetupParts {
  packageRoot: string;
  lacksOf: (context: SetupContext) => Promise<Sentence[]>;
}

/** Adds `install` and `uninstall` to the command line; their code is loaded on use. */
export function setupCommands(program: Command, parts: SetupParts): void {
  installCommand(program, parts);
  uninstallCommand(program, parts);
}

/** A number of seconds that a person types. */
export function seconds(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Use whole seconds from 1 to 99999.");
}

export function milliseconds(amount: number | undefined): number | undefined {
  return amount === undefined ? undefined : amount * 1000;
}

const repeated = (value: string, all: string[]) => [...all, value];

/** Options of every command that changes what is installed. */
function setupCommand(program: Command, name: "install" | "uninstall"): Command {
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

async function setupContext(
  command: Command,
  packageRoot: string,
  flags: SetupFlags,
): Promise<SetupContext> {
  const { json, lang, color } = command.optsWithGlobals<{
    json?: boolean;
    lang: string;
    color: boolean;
  }>();
  if ([flags.project, flags.global, flags.managed].filter(Boolean).length > 1)
    command.error("error: --project, --global and --managed exclude each other");
  // Every user of the machine reads what the administrator installs, whatever the administrator's own habit is.
  if (flags.managed) process.umask(0o022);
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
    packageRoot,
    version: __VERSION__,
    ...terminalLook(process.stdout, color, process.env),
    write: (text) => process.stdout.write(text),
    writeError: (text) => process.stderr.write(text),
  };
}

function installCommand(program: Command, { packageRoot, lacksOf }: SetupParts): void {
  setupCommand(program, "install")
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
    .option(
      "--timeout <seconds>",
      "longest wait for one start of OpenCode (300) or one answer of the model server (3)",
      seconds,
    )
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
    .action(async (flags: SetupFlags & Omit<InstallOptions, "dryRun">, command: Command) => {
      const { install } = await import("./install.ts");
      const options = { ...flags, dryRun: flags.dryRun ?? false, diff: flags.diff ?? false };
      const { installParts } = await import("./default-install-steps.ts");
      const context = await setupContext(command, packageRoot, flags);
      process.exitCode = await install(options, context, () => installParts(context, lacksOf));
    });
}

function uninstallCommand(program: Command, { packageRoot }: SetupParts): void {
  setupCommand(program, "uninstall")
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
    .action(async (flags: SetupFlags & { purge?: boolean }, command: Command) => {
      const { uninstall } = await import("./uninstall.ts");
      const options = { dryRun: flags.dryRun ?? false, purge: flags.purge ?? false };
      process.exitCode = await uninstall(options, await setupContext(command, packageRoot, flags));
    });
}
