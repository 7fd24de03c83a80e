import { expect, test } from "vitest";
import { invalidCallText } from "../../../../src/swarm/core/text/invalid-call.ts";

test.each([
  ["bash, glob, invalid, read.", "bash, glob, read."],
  ["invalid, read.", "read."],
  ["bash, invalid.", "bash."],
])("the list of tools %s is told without the one for reasons", (list, told) => {
  const error = `Model tried to call unavailable tool 'x'. Available tools: ${list}`;
  expect(invalidCallText(error)).toBe(
    `Model tried to call unavailable tool 'x'. Available tools: ${told} Nothing ran.`,
  );
});

test("broken JSON is told with both ends of what came, and how to write a long file", () => {
  const text = `{"content": "${"x".repeat(9000)}.\nError message: JSON Parse error: Unterminated string`;
  const told = invalidCallText(`Invalid input for tool write: JSON parsing failed: Text: ${text}`);
  expect(told).toMatch(
    /^Invalid input for tool write: JSON parsing failed: Text: \{"content": "x+ … x+/,
  );
  expect(told).toContain("Unterminated string\nNothing ran. If your answer was cut");
  expect(told.length).toBeLessThan(700);
});
