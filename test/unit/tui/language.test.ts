import { expect, test } from "vitest";
import { isAsciiOnly, panelLanguage } from "../../../src/tui/core/language.ts";
import { followed, unreadRun } from "../../../src/tui/core/seen.ts";
import { emptyRun, planOf } from "../../support/run-builder.ts";

const runWith = (title: string) =>
  followed(unreadRun("run-1"), emptyRun().propose(planOf(["a"], { title })).records, undefined);

const korean = { LANG: "ko_KR.UTF-8" };

test("the setting decides, then the run's language, then the locale", () => {
  expect(panelLanguage("en", { run: runWith("게시판") }, korean)).toBe("en");
  expect(panelLanguage("auto", { run: runWith("게시판") }, {})).toBe("ko");
  expect(panelLanguage("auto", { run: runWith("Board") }, korean)).toBe("en");
  expect(panelLanguage("auto", {}, korean)).toBe("ko");
  expect(panelLanguage("auto", {}, { LC_ALL: "C.UTF-8", ...korean })).toBe("en");
});

test("an open run's journal says what the user wrote last, whatever its plan is called", () => {
  const { records } = emptyRun()
    .propose(planOf(["a"], { title: "Board" }))
    .add({ type: "LANGUAGE_HEARD", language: "ko" });
  const run = followed(unreadRun("run-1"), records, undefined);
  expect(panelLanguage("auto", { run }, { LANG: "C.UTF-8" })).toBe("ko");
  // The conversation on the screen may be another one than the run's.
  expect(panelLanguage("auto", { run, heard: "en" }, {})).toBe("ko");
});

test("without an open run the conversation on the screen decides", () => {
  expect(panelLanguage("auto", { heard: "ko" }, { LANG: "C.UTF-8" })).toBe("ko");
  const { records } = emptyRun()
    .propose(planOf(["a"], { title: "게시판" }))
    .add({ type: "RUN_ABORTED", quote: "중단", kept: [] });
  const run = followed(unreadRun("run-1"), records, undefined);
  expect(panelLanguage("auto", { run, heard: "en" }, korean)).toBe("en");
  expect(panelLanguage("auto", { run }, {})).toBe("ko");
});

test("signs beyond ASCII only in a UTF-8 locale, of which the strongest variable counts", () => {
  expect(isAsciiOnly({ LANG: "en_US.UTF-8" })).toBe(false);
  expect(isAsciiOnly({ LANG: "C", LC_CTYPE: "ko_KR.utf8" })).toBe(false);
  expect(isAsciiOnly({ LANG: "en_US.UTF-8", LC_ALL: "C" })).toBe(true);
  expect(isAsciiOnly({})).toBe(true);
});
