import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { reusedMeanwhile } from "../../../src/doctor/core/metrics.ts";
import type { Reply } from "../../../src/doctor/core/server-facts.ts";
import { cacheSize, serverLoad } from "../../../src/serving/core/cache-size.ts";
import { joinReadings, type LogReading, readLogLine } from "../../../src/serving/core/vllm-log.ts";

const RECORDED = join(import.meta.dirname, "../../fixtures/vllm/recorded");
const recorded = (file: string) => readFileSync(join(RECORDED, file), "utf8");

/** What is known after each line. */
function readings(file: string): LogReading[] {
  const found: LogReading[] = [{}];
  for (const line of recorded(file).split("\n"))
    found.push(joinReadings(found.at(-1) ?? {}, readLogLine(line)));
  return found;
}

test.each(["start.log", "start-0.27.log"])("%s is read to its end", (file) => {
  expect(readings(file).at(-1)).toEqual({
    stage: "ready",
    cacheTokens: 2_097_152,
    maximumConcurrency: 256,
  });
});

test("the stages of a start are told one after the other", () => {
  const stages = readings("start.log").map(({ stage }) => stage);
  expect([...new Set(stages)]).toEqual([undefined, "loading", "warming-up", "ready"]);
});

test("the metrics of a real vLLM are read", () => {
  const text = recorded("metrics.txt");
  expect(cacheSize(text)).toEqual({ cacheTokens: 2_097_152, maximumConcurrency: 256 });
  expect(serverLoad(text)).toEqual({ running: 0, waiting: 0, cacheUsage: 0 });
  const busy = text
    .replace(/^(vllm:num_requests_running\{.*\}) 0\.0$/m, "$1 3.0")
    .replace(/^(vllm:kv_cache_usage_perc\{.*\}) 0\.0$/m, "$1 0.25");
  // Those that wait are counted once, and not again by their reasons.
  expect(
    serverLoad(busy.replace(/^(vllm:num_requests_waiting(?:_by_reason)?\{.*\}) 0\.0$/gm, "$1 2.0")),
  ).toEqual({
    running: 3,
    waiting: 2,
    cacheUsage: 0.25,
  });
});

test("and how many tokens came out of the cache between two looks", () => {
  const text = recorded("metrics.txt");
  const later = text.replace(/^(vllm:prefix_cache_hits_total\{.*\}) 14848\.0$/m, "$1 20000.0");
  expect(
    reusedMeanwhile({ models: reply(""), metrics: { before: reply(text), after: reply(later) } }),
  ).toBe(20_000 - 14_848);
});

function reply(text: string): Reply {
  return { type: "answer", answer: { status: 200, contentType: "text/plain", text } };
}
