import { expect, test } from "vitest";
import type { Language } from "../../../../src/kit/sentence.ts";
import { heardIn } from "../../../../src/swarm/core/words/spoken.ts";
import { userLanguage } from "../../../../src/swarm/opencode/user-language.ts";
import { emptyRun, planOf, type RunBuilder } from "../../../support/run-builder.ts";

const HERE = { sessionID: "ses-1", withCommander: true };
const ELSEWHERE = { sessionID: "ses-9", withCommander: false };

function languageOf(
  run: RunBuilder,
  { setting = "auto", locale = "en" }: { setting?: Language | "auto"; locale?: Language } = {},
) {
  return userLanguage({
    ...{ setting, locale },
    run: () => ({ state: run.state, submit: async (event) => void run.add(event) }),
  });
}

test("the setting, then the user's latest message, then the run, then the locale", async () => {
  const run = emptyRun().propose(planOf(["a"], { title: "게시판" }));
  expect(languageOf(run).now).toBe("ko");
  expect(languageOf(run, { setting: "en" }).now).toBe("en");
  const language = languageOf(run);
  await language.heard("build it", HERE);
  expect(language.now).toBe("en");
  const set = languageOf(run, { setting: "en" });
  await set.heard("만들어 주세요", HERE);
  expect(set.now).toBe("en");
});

test("an open run keeps what it has heard, so that a restart goes on in it", async () => {
  const run = emptyRun().propose(planOf(["a"], { title: "Board" }));
  const language = languageOf(run);
  await language.heard("만들어 주세요", HERE);
  await language.heard("고마워요", HERE);
  expect(run.records.filter(({ event }) => event.type === "LANGUAGE_HEARD")).toHaveLength(1);
  expect(languageOf(run, { locale: "en" }).now).toBe("ko");
});

test("a conversation beside the run's has its own language", async () => {
  const run = emptyRun().propose(planOf(["a"], { title: "게시판" }));
  const language = languageOf(run);
  await language.heard("what does this do", ELSEWHERE);
  expect([language.now, language.in("ses-9"), language.in("ses-1")]).toEqual(["ko", "en", "ko"]);
});

test.each([
  ["할 일 앱을 만들어 줘", "ko"],
  ["네", "ko"],
  ["ㅇㅇ", "ko"],
  ["Build a to-do app called 일", "en"],
  ["continue", "en"],
  ["the button should read 확인, not 취소", "en"],
  ['use "저장했습니다" as the text', "en"],
  ["rename `삭제하기` please", "en"],
  ["use bigger 한글 text in the header", "en"],
  ['"저장했습니다"', "ko"],
  ["`src/a.ts`의 sessionOf 고쳐줘", "ko"],
  ["Cannot find the module in the path 고쳐줘", "ko"],
  ["이거 왜 이래: Error: could not find the module in the path of the build", "ko"],
  ["Add to cart 버튼 색을 the same as header 로", "ko"],
  ["OK", undefined],
  ["yes.", undefined],
  ["1", undefined],
  ["👍", undefined],
  ["", undefined],
] as const)("%j is heard as %s", (text, language) => {
  expect(heardIn(text)).toBe(language);
});
