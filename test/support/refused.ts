import { expect } from "vitest";
import type { DenialCode } from "../../src/swarm/core/run/denial.ts";
import type { Ground } from "./ground.ts";
import type { ToolCall } from "./talk.ts";

/**
 * Checks that the model read a refusal: the code, the reason, and the next step. Does not check the call's status: a
 * command that the sandbox confines still runs to its end.
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

/** Also checks that the call ended as an error. */
export function expectRefused(
  call: ToolCall | undefined,
  code: DenialCode,
  ...words: (string | RegExp)[]
): void {
  expect(call?.status, call?.text).toBe("error");
  expectTold(call, code, ...words);
}

/** Checks that the model read a refusal, and that the journal has a refusal with this code. */
export async function expectNoted(
  ground: Ground,
  call: ToolCall | undefined,
  code: DenialCode,
): Promise<void> {
  expectTold(call, code);
  const noted = await ground.events("CALL_REFUSED");
  expect(noted.map((event) => event.code)).toContain(code);
}

/** The call of a tool that the agent does not have: OpenCode records its tool `invalid` instead. */
export function notOffered(calls: readonly ToolCall[], tool: string): ToolCall | undefined {
  return calls.find((call) => call.tool === "invalid" && call.input["tool"] === tool);
}

/** Checks that OpenCode itself rejected a tool that the agent does not have, and told it so; our code did not run. */
export function expectNotOffered(call: ToolCall | undefined, tool: string): void {
  expect(call, call?.text).toMatchObject({ tool: "invalid", input: { tool } });
  expect(call?.text).toContain(`unavailable tool '${tool}'. Available tools: `);
  expect(call?.text).toMatch(/ Nothing ran\.$/);
}

export function expectAccepted(call: ToolCall | undefined): void {
  expect(call?.text).not.toContain("[AEGIS ");
  expect(call?.status, call?.text).toBe("completed");
}
