import fc from "fast-check";
import { expect, test } from "vitest";
import { PrefixCache } from "../../../src/scripted-model/prefix-cache.ts";

const BLOCK_TOKENS = 544;
const BLOCK_BYTES = BLOCK_TOKENS * 4;

test("cached tokens are the longest prefix shared with any earlier request, in whole blocks", () => {
  // Letters stand for blocks; few letters and an aligned start make equal blocks likely.
  const prompts = fc.array(fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 5 }), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(prompts, (words) => {
      const cache = new PrefixCache();
      const seen: string[] = [];
      for (const word of words) {
        const request = requestOf(word);
        const bytes = JSON.stringify(request);
        const shared = Math.max(0, ...seen.map((earlier) => commonLength(earlier, bytes)));
        const prompt = Math.ceil(bytes.length / 4);
        const cached = Math.floor(shared / BLOCK_BYTES) * BLOCK_TOKENS;
        expect(cache.admit({ model: "m", ...request })).toEqual({ prompt, cached });
        seen.push(bytes);
      }
    }),
  );
});

test("the last token is always computed", () => {
  const cache = new PrefixCache();
  const text = "a".repeat(2 * BLOCK_BYTES - JSON.stringify(request("")).length);
  cache.admit({ model: "m", ...request(text) });
  const again = cache.admit({ model: "m", ...request(text) });
  expect(again).toEqual({ prompt: 2 * BLOCK_TOKENS, cached: BLOCK_TOKENS });
});

function requestOf(word: string) {
  const head = JSON.stringify(request("")).indexOf('""') + 1;
  const blocks = [...word].map((letter) => letter.repeat(BLOCK_BYTES)).join("");
  return request(`${"-".repeat(BLOCK_BYTES - head)}${blocks}`);
}

function request(content: string) {
  return { messages: [{ role: "user", content }] };
}

function commonLength(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at < end && a[at] === b[at]) at += 1;
  return at;
}
