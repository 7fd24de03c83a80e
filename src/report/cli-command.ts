import type { Command } from "commander";
import { REPORTS } from "../kit/state-paths.ts";
import { common, contextOf } from "../runs/cli-command.ts";

/** Adds `report` to the command line; its code is loaded on use. */
export function reportCommand(program: Command): void {
  common(program.command("report"))
    .description("write one HTML file that shows how a run went: timeline, agents, QA, changes")
    .argument("[run]", "id of the run, or a beginning or end that only this id has (the newest)")
    .option("--out <file>", `where to write it (${REPORTS}/<run>.html)`)
    .addHelpText(
      "after",
      `
The file needs no network and no script, and only you may read it. What no
record holds, it shows as "not recorded".

Examples:
  $ oh-my-qwencoder report
  $ oh-my-qwencoder report 4f2a91 --out run.html --lang ko

Exit codes: 0 written, 1 written, but a part of the journal cannot be read,
2 not written.`,
    )
    .action(
      async (
        run: string | undefined,
        flags: Parameters<typeof contextOf>[1] & { out?: string },
      ) => {
        const { report } = await import("./report.ts");
        process.exitCode = await report({ run, out: flags.out }, contextOf(program, flags));
      },
    );
}
