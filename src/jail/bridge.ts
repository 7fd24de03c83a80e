import { constants } from "node:os";
import { type Entrance, openInside } from "../kit/bridge/inside.ts";
import { attach } from "../kit/process/attach.ts";

/**
 * The program in the jail: `node jail-bridge.js '<entrances as JSON>' <opencode> [arguments…]`. It listens first, then
 * runs OpenCode on the same terminal, and ends with OpenCode's own code, or 128 and the signal's number.
 */
const [entrances = "[]", program = "", ...args] = process.argv.slice(2);
try {
  await openInside(JSON.parse(entrances) as Entrance[]);
  const { code, signal } = await attach({ argv: [program, ...args], env: process.env });
  process.exit(code ?? codeOf(signal));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(2);
}

function codeOf(signal: NodeJS.Signals | null): number {
  return 128 + (signal === null ? 0 : constants.signals[signal]);
}
