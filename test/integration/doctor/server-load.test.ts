import { describe, expect, test } from "vitest";
import { exitCodeOf } from "../../../src/doctor/core/check.ts";
import { diagnose, examined, resultOf } from "../../support/doctor-scene.ts";
import { chunk, sendEvents, vllmWith } from "../../support/stand-ins.ts";

/** A server that says "ok" to everything and counts the prompt like this. */
async function prefixOf(usage: object, hits?: () => number) {
  const url = await vllmWith(
    (response) =>
      sendEvents(response, [
        chunk({ content: "ok" }),
        chunk({}, "stop"),
        { choices: [], usage: { prompt_tokens: 3_700, ...usage } },
        "[DONE]",
      ]),
    hits,
  );
  return resultOf(await diagnose(url), "server.prefix-cache");
}

describe("the prefix cache", () => {
  test("reuses nothing", async () => {
    const line = await prefixOf({ prompt_tokens_details: { cached_tokens: 0 } });
    expect(line).toMatchObject({
      status: "warning",
      fix: "start vllm serve again with --enable-prefix-caching",
    });
    expect(line.what.en).toContain("0 of 3700 tokens");
  });

  test.each([{}, { prompt_tokens_details: null }])("is not told of: %j", async (usage) => {
    expect(await prefixOf(usage)).toMatchObject({
      status: "skipped",
      fix: "start vllm serve again with --enable-prompt-tokens-details",
    });
  });

  test("is not told of, but the server's counter stands still: nothing was reused", async () => {
    expect(await prefixOf({}, () => 7)).toMatchObject({
      status: "warning",
      fix: "start vllm serve again with --enable-prefix-caching",
    });
    const counts = [0, 544];
    const counting = await prefixOf({}, () => counts.shift() ?? 544);
    expect(counting).toMatchObject({
      status: "skipped",
      fix: "start vllm serve again with --enable-prompt-tokens-details",
    });
  });

  test("is judged by the second of two equal prompts", async () => {
    const server = await examined();
    await diagnose(server.url);
    const long = server.requests.filter(({ raw }) => raw.includes("one word: done"));
    expect(long.map(({ raw }) => raw)).toEqual([long[0]?.raw, long[0]?.raw]);
    expect(long[0]?.cachedTokens).toBe(0);
    expect(long[1]?.cachedTokens).toBeGreaterThan(2 * 1_072);
  });
});

describe("requests at once", () => {
  test("some are refused", async () => {
    let running = 0;
    const url = await vllmWith((response, { messages }) => {
      const counts = messages.some(({ content }) => content.startsWith("Count upwards"));
      if (counts) running += 1;
      if (running > 5) return response.writeHead(429).end("too many");
      return sendEvents(response, [chunk({ content: "1" }), chunk({}, "stop"), "[DONE]"]);
    });
    const results = await diagnose(url);
    const line = resultOf(results, "server.parallel");
    expect(line).toMatchObject({
      status: "error",
      fix: "start vllm serve again with --max-num-seqs 32",
    });
    expect(line.what.en).toContain("3 of 8 requests at once failed");
    expect(line.details).toHaveLength(3);
    expect(line.details?.[0]).toContain("HTTP 429: too many");
    expect(exitCodeOf(results, false)).toBe(1);
  });

  test("one of them waits too long", async () => {
    const server = await examined({ parallel: { text: "101", hold: "never" } });
    const results = await diagnose(server.url, { limits: { parallel: 300 } });
    expect(resultOf(results, "server.parallel").what.en).toContain("8 of 8");
  });

  test("each one's time to the first token is told, with min, median and max", async () => {
    const server = await examined();
    const line = resultOf(await diagnose(server.url), "server.parallel");
    expect(line.what.en).toMatch(/first token after [\d.]+ s \/ [\d.]+ s \/ [\d.]+ s/);
    expect(line.details?.every((time) => /^[\d.]+ s$/.test(time))).toBe(true);
  });
});
