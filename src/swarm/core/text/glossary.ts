/** A term of the product in Korean texts. */
interface Term {
  ko: string;
  /** What the term means, in one line. */
  means: string;
  /** Other words for the same thing. No Korean text uses them. */
  banned: readonly RegExp[];
}

/** One Korean word per thing, for all messages and README.ko.md. Names that OpenCode and git show stay English. */
export const GLOSSARY = {
  plan: {
    ko: "계획",
    means: "features, scopes and QA that the user approves",
    banned: [/설계/, /플랜/],
  },
  scope: {
    ko: "범위",
    means: "paths that one Worker alone may write",
    banned: [/스코프/, /쓰는 곳/],
  },
  foundation: {
    ko: "기반",
    means: "shared files that the Commander writes before the Workers start",
    banned: [/기초 파일/, /파운데이션/],
  },
  shared: {
    ko: "공유 파일",
    means: "files that Workers only read",
    banned: [/공통 (?:파일|기반)/, /공용/],
  },
  freeze: {
    ko: "동결",
    means: "the foundation becomes read-only for Workers",
    banned: [/고정/, /프리즈/],
  },
  run: {
    ko: "실행",
    means: "one plan from proposal to commit or abort",
    banned: [/열린 실행/, /실행이 열려/],
  },
  stop: {
    ko: "멈춤",
    means: "the user's end of all attempts, which a resume takes up again",
    banned: [/(?<!일시 )정지/],
  },
  abort: {
    ko: "중단",
    means: "the final end of a run by the user",
    banned: [/실행 종료/, /실행을 (?:완전히 )?종료/, /완전히 끝[내냅낼냈]/],
  },
  phase: { ko: "단계", means: "one of the seven parts of a run", banned: [/페이즈/] },
  event: { ko: "이벤트", means: "an entry of the journal", banned: [/사건/] },
  journal: { ko: "저널", means: "the file that holds the events of a run", banned: [/일지/] },
  dispatch: { ko: "파견", means: "to start the approved Workers", banned: [/디스패치/] },
  approval: { ko: "승인", means: "the user's yes to a plan", banned: [/허가/, /인가(?:하|된|되)/] },
  refusal: { ko: "거부", means: "a call or request that is not carried out", banned: [/거절/] },
  integration: { ko: "통합", means: "all Workers' changes in one tree", banned: [/인티그레이션/] },
  merge: { ko: "병합", means: "to join changes in git", banned: [/(?<!나)머지/] },
  commander: { ko: "Commander", means: "the agent that plans and commits", banned: [/커맨더/] },
  worker: { ko: "Worker", means: "an agent that builds one feature", banned: [/워커/, /작업자/] },
  scout: { ko: "Scout", means: "an agent that reads code", banned: [/스카우트/] },
  librarian: {
    ko: "Librarian",
    means: "an agent that reads documents",
    banned: [/라이브러리언/, /사서/],
  },
  worktree: {
    ko: "worktree",
    means: "a Worker's own working folder of the repository",
    banned: [/워크트리/, /작업 ?트리/],
  },
  repository: { ko: "저장소", means: "the git repository", banned: [/레포/, /리포지/] },
  snapshot: {
    ko: "스냅샷",
    means: "the user's work tree as a commit that moves no branch",
    banned: [/스냅숏/],
  },
  sandbox: { ko: "샌드박스", means: "kernel boundary of a shell", banned: [/모래상자/] },
  jail: {
    ko: "격리 환경",
    means: "the whole OpenCode behind a kernel boundary, with one way out: the model server",
    banned: [/격리 공간/, /감옥/],
  },
  shell: { ko: "셸", means: "bash as agents use it", banned: [/쉘/] },
  provider: {
    ko: "제공자",
    means: "source of models in OpenCode",
    banned: [/공급자/, /공급사/, /프로바이더/],
  },
  turn: { ko: "턴", means: "one answer of the model in a session", banned: [/차례/] },
  load: { ko: "로드", means: "OpenCode starts a plugin", banned: [/불러오/, /불러옵/] },
  download: { ko: "다운로드", means: "to fetch from the network", banned: [/내려받/] },
  prefixCache: {
    ko: "프리픽스 캐시",
    means: "computed beginnings of prompts, kept by the model server",
    banned: [/접두사/, /접두어/],
  },
  weights: { ko: "가중치", means: "the numbers of a model", banned: [/웨이트/] },
  replica: { ko: "복제본", means: "one of several equal model servers", banned: [/레플리카/] },
  context: {
    ko: "컨텍스트",
    means: "tokens that a session may hold",
    banned: [/문맥/, /콘텍스트/],
  },
  dependency: { ko: "의존성", means: "an installed package", banned: [/종속성/] },
} as const satisfies Record<string, Term>;
