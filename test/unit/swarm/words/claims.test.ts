import { describe, expect, test } from "vitest";
import { asksUser, completionClaim } from "../../../../src/swarm/core/words/claims.ts";

describe("claims that the work is over", () => {
  test.each([
    "All done!",
    "The feature is complete and everything works.",
    "I have successfully implemented the whole app.",
    "Everything is done.",
    "Done.",
    "**Done!**",
    "✅ All tasks complete.",
    "Everything has been implemented.",
    "The project is now finished.",
    "The app is ready.",
    "The application has been fully implemented and tested.",
    "Your project-management app is now fully functional.",
    "Implementation complete.",
    "We're done here.",
    "I've finished the project.",
    "I have completed all the tasks.",
    "Finished building the app.",
    "All four Workers are done.",
    "All features have been merged.",
    "Successfully completed.",
    "All tests pass and the implementation is complete.",
    "That's it — the work is done!",
    "Mission accomplished.",
    "- the whole swarm has been delivered",
    "It’s done.",
    "I committed all changes.",
    "Here is the summary.\nEverything is finished.\nThanks!",
    "모든 작업이 완료되었습니다.",
    "전부 구현했습니다.",
    "작업을 모두 마쳤습니다.",
    "작업을 완료했습니다.",
    "구현이 끝났습니다.",
    "다 됐습니다.",
    "이제 다 끝났어요!",
    "프로젝트가 완성되었습니다.",
    "개발을 마쳤습니다.",
    "완료했습니다.",
    "완료!",
    "**작업 완료**",
    "요청하신 기능을 모두 만들었습니다.",
    "앱이 완성됐습니다!",
    "기능 구현을 모두 마쳤습니다",
    "성공적으로 완료되었습니다.",
    "모두 마무리했습니다.",
    "커밋까지 완료했습니다.",
    "요청을 완료했습니다. 감사합니다.",
    "끝났습니다.",
    "모든 기능을 구현했습니다.",
    "모두 처리했고 이제 쓰시면 됩니다.",
    "요청하신 것을 전부 반영했어요.",
    "전부 다 했어요.",
    "문제없이 모든 작업을 완료했습니다.",
    "오류 없이 다 만들었습니다.",
    "모두 됐습니다.",
    // Of files and faults, and of the whole.
    "모든 파일을 구현했습니다.",
    "필요한 파일을 모두 만들었고 앱이 완성되었습니다.",
    "모든 작업이 문제가 없이 끝났습니다.",
    "오류를 모두 해결하고 모든 작업을 완료했습니다.",
    // Other endings and other verbs.
    "모든 기능을 구현했다.",
    "모든 기능을 구현했음을 알려드립니다.",
    "모두 구현했으므로 쓰시면 됩니다.",
    "모든 작업을 진행했습니다.",
    "요청하신 기능을 모두 적용했습니다.",
    "모든 요구 사항을 충족했습니다.",
    "모든 기능을 완벽하게 했습니다.",
    "모든 일이 됐습니다.",
    "Everything is done and nothing is missing.",
    "Nothing is left to do: everything is done.",
    "충돌 검사를 모두 마쳤고 앱이 완성되었습니다.",
    "w04가 마지막으로 끝나 프로젝트가 완료되었습니다.",
  ])("%s", (text) => {
    expect(completionClaim(text)).toBeTypeOf("string");
  });
});

