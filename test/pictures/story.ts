import type { Language } from "../../src/kit/sentence.ts";
import { loadScript, type Script } from "../../src/scripted-model/script.ts";

/** What the user asks for. */
export const REQUEST: Readonly<Record<Language, string>> = {
  en: "Build me a project management app: a dashboard, a kanban board, a live chat and notifications.",
  ko: "프로젝트 관리 앱을 만들어 줘. 대시보드, 칸반 보드, 실시간 채팅, 알림 기능이 필요해.",
};

/** The script of `npm run demo`, whose model speaks the user's language where a picture shows its words. */
export async function storyIn(language: Language): Promise<Script> {
  const script = await loadScript("templates/rehearsal/project-app/script.json");
  if (language === "en") return script;
  const unused = new Set(Object.keys(KOREAN));
  const translated = (value: unknown): unknown => {
    if (typeof value === "string") {
      unused.delete(value);
      return KOREAN[value] ?? value;
    }
    if (Array.isArray(value)) return value.map(translated);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, translated(of)]));
  };
  const korean = translated(script) as Script;
  if (unused.size > 0) throw new Error(`the script has no such words: ${[...unused].join("; ")}`);
  return korean;
}

const KOREAN: Readonly<Record<string, string>> = {
  "I suggest four features that four Workers can build at the same time. What they share, I write first.":
    "Worker 네 개가 동시에 만들 수 있는 기능 네 개를 제안합니다. 함께 쓰는 파일은 제가 먼저 만듭니다.",
  "Teamwork board": "팀 협업 보드",
  "A project-management web application on Node's standard library alone: a dashboard, a kanban board, a live chat and notifications. The features share a store with events and never import each other.":
    "Node 표준 라이브러리만 쓰는 프로젝트 관리 웹 앱입니다. 대시보드, 칸반 보드, 실시간 채팅, 알림으로 이루어집니다. 기능들은 이벤트가 있는 저장소를 함께 쓰고 서로 import하지 않습니다.",
  "Dashboard: statistics and activity": "대시보드: 통계와 최근 활동",
  "Board: columns with drag and drop": "보드: 끌어서 옮기는 칸반",
  "Chat: live room with mentions": "채팅: 멘션이 있는 실시간 대화방",
  "Notifications: in-app, with unread count": "알림: 앱 안 알림과 안 읽은 개수",
  Lint: "린트",
  Tests: "테스트",
  "Thank you. First the contract: the store, the events between the features, and the shell of every page.":
    "감사합니다. 먼저 저장소, 기능 사이의 이벤트, 모든 페이지의 틀을 정합니다.",
  "Now the application that loads the features, and the tests that hold them to the contract.":
    "이제 기능을 불러오는 앱과, 기능이 약속을 지키는지 보는 테스트를 씁니다.",
  "The foundation stands. Four Workers start.": "기반이 준비되었습니다. Worker 네 개가 시작합니다.",
  "All four reported and their own checks passed. Next: whether their changes go together.":
    "네 Worker 모두 보고했고 자체 검사도 통과했습니다. 이제 변경이 서로 맞는지 확인합니다.",
  "Merged. Next, the agreed checks on the integrated tree.":
    "병합했습니다. 다음은 합의한 검사를 통합한 트리에서 실행합니다.",
  "The integration test found a broken promise: src/notifications does not hear of finished cards. Its own test passed, because it sends the same wrong event name. I send that Worker back.":
    "통합 테스트가 어긋난 약속을 찾았습니다. src/notifications가 완료된 카드의 이벤트를 받지 못합니다. 자체 테스트도 같은 잘못된 이름을 써서 통과했습니다. 이 Worker를 다시 보냅니다.",
  "The checks pass on the integrated tree. I commit exactly that tree.":
    "통합한 트리에서 검사가 모두 통과했습니다. 바로 그 트리를 커밋합니다.",
  "add teamwork board with dashboard, kanban, chat and notifications":
    "팀 협업 보드 추가: 대시보드, 칸반, 채팅, 알림",
  "Four features around a shared in-memory store with events, on Node's\nstandard library alone. The promises between the features are listed in\ndocs/contract.md and checked by test/integration.test.js.":
    "이벤트가 있는 메모리 저장소를 함께 쓰는 기능 네 개를 Node 표준 라이브러리만으로\n만들었습니다. 기능 사이의 약속은 docs/contract.md에 있고\ntest/integration.test.js가 검사합니다.",
  "The Teamwork board is built and committed: a dashboard, a board with drag and drop, a live chat and notifications. `npm start` prints its address; `npm test` runs its checks.\n\nOn the way, Aegis refused a write outside a Worker's scope and a report whose test failed, and the final checks caught a broken promise between two features that each had passed alone.":
    "팀 협업 보드를 만들어 커밋했습니다. 대시보드, 끌어서 옮기는 보드, 실시간 채팅, 알림이 있습니다. `npm start`가 주소를 보여 주고 `npm test`가 검사를 실행합니다.\n\n도중에 Aegis가 Worker의 범위를 벗어난 쓰기와, 테스트가 실패한 보고를 거부했습니다. 각자 통과한 두 기능 사이의 어긋난 약속은 최종 검사가 잡았습니다.",
};
