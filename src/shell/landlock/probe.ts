import { stat } from "node:fs/promises";
import { join } from "node:path";
import { type Sentence, say } from "../../kit/sentence.ts";
import { type Trial, tryConfined } from "../confined-trial.ts";
import { exists } from "../trial.ts";

const S_ISUID = 0o4000;

/**
 * Runs the wrapper under Landlock. `fault` is one line about what does not hold; `signals` is true if a signal to this
 * process passes.
 */
export async function tryLandlock(
  trial: Trial,
): Promise<{ signals: boolean } | { fault: Sentence }> {
  return tryConfined(trial, {
    kind: "landlock",
    confinement: { AEGIS_BUN: trial.launcher },
    lines: ["chmod u+s in", `kill -0 ${process.pid} && echo c > signalled`],
    holdsInside: false,
    async look(open): Promise<{ signals: boolean } | { fault: Sentence }> {
      const { mode } = await stat(join(open, "in"));
      if (mode & S_ISUID)
        return {
          fault: say(
            "the filter of system calls let one pass",
            "시스템 호출 필터가 막아야 할 호출을 막지 못했습니다",
          ),
        };
      return { signals: await exists(join(open, "signalled")) };
    },
  });
}
