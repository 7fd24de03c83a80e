import type { Environment } from "../kit/environment.ts";
import type { Sentence } from "../kit/sentence.ts";
import { placeOf, type RunsContext } from "./context.ts";
import type { RunStatus } from "./core/status.ts";
import { statusLines } from "./core/status-text.ts";
import { RUN_WORDS } from "./core/words.ts";
import { readStatus } from "./read-status.ts";
import { answering, lookOf, print, printDocument } from "./screen.ts";

/** What the checkout at `top` lacks for OpenCode to load the plugin; undefined if nothing. Throws AegisError. */
export type LackOf = (top: string, env: Environment) => Promise<Sentence | undefined>;

/** `oh-my-qwencoder status`. Resolves with the exit code: 0 shown, 1 the journal is damaged, 2 cannot run. */
export function status(context: RunsContext, lackOf: LackOf): Promise<number> {
  return answering(context, "status", async () => {
    const found = await readStatus(context);
    const steps = (await stepsAt(found, context, lackOf)).map((text) => ({ text }));
    print([...statusLines(found, lookOf(context)), ...steps], context);
    printDocument(found, context);
    return exitCodeOf(found);
  });
}

/** What to do before OpenCode can begin, or go on with, a run here. */
async function stepsAt(
  { run, driver }: RunStatus,
  context: RunsContext,
  lackOf: LackOf,
): Promise<readonly string[]> {
  if (run && (run.outcome !== "open" || driver?.alive)) return [];
  const { language, env } = context;
  const lack = await lackOf((await placeOf(context)).top, env);
  if (lack) return lack[language].split("\n");
  return run ? [] : RUN_WORDS[language].firstSteps;
}

/** 1 if a part of the journal cannot be read. */
export function exitCodeOf({ journal }: RunStatus): number {
  return journal === "broken" || journal === "newer" ? 1 : 0;
}
