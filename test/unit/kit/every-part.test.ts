import { expect, test } from "vitest";
import { everyPart } from "../../../src/kit/every-part.ts";

const failing = (message: string) => async () => {
  throw new Error(message);
};

test("parts run in order, also after a part that throws", async () => {
  const done: string[] = [];
  const part = (name: string) => () => void done.push(name);
  await expect(everyPart([part("a"), failing("no"), part("b")])).rejects.toThrow(/^no$/);
  expect(done).toEqual(["a", "b"]);
});

test("no error is lost: several come as one, with every message", async () => {
  const work = everyPart([failing("first"), failing("second")]);
  await expect(work).rejects.toThrow(/^first\nsecond$/);
  await expect(work).rejects.toMatchObject({
    errors: [{ message: "first" }, { message: "second" }],
  });
});
