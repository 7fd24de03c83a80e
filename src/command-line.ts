import { Command, InvalidArgumentError } from "commander";
import { doctorCommands } from "./doctor/cli-command.ts";
import { auditContradiction, auditOptions, runAudit } from "./egress/cli-command.ts";
import { speakKorean } from "./help/speak-korean.ts";
import { jailCommand } from "./jail/cli-command.ts";
import type { Environment } from "./kit/environment.ts";
import type { AegisError } from "./kit/errors.ts";
import { localeLanguage } from "./kit/locale.ts";
import type { Language } from "./kit/sentence.ts";
import { rehearseCommand } from "./rehearsal/cli-command.ts";
import { reportCommand } from "./report/cli-command.ts";
import { runsCommands } from "./runs/cli-command.ts";
import { startVllmCommand } from "./serving/cli-command.ts";
import { setupCommands } from "./setup/cli-command.ts";
import { steeringCommands } from "./steering/cli-command.ts";

/**
 * The whole command line; parsing it runs a command. Exit codes: 0 ok, 1 findings or a failed check, 2 usage or cannot
 * run. `usageFailed` gets the text of a wrong command line.
 */
export function commandLineOf(parts: {
  packageRoot: string;
  version: string;
  env: Environment;
  showFailure: (error: AegisError) => void;
  usageFailed: (text: string, write: (text: string) => void) => void;
}): Command {
  const { packageRoot, version, env, showFailure, usageFailed } = parts;
  const program = new Command("oh-my-qwencoder")
    .description(
      "A swarm of coding agents for closed networks, on OpenCode and your own model server.",
    )
    .version(version)
    .option("--json", "print one JSON document instead of text")
    .option(
      "--lang <language>",
      "language of the output: en, ko or auto",
      (wanted: string) => languageOf(wanted, env),
      localeLanguage(env),
    )
    .option("--no-color", "no colours (also NO_COLOR)")
    .showHelpAfterError()
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? 0 : 2);
    })
    .configureOutput({ outputError: usageFailed });
  rehearseCommand(program);
  setupCommands(program, {
    packageRoot,
    lacksOf: async (context) => (await import("./doctor/lacks.ts")).lacksOf(context),
  });
  doctorCommands(program, {
    packageRoot,
    audit: { options: auditOptions, contradiction: auditContradiction, run: runAudit },
  });
  runsCommands(program, {
    lackOf: async (top, env) =>
      (await import("./setup/plugin-lack.ts")).pluginLack({ top, env, version }),
    dashboard: async (context, server) => {
      const { ownTerminal } = await import("./tui/adapters/own-terminal.ts");
      const { terminalDashboard } = await import("./tui/terminal-dashboard.ts");
      return terminalDashboard(context, { ...ownTerminal(process), server });
    },
  });
  steeringCommands(program);
  reportCommand(program);
  jailCommand(program, { packageRoot });
  startVllmCommand(program, { packageRoot, showFailure });
  speakKorean(program, () => {
    const { lang, json } = program.opts<{ lang: Language; json?: boolean }>();
    // A program that reads JSON also compares the words of an error.
    return lang === "ko" && !json;
  });
  return program;
}

function languageOf(wanted: string, env: Environment): Language {
  if (wanted === "auto") return localeLanguage(env);
  if (wanted === "en" || wanted === "ko") return wanted;
  throw new InvalidArgumentError("Use en, ko or auto.");
}
