import { expect, test } from "vitest";
import { textOf } from "../../../src/tui/core/line.ts";
import { railOf } from "../../../src/tui/core/rail.ts";
import { followed, unreadRun } from "../../../src/tui/core/seen.ts";
import { TUI_WORDS } from "../../../src/tui/core/words.ts";
import { dispatched, emptyRun, type RunBuilder } from "../../support/run-builder.ts";

test("a phase that an abort has left undone, or in which the run never was, has no tick", () => {
  const signs = (run: RunBuilder) => {
    const { records } = run.add({ type: "RUN_ABORTED", quote: "stop", kept: [] });
    const rail = railOf(followed(unreadRun("x"), records, undefined), TUI_WORDS.en);
    return rail.map((line) => textOf(line)[0]).join("");
  };
  expect(signs(emptyRun())).toBe("······▸");
  expect(signs(dispatched("a"))).toBe("✓✓✓···▸");
});
