import { describe, expect, test } from "vitest";
import { findQuote, type UserMessage } from "../../../../src/swarm/core/words/approval.ts";

const typed = (text: string, createdAt = 1000, id = `m${createdAt}`): UserMessage => ({
  id,
  createdAt,
  texts: [{ text, synthetic: false }],
});

function verdict(quote: string, ...messages: UserMessage[]): string {
  const found = findQuote(quote, messages);
  return found.ok ? "approved" : found.denial.code;
}

describe("a whole message that approves", () => {
  test.each([
    "approve",
    "Approved.",
    "Yes",
    "yes please",
    "OK",
    "okay, go ahead",
    "Go!",
    "go for it",
    "just do it",
    "LGTM",
    "ship it 🚀",
    "Looks good, proceed",
    "sounds great, start",
    "No problem, go ahead.",
    "sure, let's go",
    "1",
    "Option 1",
    "👍",
    "I accept the plan",
    "confirmed",
    "승인",
    "승인합니다",
    "네",
    "네, 진행해 주세요.",
    "예 그렇게 하세요",
    "응 좋아",
    "좋습니다. 시작하세요!",
    "그대로 진행해줘",
    "바로 진행해",
    "오케이 고고",
    "ㅇㅋ",
    "동의합니다",
    "그러면 진행해 주세요",
    "1번",
    "1번으로 부탁드립니다",
    "문제 없어요, 진행하세요",
    "부탁드립니다",
  ])("%s", (text) => {
    expect(verdict(text, typed(text))).toBe("approved");
  });
});

describe("a whole message that does not", () => {
  test.each([
    // objects
    "no",
    "No, don't start",
    "do not approve this",
    "I can't approve this",
    "I won’t accept that",
    "stop",
    "wait, not yet",
    "Cancel it. ok?",
    "I disagree with option 1",
    "Nobody said ok",
    "아니 진행하지 마",
    "아니요",
    "안 돼요, 승인 못 합니다",
    "승인하지 않습니다",
    "시작하지 마세요",
    "좋지만 보류할게요",
    "진행은 나중에 하죠",
    "네 하지만 잠깐 기다려 주세요",
    // asks
    "Should I approve this?",
    "is it ok to start",
    "can you proceed without tests",
    "what does approve do",
    "진행해도 될까요?",
    "승인하면 어떻게 되나요",
    "왜 시작하나요?",
    // puts a condition or a change
    "yes but drop the chat",
    "ok, only with two Workers",
    "approve it if the tests pass",
    "I will approve it tomorrow",
    "go ahead once I am back",
    "start over",
    "looks good except the board",
    "괜찮으면 진행해",
    "채팅을 빼고 진행해",
    "시작하기 전에 물어봐",
    "좋은데 이름을 바꿔줘",
    // says something else
    "add a dark mode",
    "What a nice day",
    "the 1 thing I need is speed",
    "다크모드도 추가해 주세요",
    "진행 상황 알려줘",
    "시작 화면을 보여줘",
    "내가 좋아하는 색은 파랑",
    "승인 절차를 설명해",
    "네트워크를 점검해",
    "예를 들어 이런 것",
  ])("%s", (text) => {
    expect(verdict(text, typed(text))).toBe("QUOTE_NOT_APPROVAL");
  });
});

