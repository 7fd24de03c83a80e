import { expect } from "vitest";
import type { DenialCode } from "../../src/swarm/core/run/denial.ts";
import type { Ground } from "./ground.ts";
import type { ToolCall } from "./talk.ts";

/**
 * The model read a refusal: the code, why, and what to do next. Says nothing of the call's status: a
 * command that the sandbox holds back has still run to its end.
 */
export function expectTold(
  call: ToolCall | undefined,
  code: DenialCode,
  ...words: (string | RegExp)[]
): void {
  expect(call?.text).toContain(`[AEGIS ${code}] `);
  expect(call?.text).toMatch(/\nNext: \S/);
  for (const word of words) expect(call?.text).toMatch(word);
}

/** … and the call ended as an error. */
export function expectRefused(
  call: ToolCall | undefined,
  code: DenialCode,
  ...words: (string | RegExp)[]
): void {
  expect(call?.status, call?.text).toBe("error");
  expectTold(call, code, ...words);
}

/** The model read a refusal, and the journal holds one with this code. */
export async function expectNoted(
  ground: Ground,
  call: ToolCall | undefined,
  code: DenialCode,
): Promise<void> {
  expectTold(call, code);
  const noted = await ground.events("CALL_REFUSED");
  expect(noted.map((event) => event.code)).toContain(code);
}

/** OpenCode answers for a tool that the agent is not offered; nothing of ours ran. */
export function expectNotOffered(call: ToolCall | undefined): void {
  expect(call?.status, call?.text).toBe("error");
  expect(call?.text).toContain("unavailable tool");
}

export function expectAccepted(call: ToolCall | undefined): void {
  expect(call?.text).not.toContain("[AEGIS ");
  expect(call?.status, call?.text).toBe("completed");
}
