import { expect } from "vitest";
import type { DenialCode } from "../../src/core/denial.ts";
import type { ToolCall } from "./talk.ts";

/** The call ended as an error whose text the model read: the code, why, and what to do next. */
export function expectRefused(
  call: ToolCall | undefined,
  code: DenialCode,
  ...words: (string | RegExp)[]
): void {
  expect(call?.status, call?.text).toBe("error");
  expect(call?.text).toContain(`[AEGIS ${code}] `);
  expect(call?.text).toMatch(/\nNext: \S/);
  for (const word of words) expect(call?.text).toMatch(word);
}

export function expectAccepted(call: ToolCall | undefined): void {
  expect(call?.text).not.toContain("[AEGIS ");
  expect(call?.status, call?.text).toBe("completed");
}