describe("texts that claim nothing", () => {
  test.each([
    "The foundation is complete; now I dispatch the Workers.",
    "All foundation files are written and ready.",
    "All shared files are done.",
    "All four Workers are dispatched.",
    "The board Worker is done, chat still runs.",
    "2 of 4 Workers completed.",
    "Not everything is done yet.",
    "The work is not complete.",
    "I will tell you when everything is done.",
    "Once all Workers are finished I run check_conflicts.",
    "Everything should be done in an hour.",
    "Is everything done?",
    "The app will be ready soon.",
    "Waiting until all tasks are complete.",
    "The implementation is almost complete.",
    "Before the work is done, QA has to pass.",
    "All work must be complete before the commit.",
    "I am going to build the whole app now.",
    "The plan is ready.",
    "The design phase is complete.",
    "The scouts have finished their exploration.",
    "I read the whole project.",
    "Next: integrate, then qa_run.",
    "> Everything is done.",
    "```\nAll done!\n```",
    "QA failed: one test of chat.",
    "I propose a plan with four Workers.",
    "아직 완료되지 않았습니다.",
    "작업이 완료되면 알려드리겠습니다.",
    "모든 작업이 끝나면 커밋합니다.",
    "기반 작업을 완료했습니다.",
    "설계를 완료했습니다. 승인을 기다립니다.",
    "계획을 모두 정리했습니다.",
    "board 워커가 끝났고 chat 워커는 진행 중입니다.",
    "모든 워커를 파견했습니다.",
    "2/4 완료",
    "완료 여부를 확인합니다.",
    "작업을 완료하려면 승인이 필요합니다.",
    "구현을 완료할 예정입니다.",
    "모두 끝내겠습니다.",
    "남은 작업을 마무리해야 합니다.",
    "작업이 거의 완료되었습니다.",
    "지금 구현 중입니다.",
    "계획을 제안합니다.",
    "테스트를 실행합니다.",
    "모든 작업이 완료되었나요?",
    "다음 단계로 넘어갑니다.",
    "합니다만 완료는 아닙니다.",
    // "했습니다" ends any verb.
    "네 Worker 모두 보고했고 자체 검사도 통과했습니다. 이제 변경이 서로 맞는지 확인합니다.",
    "두 Worker가 모두 보고했습니다.",
    "관련 파일을 모두 확인했습니다.",
    "전체 코드를 분석했습니다.",
    "모든 Worker가 시작했습니다.",
    "변경 사항을 전부 검토했어요.",
    "모두 읽었습니다.",
    "합의한 검사를 모두 실행했습니다.",
    "네 Worker의 변경을 모두 병합했습니다. 이제 QA를 실행합니다.",
    "요청을 모두 이해했습니다.",
    "린트 오류를 모두 해결했습니다. 다시 검사합니다.",
    "필요한 파일을 전부 추가했습니다.",
    "모든 기능을 구현했는지 확인합니다.",
    "인터페이스를 전부 작성했습니다. 이제 Worker를 파견합니다.",
    "충돌 검사를 모두 마쳤습니다. 이제 통합합니다.",
    "네 개의 Worker에게 작업을 모두 배정했습니다.",
    // One Worker's work is not the whole.
    "w01이 작업을 완료했습니다. 나머지를 기다립니다.",
    "w01 작업이 완료되었습니다.",
    "w01's work is complete; w02 is running.",
  ])("%s", (text) => {
    expect(completionClaim(text)).toBeUndefined();
  });
});

describe("words about the Workers", () => {
  test.each([
    "All four Workers are done.",
    "The Workers are all done; I check for conflicts now.",
    "네 Worker가 모두 끝났습니다. 충돌 검사를 합니다.",
    "모든 Worker가 작업을 마쳤습니다. 이제 통합합니다.",
    "워커가 전부 완료했습니다.",
    "All Workers are done, so I check for conflicts now and then commit.",
  ])("claim nothing once all have completed: %s", (text) => {
    expect(completionClaim(text)).toBeTypeOf("string");
    expect(completionClaim(text, true)).toBeUndefined();
  });

  test.each([
    "All four Workers are done and everything is committed.",
    "The Workers reported. The app is ready.",
    "네 Worker가 모두 끝났습니다. 앱이 완성되었습니다.",
    "All Workers are done and committed.",
    "Everything the Workers built is committed and ready to use.",
    "The entire app, built by the Workers, is ready.",
    "I have committed all changes of the Workers.",
    "The agent app is ready: everything is implemented.",
    "All features from the Workers are shipped.",
    "네 Worker의 작업이 모두 커밋되었습니다.",
    "모든 에이전트가 완료되어 프로젝트가 끝났습니다.",
    "에이전트 앱이 완성되었습니다.",
  ])("do not carry a claim of the whole: %s", (text) => {
    expect(completionClaim(text, true)).toBeTypeOf("string");
  });
});

test("the claiming sentence is named, not the whole text", () => {
  expect(completionClaim("I looked around. Everything is done! See you.")).toBe(
    "Everything is done!",
  );
});

describe("a turn handed to the user", () => {
  test.each([
    ["Shall I go on?", true],
    ['Which one ("a" or "b?")', true],
    ["Shall I go on? ", true],
    ["**Approve?**", true],
    ["진행할까요?", true],
    ["이 계획을 승인해 주세요.", true],
    ["어느 쪽이 좋나요", true],
    ["Why? Because.", false],
    ["I wait.", false],
    ["확인했습니다.", false],
  ])("%s → %s", (text, asks) => {
    expect(asksUser(text)).toBe(asks);
  });
});
