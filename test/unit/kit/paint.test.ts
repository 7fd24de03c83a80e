import { expect, test } from "vitest";
import { paintWith } from "../../../src/kit/paint.ts";

test("the command line's word decides about colours, whatever the environment says", () => {
  expect(paintWith(true).green("✓")).toBe("\u001b[32m✓\u001b[39m");
  expect(paintWith(true).bold("x")).toBe("\u001b[1mx\u001b[22m");
  expect(paintWith(false).red("✗")).toBe("✗");
});
