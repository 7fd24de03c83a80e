import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { z } from "zod";
import { doctorCommands } from "./doctor/cli-command.ts";
import { auditContradiction, auditOptions, runAudit } from "./egress/cli-command.ts";
import { jailCommand, withJailArguments } from "./jail/cli-command.ts";
import { AegisError } from "./kit/errors.ts";
import { localeLanguage } from "./kit/locale.ts";
import { rehearseCommand } from "./rehearsal/cli-command.ts";
import { reportCommand } from "./report/cli-command.ts";
import { runsCommands } from "./runs/cli-command.ts";
import { startVllmCommand } from "./serving/cli-command.ts";
import { setupCommands } from "./setup/cli-command.ts";

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
  .option(
    "--lang <language>",
    "language of the output: en, ko or auto",
    language,
    localeLanguage(process.env),
  )
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

setupCommands(program, {
  packageRoot: PACKAGE_ROOT,
  lacksOf: async (context) => (await import("./doctor/lacks.ts")).lacksOf(context),
});
doctorCommands(program, {
  packageRoot: PACKAGE_ROOT,
  audit: { options: auditOptions, contradiction: auditContradiction, run: runAudit },
});
runsCommands(program);
reportCommand(program);
jailCommand(program, { packageRoot: PACKAGE_ROOT });
startVllmCommand(program, { packageRoot: PACKAGE_ROOT, showFailure });

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

function language(wanted: string): string {
  return wanted === "auto" ? localeLanguage(process.env) : wanted;
}
