import type { Command } from "commander";
import { common, contextOf } from "../runs/cli-command.ts";
import type { ShellAct } from "./from-shell.ts";

/** What a command takes, each with its description, and what it does. */
interface Described {
  readonly takes?: Readonly<Record<string, string>>;
  readonly does: string;
  readonly example: string;
  /** Only the user may decide this: a shell that bubblewrap does not hold could be an agent's. */
  readonly decides?: true;
}

const COMMANDS: Record<ShellAct, Described> = {
  stop: {
    does: "stop all Workers and the Commander's turn; the work is kept and the run stays open",
    example: "oh-my-qwencoder stop",
  },
  resume: {
    does: "send the stopped Workers back to work, and the Commander on",
    example: "oh-my-qwencoder resume",
  },
  retry: {
    takes: {
      "<worker>": "name or id (w01) of a Worker that has ended",
      "[words...]": "what to do better",
    },
    does: "send one ended Worker back to work",
    example: 'oh-my-qwencoder retry w01 "use Decimal, not Float"',
  },
  cancel: {
    takes: { "<worker>": "name or id (w01) of a Worker" },
    does: "end one Worker, with its diff kept; a retry takes it up again",
    example: "oh-my-qwencoder cancel w01",
  },
  approve: {
    takes: { "[plan]": "the plan you mean, such as plan-2; no other one is approved" },
    does: "approve the plan that waits for your answer, as it was shown to you",
    example: "oh-my-qwencoder approve",
    decides: true,
  },
  decline: {
    takes: { "[words...]": "what to change" },
    does: "decline the plan that waits; the run stays open",
    example: 'oh-my-qwencoder decline "one Worker is enough"',
    decides: true,
  },
  choose: {
    takes: { "<words...>": "QA 1 to QA 4, Workers 1 to Workers 8" },
    does: "choose QA or the Workers of the plan that waits",
    example: "oh-my-qwencoder choose QA 2, Workers 3",
    decides: true,
  },
};

/** Adds the acts of `/aegis` to the command line; their code is loaded on use. */
export function steeringCommands(program: Command): void {
  for (const act of Object.keys(COMMANDS) as ShellAct[]) steeringCommand(program, act);
}

function steeringCommand(program: Command, act: ShellAct): void {
  const { takes = {}, does, example, decides } = COMMANDS[act];
  const command = common(program.command(act)).description(does);
  for (const [name, description] of Object.entries(takes)) command.argument(name, description);
  command
    .option("--wait <seconds>", "how long OpenCode may take", "120")
    .addHelpText(
      "after",
      `
Needs no model. The OpenCode that drives the run carries it out, as /aegis does
in a conversation.
${decides ? NEEDS_KERNEL : ""}
Example:
  $ ${example}

Exit codes: 0 done, 1 not done, 2 cannot run.`,
    )
    .action(async () => {
      const flags = command.opts<{ cwd: string; plain?: boolean; wait: string }>();
      const waitSeconds = Number(flags.wait);
      if (!(waitSeconds >= 0)) command.error("error: --wait needs a number of seconds");
      const { steerFromShell } = await import("./from-shell.ts");
      const words = command.args;
      process.exitCode = await steerFromShell(
        { act, words, waitSeconds },
        contextOf(program, flags),
      );
    });
}

const NEEDS_KERNEL = `
Works where bubblewrap holds agents' shells (see: oh-my-qwencoder doctor
sandbox). Elsewhere a program of theirs could ask in your place, so it is
refused: answer the plan in OpenCode, by its question or by the same words after
/aegis.
`;
