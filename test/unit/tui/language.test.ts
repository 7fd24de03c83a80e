import { expect, test } from "vitest";
import { isAsciiOnly, panelLanguage } from "../../../src/tui/core/language.ts";
import { followed, unreadRun } from "../../../src/tui/core/seen.ts";
import { emptyRun, planOf } from "../../support/run-builder.ts";

const runWith = (title: string) =>
  followed(unreadRun("run-1"), emptyRun().propose(planOf(["a"], { title })).records, undefined);

test("the setting decides, then the plan's words, then the locale", () => {
  const korean = { LANG: "ko_KR.UTF-8" };
  expect(panelLanguage("en", runWith("게시판"), korean)).toBe("en");
  expect(panelLanguage("auto", runWith("게시판"), {})).toBe("ko");
  expect(panelLanguage("auto", runWith("Board"), korean)).toBe("en");
  expect(panelLanguage("auto", undefined, korean)).toBe("ko");
  expect(panelLanguage("auto", undefined, { LC_ALL: "C.UTF-8", ...korean })).toBe("en");
});

test("signs beyond ASCII only in a UTF-8 locale, of which the strongest variable counts", () => {
  expect(isAsciiOnly({ LANG: "en_US.UTF-8" })).toBe(false);
  expect(isAsciiOnly({ LANG: "C", LC_CTYPE: "ko_KR.utf8" })).toBe(false);
  expect(isAsciiOnly({ LANG: "en_US.UTF-8", LC_ALL: "C" })).toBe(true);
  expect(isAsciiOnly({})).toBe(true);
});
