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
      const said = inPlainForm(whole);
      if (found.has(kind) || UNCLAIMED.test(said) || QUOTED.test(whole)) continue;
      const { forms, except } = PATTERNS[kind];
      const parts = [said, ...clauses.map(inPlainForm)].filter((part) => !except?.test(part));
      if (!except?.test(said) && parts.some((part) => forms.some((form) => form.test(part))))
        found.set(kind, sentence);
    }
  return [...found].map(([kind, sentence]) => ({ kind, sentence }));
}

/** Claims in words that elsewhere say no or speak of a wish. */
const IDIOMS: readonly (readonly [said: RegExp, plain: string])[] = [
  [/\bnothing is (?:running|at work) (?:any ?more|any longer)\b/gi, "everything is stopped"],
  [
    /\bno (worker|agent)s? (?:is|are) (?:running|working|active) (?:any ?more|any longer)\b/gi,
    "all $1s are stopped",
  ],
  // The check for conflicts is no test; what stands beside it may be one.
  [/\bconflict (?:checks?|tests?)\b/gi, "conflicts"],
  [/(?:와|과|,| 및) ?충돌 ?(?:검사|테스트)/g, ""],
  [/충돌 ?(?:검사|테스트)/g, "충돌"],
  [/\bno longer (?:running|working|active)\b/gi, "stopped"],
  [/(?:요청|원|부탁)하신 ?대로/g, "말씀하신 대로"],
  [/더 이상 아무것도 (?:실행되고|돌고|작동하고) 있지 않(?:습니다|아요)/g, "모두 중단했습니다"],
];

function inPlainForm(sentence: string): string {
  return IDIOMS.reduce((text, [said, plain]) => text.replace(said, plain), sentence);
}

