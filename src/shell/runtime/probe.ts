import type { Sentence } from "../../kit/sentence.ts";
import { type Trial, tryConfined } from "../confined-trial.ts";
import type { Runtime } from "./find-runtime.ts";

/** Runs the wrapper in sandbox-runtime; returns one line about what does not hold, undefined if all of it does. */
export async function runtimeFault(
  trial: Trial,
  { entry }: Runtime,
): Promise<Sentence | undefined> {
  const found = await tryConfined(trial, {
    kind: "runtime",
    confinement: { AEGIS_BUN: trial.launcher, AEGIS_RUNTIME: entry },
    lines: [],
    holdsInside: true,
    look: async () => undefined,
  });
  return found?.fault;
}
