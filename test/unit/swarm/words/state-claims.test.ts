import { expect, test } from "vitest";
import { type ClaimKind, stateClaims } from "../../../../src/swarm/core/words/state-claims.ts";

const CLAIMED: Record<ClaimKind, readonly string[]> = {
  "run-stopped": [
    "Stopped.",
    "Okay, stopped.",
    "I have stopped the run.",
    "I've aborted the whole swarm.",
    "The run has been cancelled.",
    "The run is now terminated, and the diffs are kept.",
    "Everything is stopped.",
    "I stopped everything as you asked.",
    "**Run aborted.**",
    "The work has been halted.",
    "중단했습니다.",
    "네, 중단했습니다.",
    "말씀하신 대로 모두 중단했습니다.",
    "실행을 취소했습니다.",
    "작업을 모두 멈췄습니다.",
    "작업이 중단되었습니다.",
    "실행을 종료했습니다!",
  ],
  "workers-stopped": [
    "I have stopped all Workers.",
    "All Workers have been cancelled.",
    "The running Workers were stopped.",
    "I killed the two workers.",
    "Worker를 모두 중단했습니다.",
    "Worker들이 중지되었습니다.",
  ],
  approved: [
    "The plan is approved.",
    "The plan has been approved, so I start.",
    "You approved the plan.",
    "You have already approved this.",
    "Plan approved!",
    "Approval received.",
    "The design was approved by the user.",
    "📋 설계 승인 완료.",
    "계획이 승인되었습니다.",
    "사용자가 승인하셨습니다.",
    "승인받았습니다.",
  ],
  committed: [
    "I have committed the changes.",
    "Committed.",
    "Committed as 1a2b3c4.",
    "The changes are committed and pushed.",
    "Commit created.",
    "The work was merged into main.",
    "We pushed to main.",
    "커밋했습니다.",
    "변경을 모두 커밋했습니다.",
    "커밋 완료!",
    "main에 병합했습니다.",
    "브랜치에 모두 반영했습니다.",
  ],
  merged: [
    "The Workers' changes are merged.",
    "Everything has been integrated.",
    "I have merged all of them.",
    "변경을 모두 병합했습니다.",
    "통합이 완료되었습니다.",
    "통합을 마쳤습니다.",
  ],
  "tests-pass": [
    "All tests pass.",
    "The tests are all green.",
    "QA passed!",
    "All checks have passed.",
    "테스트가 모두 통과했습니다.",
    "QA를 통과했습니다.",
    "QA 통과",
    "충돌을 해결했고 테스트가 모두 통과했습니다.",
    "The conflict checks and the tests passed.",
    "All checks passed, including the conflict check and the full test suite.",
    "충돌 검사와 테스트가 모두 통과했습니다.",
    "QA와 충돌 검사를 통과했습니다.",
  ],
  "final-qa-passed": [
    "The final QA passed.",
    "The conflict checks and final QA passed.",
    "충돌 검사, 최종 QA 모두 통과했습니다.",
    "All integration tests pass.",
    "최종 QA를 통과했습니다.",
    "통합 테스트가 모두 성공했습니다.",
  ],
};

const CASES = Object.entries(CLAIMED).flatMap(([kind, texts]) =>
  texts.map((text) => [kind as ClaimKind, text] as const),
);

test.each(CASES)("%s: %s", (kind, text) => {
  expect(stateClaims(text).map((claim) => claim.kind)).toContain(kind);
});

test.each([
  // Negations, questions, the future, conditions, wishes.
  "I have not stopped the run.",
  "The run is not aborted yet.",
  "Shall I stop the run?",
  "Is the plan approved?",
  "I will stop the Workers.",
  "I'll commit the changes.",
  "If the plan is approved, I start.",
  "Once the tests pass, I commit.",
  "The plan must be approved by you.",
  "When QA passed, the commit follows.",
  "Nothing is committed.",
  "No changes were committed.",
  "I tried to abort the run, and it was refused.",
  "Please approve the plan.",
  "I could not get the plan approved.",
  "중단하지 않았습니다.",
  "중단할까요?",
  "중단하려면 /aegis stop을 입력하세요.",
  "중단을 요청하셨습니다.",
  "계획이 승인되면 시작합니다.",
  "아직 승인되지 않았습니다.",
  "커밋하겠습니다.",
  "커밋할 예정입니다.",
  "테스트가 통과하면 커밋합니다.",
  "병합이 완료되었나요?",
  // Quotations and code.
  "> I have stopped the run.",
  "```\ncommitted\n```",
  "“Stopped.”",
  // Other things with the same words.
  "I stopped the dev server.",
  "I stopped the task runner.",
  "I cancelled the build server's cache.",
  "The cancelled order is shown in grey.",
  "The button stops the timer.",
  "A stopped timer keeps its time.",
  "I added a test for aborted uploads.",
  "서버를 종료했습니다.",
  "타이머를 중지했습니다.",
  "The plan has three Workers.",
  "The approved scopes are src/a and src/b.",
  "We are committed to quality.",
  "We committed to helping you.",
  "The committed files are listed above.",
  "I read what was committed.",
  "The merged cells of the table stay.",
  "I wrote tests that pass a board.",
  "The conflict checks passed.",
  "충돌 검사가 통과했습니다.",
  "충돌 검사를 통과했으니 통합합니다.",
  "The tests are in test/board.",
  // What the user or an earlier run did.
  "You committed README.md meanwhile.",
  "The previous run was aborted.",
  "The last run was committed yesterday.",
  "지난 실행은 중단되었습니다.",
  "사용자가 README.md를 커밋했습니다.",
  // A part, or a failure.
  "Worker a's tests pass.",
  "Its own QA passed.",
  "2 of 3 tests passed.",
  "The tests passed, one failed.",
  "자체 QA를 통과했습니다.",
  "테스트 3개 중 1개가 실패했습니다.",
])("claims nothing: %s", (text) => {
  expect(stateClaims(text)).toEqual([]);
});

test("the claiming sentence is named, and each kind once", () => {
  expect(stateClaims("I looked. Stopped. The run is aborted! Committed.")).toEqual([
    { kind: "run-stopped", sentence: "Stopped." },
    { kind: "committed", sentence: "Committed." },
  ]);
});
