import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { commandLineOf } from "./command-line.ts";
import { commandNamed } from "./command-named.ts";
import { withJailArguments } from "./jail/cli-command.ts";
import { AegisError } from "./kit/errors.ts";
import { failureText } from "./kit/failure-text.ts";
import type { Language } from "./kit/sentence.ts";
import { terminalLook } from "./kit/terminal.ts";

// zod loads its own words as a side effect, which it tells bundlers to leave out.
z.config(z.locales.en());

// The reader of the output may stop reading: `… | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

const commandLine = withJailArguments(process.argv.slice(2));

const program = commandLineOf({
  packageRoot: dirname(dirname(fileURLToPath(import.meta.url))),
  version: __VERSION__,
  env: process.env,
  showFailure,
  usageFailed: (text, write) =>
    wantsJson() ? printFailure("USAGE", text.trim(), "See --help.") : write(text),
});

program.parseAsync(commandLine, { from: "user" }).catch((error: unknown) => {
  process.exitCode = 2;
  if (error instanceof AegisError) showFailure(error);
  else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
});

function showFailure(error: AegisError): void {
  if (wantsJson()) {
    printFailure(error.code, error.message, error.hint);
    return;
  }
  const { lang: language } = program.opts<{ lang: Language }>();
  const { columns } = terminalLook(process.stderr, false, process.env);
  process.stderr.write(failureText(error, { language, columns }));
}

/** Works even if the command line cannot be parsed. */
function wantsJson(): boolean {
  const end = commandLine.indexOf("--");
  return commandLine.slice(0, end === -1 ? undefined : end).includes("--json");
}

function printFailure(code: string, message: string, hint: string): void {
  const command = commandNamed(program, commandLine);
  const document = { v: 1, command, ok: false, error: { code, message, hint } };
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}
