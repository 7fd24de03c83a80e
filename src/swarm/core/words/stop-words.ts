/**
 * Whether a text only orders a stop. Each of its sentences orders a stop or stands beside the order (a reason, thanks,
 * "keep the diffs"). All words must be in the lists below, so that a sentence that merely contains such a word ("add a
 * cancel button", "kill idle connections") ends no run.
 */
export function asksToStop(text: string): boolean {
  const sentences = text
    .normalize("NFC")
    .toLowerCase()
    .replace(/’/g, "'")
    .split(SENTENCE_END)
    .map(plain)
    .filter((sentence) => sentence !== "");
  const orders = sentences.filter((each) => ENGLISH.test(each) || KOREAN.test(each));
  const beside = sentences.filter((each) => ENGLISH_BESIDE.test(each) || KOREAN_BESIDE.test(each));
  return orders.length > 0 && new Set([...orders, ...beside]).size === new Set(sentences).size;
}

const SENTENCE_END = /(?<=[.!~…。])\s+|\n|;/u;

function plain(sentence: string): string {
  return sentence
    .trim()
    .replace(/\s+/g, " ")
    .replace(/[.!~…。🛑]+$/u, "")
    .trim();
}

/** Builds a pattern that matches any of the words. */
const either = (...words: string[]): string => `(?:${words.join("|")})`;
const GAP = "(?:[\\s,]+|$)";
const some = (words: string): string => `(?:${words}${GAP})*`;

const LEAD = either(
  "no|nope|ok|okay|yes|hey|please|pls|just|well|actually|so|wait|now|then|right|enough|sorry|and|also",
  "aegis|commander|i want (?:you )?to|i'd like (?:you )?to|i would like (?:you )?to|i need you to",
  "let's|let us|we (?:should|must|have to)|you (?:should|must)|go ahead and",
  "i give up|no more|we(?: are|'re) done here|(?:it(?: is|'s) )?time to|(?:that|this|it)(?: is|'s) enough",
);
const RUN = "(?:run|swarm|workers|agents|work|job|task|plan|build|operation)";
const OBJECT = either(
  "it all|all of (?:it|this|that|them)|it|this|that|these|them|everything|all",
  `(?:all )?(?:the |this |that |your |our |my )?(?:whole |entire |current |running |aegis |swarm )*${RUN}`,
);
const ALONE = either("stop|abort|cancel|quit|halt|terminate");
const STOPPING = `stop (?:working|building|running|doing)(?: on)?(?: ${OBJECT})?`;
const VERB = either(
  `${STOPPING}(?=${GAP})`,
  "stop what you(?: are|'re) doing|cease all work|pull the plug|drop the whole thing",
  `shut (?:${OBJECT} down|down ${OBJECT})|abandon ${OBJECT}|give up on ${OBJECT}`,
  `${ALONE}(?: ${OBJECT})?`,
  `(?:kill|end|discard|forget|scrap) ${OBJECT}`,
  "forget (?:about it|the whole thing)|drop (?:it|this|everything)|call it off|never ?mind",
);
const TRAIL = either(
  "please|pls|now|right now|immediately|at once|here|for now|today|thanks|thank you|completely|then|already",
  "i(?: have|'ve)? changed my mind|(?:this|that|it)(?: is|'s) (?:enough|(?:all )?wrong|not what i (?:want|wanted|meant))",
  "(?:this|it)(?: is|'s) going nowhere|i(?: will|'ll) do (?:it|this) (?:myself|by hand)",
  "i (?:do not|don't) (?:want|need) (?:it|this|that)(?: any ?more)?",
  "keep (?:the|all|my|your|their) (?:diffs?|work|changes|patches)|right there",
);
const ENGLISH = new RegExp(
  `^${some(LEAD)}${VERB}${GAP}(?:${either("and", "or", "then", VERB, TRAIL)}${GAP})*$`,
);
const ENGLISH_BESIDE = new RegExp(`^(?:${either(TRAIL, "no|nope|ok|okay|sorry|enough")}${GAP})+$`);

const KO_LEAD = either(
  "정말|그만 ?하고|제발|그냥|이제|지금|당장|지금 당장|바로|즉시|일단|그만|좀|여기서|여기까지|네|아니|아니요|아뇨|아|음|자|잠깐|미안",
  "됐어요?|됐습니다|하지 말고",
);
const KO_THING = either(
  "이거|이것|그거|그것|저거|전부|모두|다|전체|모든 것|하던 (?:거|것)",
  "(?:이 |이번 |지금 |현재 |모든 |전체 |하던 )?(?:작업|실행|런|run|스웜|swarm|일|진행|빌드|계획|(?:워커|worker|에이전트)들?)",
);
const KO_OBJECT = `${KO_THING}(?:을|를|은|는|도)?(?: (?:전부|모두|다))?`;
const KO_END =
  "(?: ?(?:해|하세요|해요|하자|합시다|할게요?|할래요?|합니다|하겠습니다|해라|하고 싶(?:어요?|습니다)|시켜)(?: ?(?:줘요?|주세요|줄래|주십시오|주시겠어요))?| ?(?:바랍니다|부탁해요?|부탁드립니다|부탁드려요))?";
const KO_VERB = either(
  `(?:중단|취소|종료|포기|중지|정지|폐기|스톱|스탑)${KO_END}`,
  `그만(?: 좀)?(?:${KO_END}| ?두자| ?둬(?: ?줘요?| ?주세요)?| ?두세요)`,
  "멈(?:춰라?|추세요|추자|춥시다|춰요)(?: ?(?:줘요?|주세요|주십시오|주시겠어요|봐요?))?",
  "멈추게 ?해 ?(?:줘요?|주세요)",
  // Without such a word before it, this may fold something.
  "(?<=(?:실행|작업|스웜|계획)(?:은|는|을|를)? )접(?:자|읍시다|죠|을게요?|겠습니다)",
  "없던 (?:일|걸|것)로 ?(?:하자|합시다|하죠|할게요?|해요|해 ?(?:줘요?|주세요))",
  "여기까지만? ?(?:하자|합시다|하죠|해요?|할게요?|하겠습니다|할래요?)",
);
const KO_TRAIL = either(
  "지금|당장|제발|좀|고마워요?|감사합니다|이제|여기서",
  "(?:이제 )?(?:필요 ?없어(?:요|졌어요?|졌습니다)|됐어요?|됐습니다)",
  "(?:제가|내가) (?:직접 )?(?:할게요?|하겠습니다)",
  "(?:마음|생각)이 (?:바뀌었(?:어요?|습니다)|변했(?:어요?|습니다))",
  "(?:이건|이게|그건) (?:아니야|아니에요|아닙니다)|잘못 ?(?:됐어요?|됐습니다|되었습니다)",
  "(?:diff|작업|변경)(?:은|는|를|을)? (?:남겨|보관해|놔) ?(?:둬요?|두세요|줘요?|주세요)",
);
const KOREAN = new RegExp(
  `^${some(either(KO_LEAD, KO_OBJECT))}${KO_VERB}${GAP}(?:${either(KO_VERB, KO_TRAIL)}${GAP})*$`,
);
const KOREAN_BESIDE = new RegExp(
  `^(?:${either(KO_TRAIL, "네|아니|아니요|아뇨|미안해?요?")}${GAP})+$`,
);
