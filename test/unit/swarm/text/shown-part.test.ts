import { expect, test } from "vitest";
import {
  answerName,
  boardName,
  isAnswer,
  isShownPart,
  noteName,
  shownPartId,
} from "../../../../src/swarm/core/text/shown-part.ts";

const MESSAGE = "msg_zzzzzzzz01";

test.each([
  ["an answer", answerName(1_000), true],
  ["a note", noteName(1_000, 3), false],
  ["the table of a run", boardName("run-z"), false],
  ["the row of a Worker", "w01", false],
])("%s is told from the rest, whatever the message's id ends with", (_what, name, is) => {
  const part = { id: shownPartId(MESSAGE, name) };
  expect([isShownPart(part), isAnswer(part)]).toEqual([true, is]);
});

test("a part of the host is no answer", () => {
  expect(isAnswer({ id: "prt_0123456789abcdefz" })).toBe(false);
});
