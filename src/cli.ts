import { Command } from "commander";
import { AegisError } from "./errors.ts";

/** Exit codes: 0 ok, 1 findings or a failed check, 2 usage or cannot run. Set here and nowhere else. */
const program = new Command("oh-my-qwencoder")
  .description(
    "A swarm of coding agents for closed networks, on OpenCode and your own model server.",
  )
  .version(__VERSION__)
  .option("--json", "print one JSON document instead of text")
  .option("--lang <language>", "language of the output: en or ko", systemLanguage())
  .option("--no-color", "no colours (also NO_COLOR)")
  .showHelpAfterError()
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : 2);
  });

program
  .command("rehearse")
  .description(
    "run a whole swarm here: real OpenCode, plugin, git and QA; only the model is scripted",
  )
  .option("--keep <dir>", "keep the repository it builds in this new or empty directory")
  .option("--script <file>", "play another script (JSON, see docs in the repository)")
  .addHelpText(
    "after",
    "\nExample:\n  $ oh-my-qwencoder rehearse --keep ./board && cd board && npm start",
  )
  .action(async (options: { keep?: string; script?: string }) => {
    const { rehearse } = await import("./commands/rehearse.ts");
    const { json, lang, color } = program.opts<{ json?: boolean; lang: string; color: boolean }>();
    process.exitCode = await rehearse({
      ...options,
      json: json ?? false,
      language: lang === "ko" ? "ko" : "en",
      color: color && process.env["NO_COLOR"] === undefined,
    });
  });

program.parseAsync().catch((error: unknown) => {
  const known = error instanceof AegisError;
  process.stderr.write(
    known
      ? `${error.message}\n→ ${error.hint}\n`
      : `${error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exitCode = 2;
});

function systemLanguage(): string {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  return (LC_ALL || LC_MESSAGES || LANG || "").startsWith("ko") ? "ko" : "en";
}
