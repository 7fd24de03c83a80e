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
