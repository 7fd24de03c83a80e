import type { RunsContext } from "./context.ts";
import type { RunStatus } from "./core/status.ts";
import { statusLines } from "./core/status-text.ts";
import { readStatus } from "./read-status.ts";
import { answering, lookOf, print, printDocument } from "./screen.ts";

/** `oh-my-qwencoder status`. Resolves with the exit code: 0 shown, 1 the journal is damaged, 2 cannot run. */
export function status(context: RunsContext): Promise<number> {
  return answering(context, "status", async () => {
    const found = await readStatus(context);
    print(statusLines(found, lookOf(context)), context);
    printDocument(found, context);
    return exitCodeOf(found);
  });
}

/** 1 if a part of the journal cannot be read. */
export function exitCodeOf({ journal }: RunStatus): number {
  return journal === "broken" || journal === "newer" ? 1 : 0;
}
