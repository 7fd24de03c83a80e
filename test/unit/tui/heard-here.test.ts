import type { TuiPluginApi } from "@opencode-ai/plugin/tui";
import { expect, test } from "vitest";
import { heardHere } from "../../../src/tui/opencode/heard-here.ts";

/** OpenCode's terminal with a conversation: each message is its role and its text. */
function terminal(
  messages: readonly (readonly [role: string, text: string, synthetic?: boolean])[],
  { route = "session", parentID }: { route?: string; parentID?: string } = {},
) {
  return {
    route: { current: { name: route, params: { sessionID: "ses-1" } } },
    state: {
      session: {
        get: () => ({ parentID }),
        messages: () => messages.map(([role], index) => ({ id: String(index), role })),
      },
      part: (id: string) => {
        const [, text, synthetic = false] = messages[Number(id)] ?? [];
        return [{ type: "text", text, synthetic }];
      },
    },
  } as unknown as TuiPluginApi;
}

const TALK = [
  ["user", "build it"],
  ["user", "게시판을 만들어 주세요"],
  ["assistant", "Fine, here is a plan."],
  ["user", "The run goes on by itself.", true],
  ["user", "ok"],
] as const;

test("the user's latest message that says its language, of the conversation on the screen", () => {
  expect(heardHere(terminal(TALK))).toBe("ko");
  expect(heardHere(terminal([...TALK, ["user", "what is left to do"]]))).toBe("en");
});

test("nothing on the first screen, in a conversation without words, in a Worker's session", () => {
  expect(heardHere(terminal(TALK, { route: "home" }))).toBeUndefined();
  expect(heardHere(terminal([]))).toBeUndefined();
  expect(heardHere(terminal(TALK, { parentID: "ses-0" }))).toBeUndefined();
});
