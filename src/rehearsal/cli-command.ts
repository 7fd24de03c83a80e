import { type Command, InvalidArgumentError } from "commander";
import { terminalLook } from "../kit/terminal.ts";

interface RehearseFlags {
  keep?: string;
  script?: string;
  chaos?: boolean;
  seed?: number;
  seeds?: number;
  everyEvent?: boolean;
}

/** The command `rehearse`, with and without faults. */
export function rehearseCommand(program: Command): void {
  program
    .command("rehearse")
    .description(
      "run a whole swarm here: real OpenCode, plugin, git and QA; only the model is scripted",
    )
    .option("--keep <dir>", "keep the repository it builds in this new or empty directory")
    .option("--script <file>", "play another script (JSON, see docs in the repository)")
    .option("--chaos", "play a small run under faults: kills, server faults, the user's own work")
    .option("--seed <n>", "with --chaos: the number that decides the faults", wholeNumber)
    .option("--seeds <count>", "with --chaos: play this many seeds, one after another", wholeNumber)
    .option("--every-event", "with --chaos: kill OpenCode after every event of the journal instead")
    .addHelpText(
      "after",
      `
Examples:
  $ oh-my-qwencoder rehearse --keep ./board && cd board && npm start
  $ oh-my-qwencoder rehearse --chaos --seed 7`,
    )
    .action(async (flags: RehearseFlags, command: Command) => {
      const wrong = contradiction(flags);
      if (wrong) command.error(`error: ${wrong}`);
      const { chaos, seed, seeds = 1, everyEvent = false, ...options } = flags;
      const { rehearse, rehearseUnderFaults } = await import("./command.ts");
      const { json, lang, color } = program.opts<{
        json?: boolean;
        lang: string;
        color: boolean;
      }>();
      const look = {
        json: json ?? false,
        language: lang === "ko" ? "ko" : "en",
        color: terminalLook(process.stdout, color, process.env).color,
      } as const;
      process.exitCode = chaos
        ? await rehearseUnderFaults({ ...look, seed, seeds, everyEvent, keep: options.keep })
        : await rehearse({ ...options, ...look });
    });
}

/** Why these options do not go together. */
function contradiction(flags: RehearseFlags): string | undefined {
  const { chaos, script, keep, seed, seeds, everyEvent } = flags;
  if (!chaos && (seed ?? seeds ?? everyEvent) !== undefined)
    return "--seed, --seeds and --every-event need --chaos";
  if (chaos && script !== undefined) return "--chaos plays its own script; leave out --script";
  const many = keep !== undefined && (seeds ?? 1) > 1;
  return many ? "--keep keeps one repository; leave out --seeds" : undefined;
}

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Use a whole number from 0 to 999999999.");
}
