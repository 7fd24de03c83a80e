import { Chalk, type ChalkInstance } from "chalk";

/** Colours for a screen; without `color` every text stays as it is. The command line decides, not the environment. */
export function paintWith(color: boolean): ChalkInstance {
  return new Chalk({ level: color ? 1 : 0 });
}
