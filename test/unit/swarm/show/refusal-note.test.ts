import { describe, expect, test } from "vitest";
import { alike, inBoth, type Sentence, say } from "../../../../src/kit/sentence.ts";
import { userOwns } from "../../../../src/swarm/app/users-files.ts";
import { DENIAL_CODES, type DenialCode, deny } from "../../../../src/swarm/core/run/denial.ts";
import { refusalNote } from "../../../../src/swarm/core/show/refusal-note.ts";
import { REFUSAL_WORTH, REPEATED } from "../../../../src/swarm/core/show/refusal-worth.ts";
import { refusedToPeople } from "../../../../src/swarm/core/show/refused-to-people.ts";

const CODES = Object.keys(DENIAL_CODES) as DenialCode[];
const at = (code: DenialCode, times: number, language: "en" | "ko" = "en", why = "why it is so") =>
  refusalNote(
    { who: "a", tool: "commit", denial: deny(code, alike(why), "next"), times },
    language,
  );
/** At which of ten equal refusals a line is drawn. */
const drawnAt = (code: DenialCode) =>
  Array.from({ length: 10 }, (_, index) => index + 1).filter((times) => at(code, times));

describe("of ten equal refusals, a person reads", () => {
  test.each(CODES)("%s as often as the table says", (code) => {
    const expected = { "at once": [1], repeated: [REPEATED], never: [] }[REFUSAL_WORTH[code]];
    expect(drawnAt(code)).toEqual(expected);
  });
});

test("who called what, the reason with its code, and the detail", () => {
  const text = refusalNote(
    {
      who: "commander",
      tool: "swarm_abort",
      denial: deny("ASK_THE_USER", alike('"x"\n# y | z'), "next"),
      times: 1,
    },
    "en",
  );
  expect(text).toBe(
    '⛔ **Refused:** the Commander called swarm_abort.\nOnly the user can approve. (ASK_THE_USER)\nDetail: "x" # y \\| z',
  );
});

test("the detail is in the reader's language", () => {
  const why = say("The plan is gone.", "계획이 없어졌습니다.");
  const call = { who: "a", tool: "commit", denial: deny("NO_PROPOSAL", why, "next"), times: 1 };
  expect(refusalNote(call, "en")).toMatch(/\nDetail: The plan is gone\.$/);
  expect(refusalNote(call, "ko")).toMatch(/\n자세히: 계획이 없어졌습니다\.$/);
  expect(refusedToPeople(call.denial).why).toEqual(why);
});

test("a step that only the user can take is told to people, and none of the model's steps", () => {
  const step = say("Start it.", "시작하세요.");
  const why = alike("no answer");
  const denial = deny("MODEL_SERVER_DOWN", why, "Tell the user to start it.", step);
  const call = { who: "commander", tool: "dispatch_workers", denial, times: 1 };
  expect(refusalNote(call, "en")).toMatch(/\nNext: Start it\.$/);
  expect(refusalNote(call, "ko")).toMatch(/\n다음: 시작하세요\.$/);
  expect(refusedToPeople(denial)).toEqual({ why, next: step });
  const models = refusedToPeople(deny("NO_PROPOSAL", why, "Call design_propose."));
  expect(models.next.en).not.toContain("design_propose");
});

test("a detail that only repeats the rule is left out", () => {
  const lines = (why: Sentence, language: "en" | "ko") =>
    refusalNote(
      { who: "a", tool: "x", denial: deny("ASK_THE_USER", why, "next"), times: 1 },
      language,
    )?.split("\n").length;
  const rule = say("Only the user can approve.", "승인은 사용자만 할 수 있습니다.");
  for (const language of ["en", "ko"] as const) {
    expect(lines(rule, language)).toBe(2);
    expect(
      lines(
        inBoth((each) => `${rule[each]} x`),
        language,
      ),
    ).toBe(3);
  }
});

test("a long list of files leaves room for what is wrong with them", () => {
  const paths = Array.from({ length: 40 }, (_, at) => `src/feature/file-${at}.ts`);
  const call = { who: "commander", tool: "write", denial: userOwns(paths), times: 1 };
  expect(refusalNote(call, "en")).toMatch(/Detail: The user has uncommitted changes/);
  expect(refusalNote(call, "ko")).toMatch(/자세히: 사용자가 아직 커밋하지 않은 변경/);
});

test.each(["en", "ko"] as const)("never a line without a reason (%s)", (language) => {
  for (const code of CODES) {
    const { length } = drawnAt(code);
    if (length === 0) continue;
    const lines = at(code, drawnAt(code)[0] ?? 0, language)?.split("\n") ?? [];
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain(`(${code})`);
    expect(/[가-힣]/.test(lines[1] ?? "")).toBe(language === "ko");
  }
});
