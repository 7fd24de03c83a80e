import { expect, test } from "vitest";
import { terminalLook } from "../../../src/kit/terminal.ts";

const TERMINAL = { isTTY: true, columns: 80 };

test.each([
  ["a terminal", TERMINAL, true, {}, { color: true, columns: 80 }],
  ["--no-color", TERMINAL, false, {}, { color: false, columns: 80 }],
  ["NO_COLOR, also empty", TERMINAL, true, { NO_COLOR: "" }, { color: false, columns: 80 }],
  ["a terminal that reports no width", { isTTY: true, columns: 0 }, true, {}, { color: true }],
  ["a pipe", {}, true, {}, { color: false }],
])("the look for %s", (_name, stream, color, env, look) => {
  expect(terminalLook(stream as NodeJS.WriteStream, color, env)).toEqual(look);
});
