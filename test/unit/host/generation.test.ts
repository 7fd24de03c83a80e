import { expect, test } from "vitest";
import { openCodeGeneration, unsupported } from "../../../src/host/generation.ts";

test.each([
  ["1.18.33", 1],
  ["1.19.0-beta.1", 1],
  ["0.15.3", 1],
  ["2.0.17", 2],
  ["2.1.0-rc.1", 2],
  ["3.0.0", 2],
  ["0.0.0-next-16350", 2],
  ["0.0.0-next.3", 2],
] as const)("%s is OpenCode %i", (version, generation) => {
  expect(openCodeGeneration(version)).toBe(generation);
  const { en, ko } = unsupported(version, ">=1.18.33 <1.19");
  for (const text of [en, ko]) {
    expect(text.includes("OpenCode 2")).toBe(generation === 2);
    expect(text).toContain(">=1.18.33 <1.19");
  }
});
