import { statements } from "./statements.ts";

/**
 * Patterns for sentences that say the work is over. They know only plain forms, because a false hit costs
 * another answer, and the check of an idle session catches a claim that the patterns miss.
 */
const OVER =
  "done|completed?|finished|implemented|built|ready|shipped|merged|committed|delivered|functional|wrapped up";
const WHOLE =
  "everything|(?:the |your |our |this )?(?:whole |entire |full |complete )?(?:work|task|job|project|feature|features|implementation|app|application|swarm|build|product)";
const DONE_EN: readonly RegExp[] = [
  // "All four Workers are done", "Everything has been built", "The app is now ready"
  new RegExp(
    `\\b(?:all|${WHOLE})\\b[^.!?]{0,60}?\\b(?:is|are|has|have|was|were|been|'s|now)\\s+(?:all |now |been |fully |successfully |completely |100% )*(?:${OVER})\\b`,
    "i",
  ),
  // "Implementation complete", "Task finished"
  /\b(?:all tasks|everything|task|work|implementation|project|feature|job|build)s? (?:is )?(?:complete|completed|done|finished)\b/i,
  // "I have finished the app", "We successfully built everything"
  new RegExp(
    `\\b(?:i|we|the swarm|the workers)(?:'ve|'m|'re| have| has| are| am)? (?:now |just |all |successfully |fully |finally )*(?:completed|finished|implemented|built|delivered|shipped|committed)\\b[^.!?]{0,30}\\b(?:all|${WHOLE}|changes)\\b`,
    "i",
  ),
  /\b(?:successfully|fully) (?:completed|implemented|finished|built|integrated|delivered|committed)\b/i,
  /^(?:finished|completed) (?:all|building|implementing|the (?:whole|entire|work|task|app|project))\b/i,
  /\ball (?:done|set|complete|finished)\b|\bmission accomplished\b/i,
  /\b(?:we'?re|we are|i'?m|i am|it'?s|it is|that'?s) (?:all |now |finally )*(?:done|finished|complete)\b/i,
  /^(?:done|finished|completed?|shipped)$/i,
];
/** What is done to work; "했습니다" alone also ends "보고했습니다" and "확인했습니다", which claim nothing. */
const WORKED_KO =
  "(?:구현|개발|작성|제작|구축|커밋|배포|처리|반영|해결|추가|수행|준비|마무리|충족|만족|달성)(?:을|를|이|가|까지|도)?\\s*";
