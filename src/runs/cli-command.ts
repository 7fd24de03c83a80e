import type { Command } from "commander";
import { terminalLook } from "../kit/terminal.ts";
import type { RunsContext } from "./context.ts";
import type { LackOf } from "./status.ts";

/** Options of every command about runs. */
interface CommonFlags {
  cwd: string;
  plain?: boolean;
  yes?: boolean;
  dryRun?: boolean;
}

/** Adds `status`, `runs` and `abort` to the command line; their code is loaded on use. */
export function runsCommands(program: Command, parts: RunsParts): void {
  statusCommand(program, parts);
  runsCommand(program);
  abortCommand(program);
}

function abortCommand(program: Command): void {
  common(program.command("abort"))
    .description("end the open run: every Worker's diff is kept, nothing is committed")
    .argument("[run]", "id of the run, or a beginning or end that only this id has")
    .option("--wait <seconds>", "how long OpenCode may take if it drives the run", "120")
    .option("--dry-run", "say what would end, and change nothing")
    .addHelpText(
      "after",
      `
Needs no model, and works while OpenCode is closed. If OpenCode drives the run,
the command asks that process and waits for the journal; otherwise it ends the
run itself.

Examples:
  $ oh-my-qwencoder abort
  $ oh-my-qwencoder abort --json

Exit codes: 0 aborted or nothing to do, 1 it ended in a commit or is not cleaned
up, 2 not aborted.`,
    )
    .action(
      async (run: string | undefined, flags: CommonFlags & { wait: string }, command: Command) => {
        const waitSeconds = Number(flags.wait);
        if (!(waitSeconds >= 0)) command.error("error: --wait needs a number of seconds");
        const { abort } = await import("./abort.ts");
        process.exitCode = await abort({ run, waitSeconds }, contextOf(program, flags));
      },
    );
}

function runsCommand(program: Command): void {
  const runs = program
    .command("runs")
    .description("look back at runs: list, show, restore, prune, repair");
  common(runs.command("list", { isDefault: true }))
    .description("all runs, the newest first (the default)")
    .addHelpText("after", `\nExit codes: 0 listed, 2 cannot run.`)
    .action(async (flags: CommonFlags) => {
      const { listRuns } = await import("./list.ts");
      process.exitCode = await listRuns(contextOf(program, flags));
    });
  common(runs.command("show"))
    .description("one run: plan, Workers, failures, refusals, QA; with a Worker also its kept diff")
    .argument("<run>", "id of the run, or a beginning or end that only this id has")
    .argument("[worker]", "name or id (w01) of a Worker")
    .addHelpText(
      "after",
      `
Examples:
  $ oh-my-qwencoder runs show 4f2a91
  $ oh-my-qwencoder runs show 4f2a91 board

Exit codes: 0 shown, 2 cannot run.`,
    )
    .action(async (run: string, worker: string | undefined, flags: CommonFlags) => {
      const { showRun } = await import("./show.ts");
      process.exitCode = await showRun({ run, worker }, contextOf(program, flags));
    });
  restoreCommand(program, runs);
  pruneCommand(program, runs);
  repairCommand(program, runs);
}

function repairCommand(program: Command, runs: Command): void {
  common(runs.command("repair"))
    .description("cut a damaged journal before the damage; a copy of the whole file stays")
    .argument("[run]", "id of the run (else every damaged journal)")
    .option("--dry-run", "say what would be dropped, and change nothing")
    .addHelpText(
      "after",
      `
Names each dropped line, and whether the line itself can still be read.

Example:
  $ oh-my-qwencoder runs repair --dry-run

Exit codes: 0 repaired or nothing to do, 2 cannot run.`,
    )
    .action(async (run: string | undefined, flags: CommonFlags) => {
      const { repair } = await import("./repair.ts");
      process.exitCode = await repair({ run }, contextOf(program, flags));
    });
}

function restoreCommand(program: Command, runs: Command): void {
  common(runs.command("restore"))
    .description("bring a Worker's kept diff into your files; stages nothing")
    .argument("<run>", "id of a run that is over")
    .argument("<worker>", "name or id (w01) of a Worker")
    .option("--dry-run", "say which files would change, and write nothing")
    .addHelpText(
      "after",
      `
Merges with your commits. If a file of the diff holds a change of yours that is
not committed, or if lines clash, it names the files and writes nothing.

Examples:
  $ oh-my-qwencoder runs restore 4f2a91 board --dry-run
  $ oh-my-qwencoder runs restore 4f2a91 board

Exit codes: 0 restored or nothing to do, 2 not restored.`,
    )
    .action(async (run: string, worker: string, flags: CommonFlags) => {
      const { restore } = await import("./restore.ts");
      process.exitCode = await restore({ run, worker }, contextOf(program, flags));
    });
}

