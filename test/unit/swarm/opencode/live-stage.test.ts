import { expect, test } from "vitest";
import { liveStage } from "../../../../src/swarm/opencode/live-stage.ts";

const FIRST = { sessionID: "ses_a", messageID: "msg_1" };
const SECOND = { sessionID: "ses_a", messageID: "msg_2" };

test("without a message nothing is drawn, and an attempt is drawn in the message that is set later", () => {
  const stage = liveStage();
  expect(stage.now).toEqual({ state: "unset" });
  expect(stage.placeOf("w01:1")).toBeUndefined();
  stage.moveTo(FIRST);
  expect(stage.now).toEqual({ state: "set", place: FIRST });
  expect(stage.placeOf("w01:1")).toEqual(FIRST);
});

test("an attempt stays in its message when the stage moves; the next attempt is drawn in the new one", () => {
  const stage = liveStage();
  stage.moveTo(FIRST);
  stage.placeOf("w01:1");
  stage.moveTo(SECOND);
  expect(stage.placeOf("w01:1")).toEqual(FIRST);
  expect(stage.placeOf("w01:2")).toEqual(SECOND);
});

test("a waiting call sets the message only where none is set", () => {
  const stage = liveStage();
  stage.settleIn(FIRST);
  stage.settleIn(SECOND);
  expect(stage.now).toEqual({ state: "set", place: FIRST });
});

test("only the place is kept of what is handed in", () => {
  const stage = liveStage();
  stage.moveTo({ ...FIRST, agent: "commander" } as typeof FIRST);
  expect(stage.placeOf("w01:1")).toEqual(FIRST);
});

test("it is awaited until the last waiting call has ended, also if one throws", async () => {
  const stage = liveStage();
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const first = stage.wait(() => gate);
  const failing = stage.wait(() => Promise.reject(new Error("no")));
  expect(stage.awaited()).toBe(true);
  await expect(failing).rejects.toThrow("no");
  expect(stage.awaited()).toBe(true);
  open();
  await first;
  expect(stage.awaited()).toBe(false);
});