/** Of the past, with any ending but the ones of a part of a sentence or of a doubt. */
const DID_KO = "(?:했|하였|됐|되었)(?!던|는지|을|더라|나요|습니까)";
const ENDED_KO = `(?:완료|완성|끝났|끝냈|마쳤|만들었|해냈|${WORKED_KO}${DID_KO})`;
const TASK_KO = "(?:작업|일|것|과제|기능|목표|요청|요구 ?사항)(?:을|를|이|가|은|는|도)?";
const HOW_KO = "(?:(?:모두|전부|다|싹|성공적으로|[가-힣]+(?:게|히))\\s+)*";
const DONE_KO: readonly RegExp[] = [
  new RegExp(`(?:모두|모든|전부|전체|싹)[^.!?]{0,40}${ENDED_KO}`),
  new RegExp(`(?<![가-힣])다\\s+[^.!?]{0,10}${ENDED_KO}`),
  new RegExp(`(?<![가-힣])(?:모두|전부|다|싹)\\s+${DID_KO}`),
  // "모든 작업을 진행했습니다", "기능을 모두 적용했습니다"
  new RegExp(
    `^(?=.*(?:모두|모든|전부|전체|싹)).*?(?<![가-힣])${TASK_KO}\\s*${HOW_KO}(?:(?:진행|실시|실행|적용|제공|연동|완수|이행)(?:을|를|이|가)?\\s*)?${DID_KO}`,
  ),
  /(?:작업|개발|구현|프로젝트|요청|기능|앱|애플리케이션|서비스|커밋|배포)[^.!?]{0,20}(?:완료|완성|끝났|끝냈|마쳤|마무리)(?:했|됐|되었|하였|입니다|습니다|어요|$|\s*[!])/,
  /성공적으로[^.!?]{0,20}(?:완료|완성|구현|끝)(?:했|됐|되었|하였|났|냈)/,
  /^(?:작업 )?(?:완료|완성|끝)(?:했습니다|됐습니다|되었습니다|했어요|됐어요|입니다|났습니다|났어요)?$/,
];
/** A sentence about the future, with a condition or with a no is not a claim. */
const NOT_YET =
  /\b(not|nothing (?:is|was|has been) (?:yet )?(?:committed|merged|integrated)|isn'?t|aren'?t|hasn'?t|haven'?t|until|when|once|before|after|if|will|still|remaining|wait(ing)?|cannot|can'?t|unfinished|incomplete|must|should|needs? to|to be|almost|nearly|going to|let me|no)\b|아직|않|못|되면|하면|끝나면|기다|남았|남은|남아|진행 중|전까지|하려면|여부|예정|해야|거의|때까지|려고|겠습니다|할게요|후에|다음/i;
/** A sentence about a finished part of the work is not a claim. */
const PART =
  /\b(foundation|design|plan|contract|shared|skeleton|scaffold\w*|set-?up|phase|step|scouts?|librarians?|exploration|research|worktrees?|dispatch(ed)?)\b|기반|기초|설계|계획|단계|공유|계약|조사|탐색|파견/i;
/** Words about files, faults, the conflict check or one Worker: they claim nothing of the whole. Words beside them may. */
const SMALL: readonly (readonly [said: RegExp, plain: string])[] = [
  [
    new RegExp(
      `(?:파일|폴더|디렉터리|타입|인터페이스|스텁|뼈대|공통 코드|공용 코드|오류|에러|문제|버그)(?:을|를|이|가|도)\\s*${HOW_KO}(?:(?:해결|처리|추가|준비|작성)${DID_KO}|만들었)`,
      "g",
    ),
    "",
  ],
  [new RegExp(`충돌 ?(?:검사|테스트)(?:를|가|도)?\\s*${HOW_KO}(?:마쳤|끝냈|끝났|완료)`, "g"), ""],
  [/(?<![a-z])(w\d\d)(?!\d)(?:'s|의|이|가|은|는)? (?:work|task|job|feature|작업)/gi, "$1"],
];
/** A sentence about the Workers: true once each of them has completed, whatever else is open. */
const OF_WORKERS = /\b(?:sub-?)?(?:workers?|agents?)\b|Worker|워커|작업자|에이전트/i;
/** More than Workers can have done: the whole product, and its way to the user. */
const BEYOND_WORKERS =
  /\b(?:committed|shipped|delivered|deployed|everything|app|application|project|product|service|run|mission)\b|커밋\s*(?:했|하였|됐|되었|완료|까지|을)|배포|프로젝트|(?<![가-힣])앱|애플리케이션|서비스|제품/i;

/**
 * The claiming sentence in a text, if there is one. Quotations and code do not count, and words about the Workers alone
 * do not if all of them have completed.
 */
export function completionClaim(text: string, allCompleted = false): string | undefined {
  return statements(text).find(
    ({ whole, clauses }) =>
      !NOT_YET.test(whole) &&
      [whole, ...clauses].some((part) => claims(part) && !(allCompleted && ofWorkers(part))),
  )?.sentence;
}

function claims(clause: string): boolean {
  const said = SMALL.reduce((text, [small, plain]) => text.replace(small, plain), clause);
  return !PART.test(said) && [...DONE_EN, ...DONE_KO].some((form) => form.test(said));
}

function ofWorkers(clause: string): boolean {
  return OF_WORKERS.test(clause) && !BEYOND_WORKERS.test(clause);
}

/** True if a text ends with a question to the user. */
export function asksUser(text: string): boolean {
  return (
    /[?？]\s*["'”’)*_`]*\s*$/.test(text.trimEnd()) ||
    /(까요|나요|세요)[.?]?\s*$/.test(text.trimEnd())
  );
}