describe("a part of a message", () => {
  test.each([
    ["approve", "I do not approve this plan."],
    ["yes", "Would you say yes to this?"],
    ["start", "don't start"],
    ["go ahead", "If you go ahead I will be angry"],
    ["approve", "Approve. Wait, not yet."],
    ["yes", "yes… actually no, cancel"],
    ["go ahead with a smaller plan", "Can we go ahead with a smaller plan?"],
    ["시작", "이대로 시작해도 될까?"],
    ["OK", "This is not OK"],
    ["go ahead", "Before you go ahead, show me the interfaces"],
    ["proceed", "Never proceed without asking me"],
    ["좋아", "좋아 보이지만 아직 시작하지 말아줘"],
    ["승인", "계획은 좋은데 승인하지 않을게"],
    ["진행", "진행 하지 마"],
    ["좋아", "좋아 보이지 않아"],
    ["네", "네, 그런데 시작하지 마세요"],
    ["승인합니다", "승인합니다. 아니, 취소할게요."],
  ])("“%s” of “%s” is refused", (quote, text) => {
    expect(verdict(quote, typed(text))).toBe("QUOTE_NOT_APPROVAL");
  });

  test.each([
    ["ok", "the token is here"],
    ["승인", "승인은 보류할게"],
    ["go", "going nowhere"],
    ["yes", "yesterday"],
    ["start", "restart the server"],
    ["approve", "I disapprove"],
    ["네", "네트워크"],
    ["예", "예시"],
    ["응", "반응형으로"],
    ["승인", "미승인 상태"],
  ])("“%s” is no word of “%s”", (quote, text) => {
    expect(verdict(quote, typed(text))).toBe("QUOTE_NOT_APPROVAL");
  });

  test.each([
    ["go ahead", "I read it all. Go ahead! Do not forget the tests."],
    ["Approve", "Thanks.\nApprove\nCan you also show the time?"],
    ["looks good to me", "This  looks\n good to me"],
    ["진행해 주세요", "잘 봤습니다. 진행해 주세요. 테스트도 잊지 말고요."],
    ["ok", "The token thing: ok"],
    ["just do it", "Add a health check, just do it."],
    ["바로 진행해", "Add a health check, 바로 진행해."],
    ["Yes, looks good", "Yes, looks good. Build them all."],
    ["Go ahead please", "Go ahead please, I like it"],
    ["진행해 주세요", "네, 진행해 주세요"],
    ["승인합니다", "승인합니다. 네 개 모두 만들어 주세요."],
    ["승인", "승인합니다"],
    ["진행해", "바로 진행해줘"],
  ])("“%s” of “%s” approves", (quote, text) => {
    expect(verdict(quote, typed(text))).toBe("approved");
  });
});

describe("whose words, and when", () => {
  test("words nobody wrote", () => {
    expect(verdict("approve", typed("build me an app"))).toBe("QUOTE_NOT_FOUND");
    expect(verdict("approve")).toBe("QUOTE_NOT_FOUND");
    expect(verdict("  ", typed("approve"))).toBe("QUOTE_NOT_FOUND");
  });

  test("synthetic text was typed by nobody", () => {
    const message = { id: "m", createdAt: 1, texts: [{ text: "approve", synthetic: true }] };
    expect(verdict("approve", message)).toBe("QUOTE_NOT_FOUND");
    const mixed = {
      ...message,
      texts: [...message.texts, { text: "build it", synthetic: false }],
    };
    expect(verdict("approve", mixed)).toBe("QUOTE_NOT_FOUND");
  });

  test("the newest message with the words counts", () => {
    const found = findQuote("go ahead", [typed("go ahead", 5), typed("Go ahead", 9)]);
    expect(found).toEqual({
      ok: true,
      approval: { by: "quote", messageID: "m9", createdAt: 9, quote: "go ahead" },
    });
  });

  test("a newer message takes a yes back, and a newest yes renews it", () => {
    const [yes, stop] = [typed("approve", 5), typed("Stop, I changed my mind", 9)];
    expect(verdict("approve", yes, stop)).toBe("QUOTE_NOT_APPROVAL");
    expect(verdict("approve", yes, stop, typed("ok, approve", 12))).toBe("approved");
    expect(verdict("approve", yes, typed("use blue, and thanks", 9))).toBe("approved");
    expect(verdict("승인", typed("승인", 5), typed("잠깐, 아직이요", 6))).toBe(
      "QUOTE_NOT_APPROVAL",
    );
  });

  test("decomposed Hangul and curly quotes are the same words", () => {
    expect(verdict("진행해 주세요", typed("진행해 주세요".normalize("NFD")))).toBe("approved");
    expect(verdict("don't start", typed("don’t start"))).toBe("QUOTE_NOT_APPROVAL");
  });
});
