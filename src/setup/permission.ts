import { AegisError } from "../kit/errors.ts";
import { leftBehind } from "./adapters/transaction.ts";
import type { SetupContext } from "./context.ts";
import type { Place } from "./place.ts";
import { type Found, findCutOff, recoverSetup, withLocks } from "./recover-setup.ts";
import type { SetupScreen } from "./screen.ts";

/** What another command has left half done comes first; a look alone only tells of it. Throws NEEDS_YES. */
export async function recoverFirst(
  place: Place,
  context: SetupContext,
  screen: SetupScreen,
  dry: boolean,
): Promise<Found[]> {
  const folders = await findCutOff(place);
  const may = !dry && (context.yes || context.interactive);
  if (!may) {
    for (const folder of folders) screen.print(screen.words.cutOff(folder));
    if (folders.length > 0 && !dry) throw needsYes();
    return [];
  }
  // Killed before it had said what it would do, a command has left no more than its lock and notes.
  const [shared, own] = await Promise.all([place.shared, place.state].map(leftBehind));
  if (folders.length === 0 && !shared && !own) return [];
  const found = await withLocks(place, shared === true, () => recoverSetup(place));
  screen.recovered(found);
  return found;
}

export function needsYes(): AegisError {
  return new AegisError(
    "NEEDS_YES",
    "There is no terminal to ask in, and --yes was not given; nothing was changed.",
    "Add --yes to write what the plan says, or --dry-run or --diff to see it only.",
  );
}
