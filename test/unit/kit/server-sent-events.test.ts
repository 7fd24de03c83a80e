import { expect, test } from "vitest";
import { eventData } from "../../../src/kit/server-sent-events.ts";

async function read(pieces: readonly string[], longest?: number): Promise<string[]> {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(encoder.encode(piece));
      controller.close();
    },
  });
  const found: string[] = [];
  for await (const data of eventData(body, longest)) found.push(data);
  return found;
}

test("a line end may be cut between two pieces", async () => {
  expect(await read(["data: a\r", "\n\r", "\ndata: b\r", "\n\r\n"])).toEqual(["a", "b"]);
});

test("fields that nobody knows, ids and waiting times are dropped, and so is an event without data", async () => {
  const text = "id: 1\nretry: soon\nodd\nodd: x\ndata: a\n\nevent: empty\n\n:\n\ndata: b\n\n";
  expect(await read([text])).toEqual(["a", "b"]);
});

test("an event that never ends is not collected for ever", async () => {
  const endless = [`data: ${"x".repeat(600)}`, "x".repeat(600), "x\n\n"];
  await expect(read(endless, 1_000)).rejects.toThrow(RangeError);
  const lines = Array.from({ length: 20 }, () => `data: ${"x".repeat(100)}\n`);
  await expect(read(lines, 1_000)).rejects.toThrow(RangeError);
  expect(await read(endless, 2_000)).toHaveLength(1);
});

test("many events are not one long one", async () => {
  const events = Array.from({ length: 20 }, () => `data: ${"x".repeat(100)}\n\n`);
  expect(await read(events, 1_000)).toHaveLength(20);
  expect(await read([events.join("")], 1_000)).toHaveLength(20);
});