function pruneCommand(program: Command, runs: Command): void {
  common(runs.command("prune"))
    .description("delete journals, patches and refs of runs that are over")
    .argument("[run]", "id of the run")
    .option("--older-than <days>", "runs that ended at least so many days ago")
    .option("--all-finished", "all runs that are over")
    .option("-y, --yes", "ask nothing")
    .option("--dry-run", "say what would go, and remove nothing")
    .addHelpText(
      "after",
      `
Never touches an open run. The journal of the newest run stays.

Examples:
  $ oh-my-qwencoder runs prune --older-than 30 --dry-run
  $ oh-my-qwencoder runs prune --all-finished --yes

Exit codes: 0 removed, declined or nothing to do, 2 cannot run or needs --yes.`,
    )
    .action(
      async (
        run: string | undefined,
        flags: CommonFlags & { olderThan?: string; allFinished?: boolean },
        command: Command,
      ) => {
        const { olderThan, allFinished } = flags;
        const olderThanDays = olderThan === undefined ? undefined : Number(olderThan);
        if (olderThanDays !== undefined && !(olderThanDays >= 0))
          command.error("error: --older-than needs a number of days");
        const { prune } = await import("./prune.ts");
        process.exitCode = await prune(
          { run, olderThanDays, allFinished },
          contextOf(program, flags),
        );
      },
    );
}

/** What the command line puts in from other rooms. */
export interface RunsParts {
  /** Draws the newest run in this terminal until the user ends it; resolves with the exit code. */
  readonly dashboard: (context: RunsContext, server: string | undefined) => Promise<number>;
  /** What the project lacks for OpenCode to load the plugin, with the command that brings it. */
  readonly lackOf: LackOf;
}

function statusCommand(program: Command, { dashboard, lackOf }: RunsParts): void {
  common(program.command("status"))
    .description("show the newest run: phase, Workers, checks, who drives it, what waits for you")
    .option("--watch", "draw the dashboard until q or Ctrl-C; in a pipe print each change")
    .option("--server <url>", "with --watch: also show the load of this model server")
    .addHelpText(
      "after",
      `
Examples:
  $ oh-my-qwencoder status
  $ oh-my-qwencoder status --watch
  $ oh-my-qwencoder status --watch --server http://127.0.0.1:8000/v1
  $ oh-my-qwencoder status --watch --plain
  $ oh-my-qwencoder status --json | jq '.workers[] | [.id, .status]'

Works while OpenCode is closed, and changes nothing. --watch --plain prints each
change without colours, --watch --json one document a line for each change.
Exit codes: 0 shown, 1 a part of the journal cannot be read, 2 cannot run.
Ctrl-C ends --watch with 0.`,
    )
    .action(async (flags: CommonFlags & { watch?: boolean; server?: string }) => {
      const context = contextOf(program, flags);
      const { status } = await import("./status.ts");
      if (!flags.watch) {
        process.exitCode = await status(context, lackOf);
        return;
      }
      if (context.columns === undefined || context.plain || context.json) {
        const { watchStatus } = await import("./watch.ts");
        const stop = new AbortController();
        for (const signal of END_SIGNALS) process.on(signal, () => stop.abort());
        process.exitCode = await watchStatus({ ...context, color: false }, stop.signal);
        return;
      }
      process.exitCode = await dashboard(context, flags.server);
      // The last status stays on the screen.
      if (process.exitCode === 0) await status(context, lackOf);
    });
}

const END_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Adds the options that every command about runs has. */
export function common(command: Command): Command {
  return command
    .option("--plain", "words without pictures")
    .option("--cwd <dir>", "the project to look at", process.cwd());
}

/** What a command about runs gets from the command line. */
export function contextOf(program: Command, flags: CommonFlags): RunsContext {
  const { json, lang, color } = program.opts<{ json?: boolean; lang: string; color: boolean }>();
  const terminal = process.stdout.isTTY === true;
  return {
    cwd: flags.cwd,
    env: process.env,
    json: json ?? false,
    language: lang === "ko" ? "ko" : "en",
    plain: flags.plain ?? false,
    yes: flags.yes ?? false,
    dryRun: flags.dryRun ?? false,
    interactive: terminal && process.stdin.isTTY === true && !json,
    ...terminalLook(process.stdout, color, process.env),
    write: (text) => process.stdout.write(text),
    writeError: (text) => process.stderr.write(text),
  };
}
