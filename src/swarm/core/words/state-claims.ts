import { statements } from "./statements.ts";

/** What a sentence of the Commander may claim of a run, beside its completion (`claims.ts`). */
export const CLAIMS = [
  "run-stopped",
  "workers-stopped",
  "approved",
  "committed",
  "merged",
  "tests-pass",
  "final-qa-passed",
] as const;
export type ClaimKind = (typeof CLAIMS)[number];

export interface StateClaim {
  kind: ClaimKind;
  /** The claiming sentence as it was written. */
  sentence: string;
}

/** The claims of a text about the state of a run, the first of each kind. Says nothing about whether they are true. */
export function stateClaims(text: string): StateClaim[] {
  const found = new Map<ClaimKind, string>();
  for (const { sentence, whole, clauses } of statements(text))
    for (const kind of CLAIMS) {
      if (found.has(kind) || UNCLAIMED.test(whole) || QUOTED.test(whole)) continue;
      const { forms, except } = PATTERNS[kind];
      const parts = [whole, ...clauses].filter((part) => !except?.test(part));
      if (!except?.test(whole) && parts.some((part) => forms.some((form) => form.test(part))))
        found.set(kind, sentence);
    }
  return [...found].map(([kind, sentence]) => ({ kind, sentence }));
}

/** A sentence about the future, a wish, a condition or with a no claims nothing. */
const UNCLAIMED =
  /\b(?:not|\w+n't|never|cannot|until|when|once|if|whether|unless|will|\w+'ll|would|could|should|must|may|might|can|going to|about to|needs? to|have to|has to|to be|let me|let's|want|wants|please|shall|nothing|none|no|waiting|wait|before|ready to|in order to|how to|tried|trying|failed to|refused|without|almost|nearly|asks?|says|said|message)\b|않|못|아직|(?:하|되|시|으)면|려고|려면|겠|까요|나요|할게|예정|여부|때까지|기 전|해야|주세요|바랍니다|싶|요청|원하|거부|기다|하지 마|없|안 (?:했|됐|되었)|후에|다음에/i;

/** Words in quotation marks are somebody else's. */
const QUOTED = /^["“'‘「『].*["”'’」』]$/;

const ADVERB = "(?: now| just| all| already| successfully| also| then| been| fully| safely)*";
const ALL_OF = "(?:the |this |your |our |all |every |whole |entire |current |running |of )*";
const STOPPED = "(?:stopped|aborted|cancell?ed|terminated|halted|shut down)";
/** Nothing follows that would make the word before a part of another name, such as "the task runner". */
const OVER = "(?=$|[.,;!)]| (?:now|as|for|at|per|on|immediately|completely|here|already)\\b)";
const I = "\\b(?:i|we)(?:'ve| have|'m| am)?";
const DID_KO =
  "(?:했습니다|했어요|했음|하였습니다|됐습니다|되었습니다|됐어요|시켰습니다|완료했습니다|완료되었습니다|완료됐습니다|완료|마쳤습니다)";
const FULLY_KO = "(?:모두|전부|다|즉시|바로|성공적으로|정상적으로|완전히|안전하게)?\\s*";
const STOPPED_KO = `(?:(?:중단|취소|종료|중지|정지)${DID_KO}|멈(?:췄|추었)(?:습니다|어요))$`;
const LEAD_KO =
  "(?:네|예|알겠습니다|지금|방금|이제|말씀하신 ?대로|말씀대로|지시하신 ?대로|바로|즉시)?\\s*";

/** Sentences about an earlier run, or about what the user has done. */
const EARLIER =
  /\b(?:last|previous|earlier|prior|former|first|yesterday|upstream|history|you|user|document\w*|docs|issue|according)\b|이전|지난|앞선|예전|어제|사용자|문서|이슈/i;
const EARLIER_RUN =
  /\b(?:last|previous|earlier|prior|former|yesterday|document\w*|docs|according|issue)\b|이전|지난|앞선|예전|어제|문서|이슈/i;
/** The tests of one Worker, of a part, or of some cases; and tests that fail. */
const PARTLY =
  /\b(?:workers?|w\d\d|own|unit tests? of|foundation|baseline|fail\w*|error|some|most|only|\d+ of|of \d+|scouts?|docs|last|previous|earlier)\b|\d+\/\d+|자체|Worker|기반|실패|오류|일부|이전|지난/i;

interface Pattern {
  forms: readonly RegExp[];
  except?: RegExp;
}

const PATTERNS: Record<ClaimKind, Pattern> = {
  "run-stopped": {
    forms: [
      new RegExp(`^(?:ok |okay |done |yes |understood )?${STOPPED}(?: it all| everything)?$`, "i"),
      new RegExp(
        `${I}${ADVERB} (?:${STOPPED}|ended) ${ALL_OF}(?:run|swarm|everything|work|job|operation|build)${OVER}`,
        "i",
      ),
      new RegExp(
        `(?:^|\\b(?:the|this|your|our|whole|entire) )(?:run|swarm|work|job|operation|everything)(?: has| is| was|'s)${ADVERB} (?:${STOPPED}|ended)${OVER}`,
        "i",
      ),
      new RegExp(`\\b(?:run|swarm) ${STOPPED}$`, "i"),
      new RegExp(`^${LEAD_KO}${FULLY_KO}${STOPPED_KO}`),
      new RegExp(
        `(?:^|\\s)(?:실행|작업|스웜|진행|모든 것|전체|swarm|run)(?:을|를|이|가|은|는)?\\s*${FULLY_KO}${STOPPED_KO}`,
        "i",
      ),
    ],
    except: EARLIER_RUN,
  },
  "workers-stopped": {
    forms: [
      new RegExp(
        `${I}${ADVERB} (?:${STOPPED}|killed) ${ALL_OF}(?:\\w+ )?(?:workers|agents)${OVER}`,
        "i",
      ),
      new RegExp(`\\b(?:workers|agents)(?: have| are| were)${ADVERB} ${STOPPED}${OVER}`, "i"),
      new RegExp(
        `(?:Worker|에이전트)(?:들)?(?:을|를|이|가|은|는)?\\s*${FULLY_KO}${STOPPED_KO}`,
        "i",
      ),
    ],
    except: EARLIER_RUN,
  },
  approved: {
    forms: [
      new RegExp(
        `\\b(?:plan|design|proposal)(?: is| has been| was| got| has|'s)${ADVERB} approved\\b`,
        "i",
      ),
      /\b(?:plan|design|proposal) approved$/i,
      /\b(?:you|the user)(?:'ve| have| has)?(?: just| already| now)? approved (?:it|this|the|my|our|that)\b/i,
      /\bapproval (?:is |was |has been )?(?:received|granted|given|obtained|confirmed)\b/i,
      /\bapproved by (?:you|the user)\b/i,
      /^approved$/i,
      /승인(?:이|을|은)?\s*(?:되었|됐|완료|받았|하셨|하였|해 ?주셨|났)/,
    ],
    except: EARLIER_RUN,
  },
  committed: {
    forms: [
      new RegExp(
        `${I}${ADVERB} (?:committed|pushed)\\b(?! to (?!main|master|your|the branch))`,
        "i",
      ),
      new RegExp(
        `\\b(?:changes?|work|features?|code|files?|everything|result|all|it|app)(?: is| are| has been| have been| was| were|'s)${ADVERB} (?:committed|pushed)\\b(?! to (?!main|master|your|the branch))`,
        "i",
      ),
      /^(?:committed|pushed)(?:$| (?:as|the|all|everything|to (?:main|master|your|the branch)|it|\d))/i,
      /\bcommit (?:is |was )?(?:complete|done|successful|created|made)$/i,
      /\bmerged (?:\w+ ){0,4}?(?:in)?to (?:main|master|your branch|the main branch)\b/i,
      new RegExp(`(?:커밋|푸시)(?:을|를|이|까지)?\\s*${FULLY_KO}${DID_KO}$`),
      new RegExp(`(?:main|master|브랜치)에 ${FULLY_KO}(?:병합|반영)${DID_KO}$`),
    ],
    except: EARLIER,
  },
  merged: {
    forms: [
      new RegExp(
        `\\b(?:workers'?|branches|changes|work|everything|results|features)(?: is| are| has been| have been| was| were)${ADVERB} (?:merged|integrated)\\b`,
        "i",
      ),
      new RegExp(`${I}${ADVERB} (?:merged|integrated) (?:all|the|every\\w*|both|their)\\b`, "i"),
      new RegExp(`(?:병합|통합)(?:을|를|이)?\\s*${FULLY_KO}${DID_KO}$`),
    ],
    except: EARLIER,
  },
  "tests-pass": {
    forms: [
      new RegExp(
        `\\b(?:qa|tests?|test suite|checks)(?: have| has| is| are| were| was)?${ADVERB} (?:pass(?:es|ed|ing)?|green)\\b`,
        "i",
      ),
      /(?:QA|테스트|검사)(?:가|를|을|는|도|이|에)?\s*(?:모두|전부|다)?\s*(?:통과|성공)(?:했|하였|됐|되었|합니다|$)/i,
    ],
    except: PARTLY,
  },
  "final-qa-passed": {
    forms: [
      /\b(?:final|integration|full|agreed) (?:qa|tests?|test suite|checks)(?: \w+){0,2} (?:pass(?:es|ed)?|green)\b/i,
      /(?:최종|통합|전체)\s*(?:QA|테스트|검사)(?:가|를|을|는|도|이|에)?\s*(?:모두|전부|다)?\s*(?:통과|성공)(?:했|하였|됐|되었|합니다|$)/i,
    ],
    except: PARTLY,
  },
};
