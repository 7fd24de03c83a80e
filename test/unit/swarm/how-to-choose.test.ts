import { expect, test } from "vitest";
import { CHOICE_WORDS } from "../../../src/swarm/core/text/choice-words.ts";

test.each(["en", "ko"] as const)(
  "a plan of one Worker names no range of numbers of Workers: %s",
  (language) => {
    const { howTo } = CHOICE_WORDS[language];
    expect(howTo(3)).toMatch(/Workers? 1.*Workers? 3/);
    expect(howTo(1)).not.toContain("Worker");
    expect(howTo(1)).toContain("QA 4");
  },
);

test("the Korean particle behind the last number is the right one", () => {
  const ends = [1, 2, 3, 4, 5, 6, 7, 8].map(
    (most) => /”(\S+) 답/.exec(CHOICE_WORDS.ko.howTo(most))?.[1],
  );
  expect(ends).toEqual(["로", "로", "으로", "로", "로", "으로", "로", "로"]);
});
