import { AegisError } from "../kit/errors.ts";
import { say } from "../kit/sentence.ts";
import { leftBehind } from "./adapters/transaction.ts";
import type { SetupContext } from "./context.ts";
import { type CutOffCommand, findCutOff, recoverSetup, withLocks } from "./recover-setup.ts";
import type { SetupScreen } from "./screen.ts";
import type { SetupTarget } from "./target.ts";

/** Recovers from a cut-off command first; a command that only reads reports it instead. Throws NEEDS_YES. */
export async function recoverFirst(
  place: SetupTarget,
  context: SetupContext,
  screen: SetupScreen,
  dry: boolean,
): Promise<CutOffCommand[]> {
  const folders = await findCutOff(place);
  const may = !dry && (context.yes || context.interactive);
  if (!may) {
    for (const folder of folders) screen.print(screen.words.cutOff(folder));
    if (folders.length > 0 && !dry) throw needsYes();
    return [];
  }
  // A command that was killed before it wrote its intention has left only its lock and records.
  const [shared, own] = await Promise.all([place.shared, place.state].map(leftBehind));
  if (folders.length === 0 && !shared && !own) return [];
  const found = await withLocks(place, shared === true, () => recoverSetup(place));
  screen.recovered(found);
  return found;
}

export function needsYes(): AegisError {
  return new AegisError(
    "NEEDS_YES",
    say(
      "There is no terminal to ask in, and --yes was not given; nothing was changed.",
      "확인을 물을 터미널이 아니고 --yes도 없어서 아무것도 변경하지 않았습니다.",
    ),
    say(
      "Add --yes to apply the plan, or --dry-run or --diff only to see it.",
      "그대로 적용하려면 --yes, 보기만 하려면 --dry-run이나 --diff를 붙이세요.",
    ),
  );
}
