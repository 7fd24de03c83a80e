import { openCodeFolders } from "../host/opencode-folders.ts";
import type { Sentence } from "../kit/sentence.ts";
import type { DoctorContext } from "./context.ts";
import { fixText } from "./core/fix.ts";
import { checkRipgrep, locateOpenCode } from "./local/runtime.ts";
import { checkSandbox } from "./local/sandbox.ts";

/**
 * The programs that this machine lacks, each with the command that installs it. A run works without them, but worse:
 * agents cannot search, and shells are only watched.
 */
export async function lacksOf(
  place: Pick<DoctorContext, "env" | "packageRoot" | "timeoutMs">,
): Promise<Sentence[]> {
  const found = [
    ...(await checkRipgrep(place, openCodeFolders(place.env).cache)),
    ...(await checkSandbox(place, async () => (await locateOpenCode(place))?.path)),
  ];
  return found.flatMap(({ status, what, fix }) => {
    if (status === "ok") return [];
    if (fix === undefined) return [what];
    const { en, ko } = fixText(fix);
    return [{ en: `${what.en} → ${en}`, ko: `${what.ko} → ${ko}` }];
  });
}
