import { readRuns } from "./adapters/read-runs.ts";
import { placeOf, type RunsContext } from "./context.ts";
import { listed, listLines } from "./core/run-list.ts";
import { answering, lookOf, print, printDocument } from "./screen.ts";

/** `oh-my-qwencoder runs`. Resolves with the exit code: 0 listed, 2 cannot run. */
export function listRuns(context: RunsContext): Promise<number> {
  return answering(context, "runs list", async () => {
    const { top } = await placeOf(context);
    const runs = (await readRuns(top)).map(listed);
    print(listLines(runs, lookOf(context)), context);
    printDocument({ v: 1, command: "runs list", ok: true, ...{ runs } }, context);
    return 0;
  });
}
