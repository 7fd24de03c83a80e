import type { Command } from "commander";

/** Adds `run` to the command line; its code is loaded on use. */
export function jailCommand(program: Command, { packageRoot }: { packageRoot: string }): void {
  program
    .command("run")
    .description("start OpenCode in a jail whose only way out is your model server (Linux)")
    .argument("[arguments...]", "arguments of opencode, passed on as they are")
    .addHelpText(
      "after",
      `
Everything after "run" belongs to opencode.

Examples:
  $ oh-my-qwencoder run
  $ oh-my-qwencoder run --continue
  $ oh-my-qwencoder run run "hello"

Exit codes: those of opencode; 2 if the jail cannot be made, then nothing was started.`,
    )
    .action(async (args: string[]) => {
      const { runInJail } = await import("./jail.ts");
      const place = { cwd: process.cwd(), env: process.env, packageRoot, version: __VERSION__ };
      process.exitCode = await runInJail(args, place);
    });
}

/** The arguments of our command line with "--" after `run`, so that nothing behind it is read as an option of ours. */
export function withJailArguments(args: readonly string[]): string[] {
  let at = 0;
  while (args[at]?.startsWith("-")) at += args[at] === "--lang" ? 2 : 1;
  const rest = args.slice(at + 1);
  const asksUs = rest.length === 1 && (rest[0] === "--help" || rest[0] === "-h");
  if (args[at] !== "run" || asksUs) return [...args];
  return [...args.slice(0, at + 1), "--", ...rest];
}
