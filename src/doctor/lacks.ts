import { openCodeFolders } from "../host/opencode-folders.ts";
import type { Sentence } from "../kit/sentence.ts";
import type { DoctorContext } from "./context.ts";
import { checkRipgrep, locateOpenCode } from "./local/runtime.ts";
import { checkSandbox } from "./local/sandbox.ts";

/**
 * The programs that this machine lacks, each with the command that installs it. A run works without them, but worse:
 * agents cannot search, and shells are only watched.
 */
export async function lacksOf(
  place: Pick<DoctorContext, "env" | "packageRoot">,
): Promise<Sentence[]> {
  const found = [
    ...(await checkRipgrep(place, openCodeFolders(place.env).cache)),
    ...(await checkSandbox(place, async () => (await locateOpenCode(place))?.path)),
  ];
  return found.flatMap(({ status, what, fix }) =>
    status === "ok" ? [] : [{ en: `${what.en} → ${fix}`, ko: `${what.ko} → ${fix}` }],
  );
}
