import { failureText } from "../kit/failure-text.ts";
import { paintWith } from "../kit/paint.ts";
import { withRefusal } from "../kit/with-refusal.ts";
import { wrapped } from "../kit/wrap.ts";
import type { RunsContext } from "./context.ts";
import type { Look, ScreenLine } from "./core/look.ts";
import type { RunWords } from "./core/run-words.ts";
import { RUN_WORDS } from "./core/words.ts";

/** Width of a text that goes to a file or a pipe. */
const PLAIN_COLUMNS = 80;

export function lookOf({ language, plain, columns }: RunsContext): Look {
  return { language, plain, columns: columns ?? PLAIN_COLUMNS, now: Date.now() };
}

export function wordsOf({ language }: RunsContext): RunWords {
  return RUN_WORDS[language];
}

/** The lines as text, each within the width. */
export function drawn(lines: readonly ScreenLine[], context: RunsContext): string {
  const { columns } = lookOf(context);
  const paint = paintWith(context.color);
  return lines
    .map(({ text, strong, hang }) => {
      const whole = wrapped(text, columns, hang);
      return strong ? paint.bold(whole) : whole;
    })
    .join("\n");
}

export function print(lines: readonly ScreenLine[], context: RunsContext): void {
  if (!context.json) context.write(`${drawn(lines, context)}\n`);
}

/** The one document of `--json`. */
export function printDocument(
  document: { v: 1; command: string; ok: boolean },
  context: RunsContext,
) {
  if (context.json) context.write(`${JSON.stringify(document, null, 2)}\n`);
}

/**
 * Runs a command and resolves with its exit code. An error, which says that the command could not do its work, gives
 * 2.
 */
export async function answering(
  context: RunsContext,
  command: string,
  run: () => Promise<number>,
): Promise<number> {
  return withRefusal(run, (known) => {
    const { code, message, hint } = known;
    printDocument({ v: 1, command, ok: false, ...{ error: { code, message, hint } } }, context);
    if (!context.json) context.writeError(failureText(known, context));
    return 2;
  });
}
