import { longerLimit } from "../host/start-limit.ts";
import { command, type Fix } from "./core/fix.ts";

/** The same checks with more time. */
export function withTime(group: string, timeoutMs: number): Fix {
  return command(`oh-my-qwencoder doctor ${group} --timeout ${longerLimit(timeoutMs)}`);
}
