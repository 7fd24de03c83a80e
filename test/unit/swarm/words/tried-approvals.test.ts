import { expect, test } from "vitest";
import { findQuote } from "../../../../src/swarm/core/words/approval.ts";

/** What a quote of a message comes to. */
function verdict(quote: string, text: string): string {
  const texts = [{ text, synthetic: false }];
  const found = findQuote(quote, [{ id: "m", createdAt: 1000, texts }]);
  return found.ok ? "approved" : found.denial.code;
}

/** Words that people tried, beside those of `approval.test.ts`. */
test.each([
  "Approved, thanks",
  "I approve.",
  "I approve this plan.",
  "Yes, build it.",
  "build it",
  "Make it so",
  "let's do this",
  "Let's do it!",
  "Start now",
  "begin",
  "Begin please",
  "Go with it",
  "Please go ahead and build",
  "Fine by me",
  "All good, go",
  "That works for me",
  "works for me",
  "perfect, start",
  "Great plan, start it",
  "Absolutely",
  "of course",
  "yes yes yes",
  "y",
  "Thumbs up",
  "Run it",
  "Ship it",
  "Looks perfect",
  "Great, thanks, go",
  "it's fine, start",
  "OK 👍",
  "good to go",
  "I'm happy with it, go ahead",
  "plan approved",
  "go with the plan",
  "I agree with the plan",
  "Correct, go ahead",
  "승인할게요",
  "승인하겠습니다",
  "승인해요",
  "네 좋습니다",
  "좋아요 진행합시다",
  "그대로 갑시다",
  "그대로 하시죠",
  "이대로 가자",
  "이대로 진행하죠",
  "시작하죠",
  "시작합시다",
  "네, 만들어 주세요",
  "진행시켜",
  "진행시켜 주세요",
  "ㄱㄱ",
  "고고",
  "가시죠",
  "ㅇㅇ 진행",
  "콜",
  "괜찮습니다. 진행하세요",
  "괜찮네요 시작해요",
  "네 그대로요",
  "네네",
  "넵 진행 부탁드립니다",
  "확인했습니다. 진행해 주세요",
  "오케이",
  "오키",
  "완벽해요, 시작해 주세요",
  "이 계획대로 해 주세요",
  "계획대로 진행하세요",
  "허락합니다",
  "허가합니다",
  "수락합니다",
  "찬성합니다",
])("“%s” approves", (text) => {
  expect(verdict(text, text)).toBe("approved");
});

test.each([
  "build it differently",
  "begin with the tests",
  "y axis is wrong",
  "Fine-tune the plan",
  "make it so that users log in",
  "Run it by me first",
  "of course not",
  "absolutely not",
  "do that later",
  "good to go after the fix",
  "콜백을 바꿔",
  "고고학 사이트를 만들어 주세요",
  "로그인 화면을 만들어 주세요",
  "만들어 주세요 말고",
  "이대로는 안 됩니다",
  "네네치킨",
  "가시죠?",
  "수락 버튼",
  "확인했습니다",
  "괜찮습니다만 하나 빼 주세요",
  "허락 없이 시작하지 마",
  "perfect is the enemy of good",
  "fine, but change w02",
  "looks perfect except the name",
  "Works for me?",
  "I agree with you that it is bad",
  "Correct the typo",
  "x, y, z",
  "go, then add a login page",
  "완벽해요",
  "Great",
  // The Commander asks again.
  "do that",
  "Fine",
  "만들어 주세요",
  "로그인 화면, 만들어 주세요",
])("“%s” does not", (text) => {
  expect(verdict(text, text)).toBe("QUOTE_NOT_APPROVAL");
});

/** Short words approve only as the whole of what was said. */
test.each([
  ["1", "the 1 thing I need is speed"],
  ["1", "steps 3, 1, 2"],
  ["y", "the axes are x, y, z"],
  ["go", "go nowhere"],
  ["build it", "build it differently"],
])("“%s” of “%s” does not", (quote, text) => {
  expect(verdict(quote, text)).toBe("QUOTE_NOT_APPROVAL");
});

test("a short word approves beside thanks and another yes", () => {
  for (const text of ["yes, go", "Great, thanks, go", "네, 고고"])
    expect(verdict(text.split(", ").at(-1) ?? "", text)).toBe("approved");
});
