import { expect, test } from "vitest";
import { ACTS } from "../../../src/steering/core/read-act.ts";
import { helpText, STEERING_WORDS } from "../../../src/steering/core/words.ts";

test.each(["en", "ko"] as const)(
  "the %s list names every act in its order, as it is typed",
  (language) => {
    const named = [...helpText(language).matchAll(/^ {2}\/aegis (\w+)/gm)].map(([, act]) => act);
    expect(named).toEqual([...ACTS]);
    expect(STEERING_WORDS[language].description).toContain("stop");
  },
);

test.each(["en", "ko"] as const)(
  "the %s answer to a bare abort says exactly what ends the run",
  (language) => {
    expect(STEERING_WORDS[language].idle["confirm-abort"]).toMatch(/: \/aegis abort yes$/m);
  },
);
