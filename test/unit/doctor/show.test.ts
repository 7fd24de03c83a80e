import { expect, test } from "vitest";
import { type CheckId, FINDINGS, OTHERS } from "../../../src/doctor/core/check-ids.ts";
import { resultText } from "../../../src/doctor/show.ts";
import { say } from "../../../src/kit/sentence.ts";

test.each(["en", "ko"] as const)("what each check says begins in one column, in %s", (language) => {
  const ids: CheckId[] = [...FINDINGS, ...OTHERS];
  const columns = ids.map((id) => {
    const result = { id, status: "ok", what: say("| said", "| 말") } as const;
    return resultText(result, { language, color: false, verbose: false }).indexOf("|");
  });
  expect(new Set(columns).size).toBe(1);
});
