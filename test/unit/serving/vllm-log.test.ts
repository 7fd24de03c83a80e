import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { joinReadings, type LogReading, readLogLine } from "../../../src/serving/core/vllm-log.ts";

const FAILURES = join(import.meta.dirname, "../../fixtures/vllm/failures");

const readingOf = (text: string) =>
  text.split("\n").map(readLogLine).reduce<LogReading>(joinReadings, {});

describe("what real vLLM printed when it failed", () => {
  test.each([
    ["unknown-flag", "unknown-flag", "--disable-log-requests"],
    ["bad-parser", "unknown-flag", "qwen3_nope"],
    ["port-in-use", "port-taken", "Address already in use"],
    ["kv-too-small", "context-too-long", "max seq len"],
    ["kv-too-small-0.27", "context-too-long", "max seq len"],
    ["max-len-too-big", "context-beyond-model", "262144"],
    ["no-such-model", "model-unreadable", "models/nope"],
  ])("%s: %s, with the line that says it", (file, fault, words) => {
    const reading = readingOf(readFileSync(join(FAILURES, `${file}.txt`), "utf8"));
    expect(reading.fault).toBe(fault);
    expect(reading.cause).toContain(words);
    expect(reading.stage).not.toBe("ready");
  });

  test("an engine that dies after it was up tells no fault of the start", () => {
    const reading = readingOf(readFileSync(join(FAILURES, "engine-dead.txt"), "utf8"));
    expect(reading).toMatchObject({ stage: "ready" });
    expect(reading.fault).toBeUndefined();
  });
});

describe("the cache's size in each version's words", () => {
  test.each([
    [
      "0.26",
      "GPU KV cache size: 2,123,456 tokens\nMaximum concurrency for 131,072 tokens per request: 16.20x",
    ],
    [
      "0.28",
      "GPU KV cache size: 2,123,456 tokens, Maximum concurrency for 131,072 tokens per request: 16.20x",
    ],
    [
      "0.30",
      "CPU KV cache size: 2,123,456 tokens, Maximum concurrency for 131,072 tokens per request: 16.20x",
    ],
  ])("%s", (_, text) => {
    expect(readingOf(text)).toMatchObject({ cacheTokens: 2_123_456, maximumConcurrency: 16.2 });
  });
});

test("that nothing is compiled is no step of compiling", () => {
  const said = "Enforce eager set, disabling torch.compile and CUDAGraphs.";
  expect(readLogLine(said)).toEqual({});
  expect(readLogLine("torch.compile took 39.2 s in total").stage).toBe("compiling");
});

test("a new port that vLLM picks by itself is no fault, and a stage is not left backwards", () => {
  expect(readLogLine("WARNING Address already in use. Retrying with a new port.")).toEqual({});
  const reading = readingOf(
    "Model loading took 74.9 GiB memory\nLoading safetensors checkpoint shards:  50% Completed",
  );
  expect(reading.stage).toBe("compiling");
});