/** A sentence about the future, a wish, a condition or with a no claims nothing. */
const UNCLAIMED =
  /\b(?:not|\w+n't|never|cannot|until|when|once|if|whether|unless|will|\w+'ll|would|could|should|must|may|might|can|going to|about to|needs? to|have to|has to|to be|let me|let's|want|wants|please|shall|nothing|none|no|waiting|wait|before|ready to|in order to|how to|tried|trying|failed to|refused|without|almost|nearly|asks?|says|said|message)\b|않|못|아직|(?:하|되|시|으)면|려고|려면|겠|까요|나요|할게|예정|여부|때까지|기 전|해야|주세요|바랍니다|싶|요청|원하|거부|기다|을 때|하지 마|없|안 (?:했|됐|되었)|후에|다음에/i;

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
const STATE_KO = "상태(?:입니다|예요)";
const ENDED_KO = "끝(?:냈|났)(?:습니다|어요)";
const LEFT_KO = "(?:두었|뒀|놓았|놨)(?:습니다|어요)";
const STOPPED_KO = `(?:(?:중단|취소|종료|중지|정지)(?:\\s*${DID_KO}|(?:된|한) ${STATE_KO})|멈(?:췄|추었)(?:습니다|어요)|멈(?:춘 ${STATE_KO}|춰 ${LEFT_KO}))$`;
const LEAD_KO =
  "(?:네|예|알겠습니다|지금|방금|이제|말씀하신 ?대로|말씀대로|지시하신 ?대로|바로|즉시)?\\s*";

/** Sentences about an earlier run, or about what the user has done. */
const EARLIER =
  /\b(?:last|previous|earlier|prior|former|first|yesterday|upstream|history|you|user|document\w*|docs|issue|according)\b|(?<!에)이전|지난|앞선|예전|어제|사용자|문서|이슈/i;
const EARLIER_RUN =
  /\b(?:last|previous|earlier|prior|former|yesterday|document\w*|docs|according|issue)\b|(?<!에)이전|지난|앞선|예전|어제|문서|이슈/i;
/** A Worker by its id: the end of its work is no end of the run. */
const ONE_WORKER = new RegExp(`${EARLIER_RUN.source}|(?<![a-z])w\\d\\d(?!\\d)`, "i");
/** What the plugin does at a commit, said beforehand. */
const BY_PLUGIN = new RegExp(
  `${EARLIER.source}|\\bby (?:the plugin|aegis)\\b|\\bat the end\\b`,
  "i",
);
/** The tests of one Worker, of a part, or of some cases; and tests that fail. */
const PARTLY =
  /\b(?:workers?|w\d\d|own|unit tests? of|foundation|baseline|fail\w*|error|some|most|only|\d+ of|of \d+|scouts?|docs|last|previous|earlier)\b|\d+\/\d+|자체|Worker|기반|실패|오류|일부|(?<!에)이전|지난/i;

const CONSENT = "(?:approval|go-ahead|green light|consent)";
const BRANCH = "(?:main|master|your branch|the branch|the main branch)";

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
        `(?:^|\\b(?:the|this|your|our|all|whole|entire) )(?:run|swarm|work|job|operation|activity|everything)(?: has| is| was|'s)${ADVERB} (?:${STOPPED}|ended)${OVER}`,
        "i",
      ),
      new RegExp(`\\b(?:run|swarm) ${STOPPED}$`, "i"),
      new RegExp(`^(?:the |this |your )?(?:run|swarm) is(?: now)? over${OVER}`, "i"),
      new RegExp(
        `^${ALL_OF}(?:run|swarm|work|everything) (?:has )?(?:now )?come to a (?:stop|halt)${OVER}`,
        "i",
      ),
      new RegExp(
        `${I}${ADVERB} (?:pulled the plug|called (?:it|the run|everything) off|put (?:a stop|an end) to (?:it|this|everything|${ALL_OF}(?:run|swarm|work))|shut (?:it all|everything|${ALL_OF}(?:run|swarm)) down|brought (?:it|everything|${ALL_OF}(?:run|swarm|work)) to a (?:stop|halt))(?: on ${ALL_OF}(?:run|swarm|it))?${OVER}`,
        "i",
      ),
      new RegExp(
        `^${LEAD_KO}(?:이번 |이 )?(?:실행|스웜)(?:을|이|은)\\s*${FULLY_KO}(?:${ENDED_KO}|껐습니다)$`,
      ),
      new RegExp(`^${LEAD_KO}${FULLY_KO}${STOPPED_KO}`),
      new RegExp(
        `(?:^|\\s)(?:실행|작업|스웜|진행|모든 것|전체|swarm|run)(?:을|를|이|가|은|는)?\\s*${FULLY_KO}${STOPPED_KO}`,
        "i",
      ),
    ],
    except: ONE_WORKER,
  },
  "workers-stopped": {
    forms: [
      new RegExp(
        `${I}${ADVERB} (?:${STOPPED}|killed) ${ALL_OF}(?:\\w+ )?(?:workers|agents)${OVER}`,
        "i",
      ),
      new RegExp(`\\b(?:workers|agents)(?: have| are| were)${ADVERB} ${STOPPED}${OVER}`, "i"),
      new RegExp(
        `\\b(?:every|each)(?: single)? (?:worker|agent)(?: has| is| was)${ADVERB} ${STOPPED}${OVER}`,
        "i",
      ),
      new RegExp(
        `(?:Worker|워커|에이전트)(?:들)?(?: (?:두|세|네|\\d+) ?(?:개|명))?(?:을|를|이|가|은|는)?\\s*${FULLY_KO}${STOPPED_KO}`,
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
      /\bapproval (?:is |was |has been )?(?:received|granted|given|obtained|confirmed|recorded|noted)\b/i,
      /\b(?:approved|accepted|signed off) by (?:you|the user)\b/i,
      new RegExp(`\\b(?:i|we)(?: now)? have (?:your|the user's) ${CONSENT}${OVER}`, "i"),
      new RegExp(
        `\\b(?:you|the user)(?:'ve| have| has)?(?: just| already| now)? (?:given|gave) (?:me |us )?(?:the|your|their|a) ${CONSENT}\\b`,
        "i",
      ),
      new RegExp(
        `\\b(?:plan|design|proposal) (?:got|received|has|has received) (?:your|the user's) ${CONSENT}\\b`,
        "i",
      ),
      /\b(?:you|the user)(?:'ve| have| has)?(?: just| already| now)? (?:signed off on|accepted|agreed to|confirmed) (?:it|(?:the|this|my|our) (?:plan|design|proposal))\b/i,
      /\b(?:thanks|thank you) for (?:approving|your approval)\b/i,
      /^with your approval,? (?:i|we)(?:'m|'re| am| are| have| start)/i,
      /^approved$/i,
      /승인(?:이|을|은)?\s*(?:되었|됐|완료|받았|하셨|하였|해 ?주셨|해 ?주셔서|났|(?:확인|처리|기록)(?:되었|됐)|하신 ?대로)/,
      /계획(?:이|은)?\s*확정(?:되었|됐)/,
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
      /\bcommit (?:is |was |has been )?(?:now )?(?:complete|done|successful|created|made|in)$/i,
      /\b(?:i|we)(?:'ve| have)?(?: now| just| also)* (?:made|created) (?:a|the|one) commit(?=$|[,;!)]| (?:with|on|for|of|now)\b)/i,
      new RegExp(
        `^(?:it|everything|(?:all )?(?:the |your |of )?(?:changes?|work|code|it))(?:'s| is| are)(?: all| now| already)* (?:on|in) ${BRANCH}(?=$|[,;!)]| now)`,
        "i",
      ),
      new RegExp(
        `\\b(?:has|have|is|are)(?: now| all)? landed (?:on|in) ${BRANCH}(?=$|[,;!)]| )`,
        "i",
      ),
      /^everything(?: is|'s| has been)(?: now)? checked in$/i,
      /\bmerged (?:\w+ ){0,4}?(?:in)?to (?:main|master|your branch|the main branch)\b/i,
      new RegExp(
        `(?:커밋|푸시)(?:을|를|이|까지|도|은)?\\s*${FULLY_KO}(?:${DID_KO}|${ENDED_KO}|해 ${LEFT_KO}|만들었습니다)$`,
      ),
      new RegExp(`(?:main|master|브랜치)에 ${FULLY_KO}(?:병합|반영)${DID_KO}$`),
    ],
    except: BY_PLUGIN,
  },
  merged: {
    forms: [
      new RegExp(
        `\\b(?:workers'?|branches|changes|work|everything|results|features)(?: is| are| has been| have been| was| were)${ADVERB} (?:merged|integrated)\\b`,
        "i",
      ),
      new RegExp(`${I}${ADVERB} (?:merged|integrated) (?:all|the|every\\w*|both|their)\\b`, "i"),
      new RegExp(
        `\\b(?:workers'?|branches|changes|results)(?: is| are| has been| have been| was| were)${ADVERB} (?:combined|brought together)\\b`,
        "i",
      ),
      /^(?:the )?(?:merge|merging|integration) is (?:now )?(?:done|complete|finished)$/i,
      new RegExp(`(?:병합|통합)(?:을|를|이|까지|도|은)?\\s*${FULLY_KO}(?:${DID_KO}|${ENDED_KO})$`),
      new RegExp(`변경(?: ?사항)?(?:을|를)?\\s*${FULLY_KO}합쳤(?:습니다|어요)$`),
    ],
    except: EARLIER,
  },
  "tests-pass": {
    forms: [
      new RegExp(
        `\\b(?:qa|tests?|test suite|checks)(?: have| has| is| are| were| was)?${ADVERB} (?:pass(?:es|ed|ing)?|green|succeed(?:s|ed)?)\\b`,
        "i",
      ),
      /^(?:all green|everything (?:passes|passed|is green|is passing))$/i,
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
