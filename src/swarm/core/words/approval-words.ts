/** Words that agree to a plan, as whole words: "token" does not count as "ok", and "네트워크" not as "네". */
const AGREES: readonly RegExp[] = [
  /(?<!\w)(approved?(?! of (?!it(?!\w)|(the |this |your )?(plan|proposal|design)))|yes|yep|yeah|yup|ok(ay)?|sure|proceed|do it|ship it|lgtm|sgtm|agreed?(?! with (?!it|(the |this |your )?(plan|proposal|design|this)(?!\w)))|confirm(ed)?|accept(ed)?)(?!\w)/,
  /(?<!\w)(go (ahead|for it)|go on|let'?s go|get started|(looks?|sounds?) (good|great|fine|right|perfect))(?!\w)/,
  /(?<!\w)start(?! (over|again|from|with (?!it(?!\w)|this(?!\w)|that(?!\w)|the (plan|workers))))(?!\w)/,
  /👍|✅/u,
  /(허락|허가|수락|찬성)(합니다|해요|할게요|하겠습니다)|계획대로\s*(해|하|진행|만들)|[그이]대로\s*(갑시다|가자|가죠|가요)/,
  /승인(?!\s*(전|대기|요청|절차|여부))|동의(?!어)|오케이|ㅇㅋ|ㅇㅇ|ㄱㄱ/,
  /진행(?!\s*(상황|률|율|중|현황|도|바|과정|된|되))|시작(?!\s*(화면|점|페이지|일|버튼|시간|전|되|된))/,
  /좋(아(?!하)|습니다|네요|군요)|맞(아요|습니다)|그대로\s*(가|해|하|만들)|그렇게\s*(해|하|진행)/,
  /(?<![\p{L}\p{N}])(네|넵|넹|예|응|그래|그래요|그러세요|부탁(해요?|드려요|드립니다|합니다))(?![\p{L}\p{N}])/u,
  /(?<![\p{L}\p{N}])1\s*번(으로|이요)?(?![\p{L}\p{N}])/u,
];

/** Words that agree only if the sentence says nothing else, but thanks and praise. */
const AGREES_ALONE =
  /^(?:(?:go|begin|build it|make it so|run it|go with (?:it|this|the plan)|(?:let'?s|let us) do (?:it|this|that)|y|absolutely|of course|(?:it |that |this )?works for me|fine by me|good to go|thumbs up)(?: please| now)?|1|option 1|1\s*번|고고|콜|오키|네네|가시죠)$/u;
const PRAISE =
  /^(?:great|good|all good|perfect|nice|fine|thanks|thank you|감사합니다|고마워요?|완벽해요?)$/u;

/** Parts of a sentence that cancel an agreement in it: a no, a question, a condition, a change. */
const OBJECTS: readonly RegExp[] = [
  /(?<!\w)(no|nope|not|never|dont|cant|wont|cannot|neither|nor|nobody|hardly)(?!\w)|n['’]t(?!\w)/,
  /(?<!\w)(stop|wait|cancel|reject(ed)?|refuse|disagree|hold|pause|undo)(?!\w)/,
  /(?<!\w)(instead|unless|until|if|when|once|after|before|later|tomorrow|but|except|without|only|rather|however|though|first)(?!\w)/,
  /근데|그런데|다만/,
  // A part of the user's own screens: "an approve button", "승인 버튼".
  /(?<!\w)(approve|yes|ok|okay|confirm|accept|agree|start|go|승인|확인|동의|오케이|시작|진행|수락|허가)\s*(button|dialog|screen|page|label|icon|menu|modal|popup|column|field|tab|link|버튼|화면|페이지|창|메뉴|목록|기능|단계|알림|아이콘|탭|링크|로직|흐름|권한|상태)(?!\w)/,
  /[,;:]\s*(?:and |so )?(what|why|how|where|who|which)(?!\w)/,
  /[?？]/,
  /^\W*(what|why|how|when|where|who|which|should|can|could|would|shall|is|are|did|does|do (you|we|they|i))(?!\w)/,
  /아니|아뇨|[미불]승인|안\s*[돼되됩할하]|않|못|말고|말아|하지\s*마|지\s*마|마세요|마라|취소|중단|멈|그만|거절|반대|싫/,
  /잠깐|잠시|기다|보류|나중|다음에|전에|이후|대신|먼저|다시|빼|제외|없이|바꿔|바꾸|변경|수정|고쳐|줄여|늘려/,
  /(?<!그러|그렇다|화|측|정|표|장|반|전|지|이)면(?=[\s,.]|$)|지만|[은는]데(?!요)/,
  /(까요|나요|인가요|은가요|는가요|건가요|니까|을까|할까|될까)[\s.]*$|언제|어떻게|무엇|누가|(?<![\p{L}])왜/u,
];

/** Later words that withdraw an earlier yes. */
const WITHDRAWS: readonly RegExp[] = [
  /(?<!\w)(wait|stop|hold on|hold off|cancel|scratch that|never ?mind|on second thoughts?|not yet|i take (it|that) back|changed my mind)(?!\w)/,
  /(?<!\w)(don['’]?t|do not) (start|proceed|go|begin|do|dispatch|build|run|approve)(?!\w)/,
  /^\W*(no|nope|actually,? (no|wait|don))(?!\w)/,
  /아니(요|야|다|,|\.|\s)|아니$|아뇨|잠깐|취소|중단|멈|그만|보류|기다려|(진행|시작|승인)하지|지\s*마|하지\s*말/,
];

/** Phrases with a "no" that are no objection. */
const HARMLESS =
  /(?<!\w)(no (problems?|objections?|worries|concerns?|complaints|changes( needed)?)|why not|문제\s*없(어요?|습니다|네요))(?!\w)/g;

/**
 * Whether these words, which stand in this sentence, agree. This function and the next two expect lower-case text.
 */
export function agrees(words: string, sentence: string): boolean {
  if (AGREES.some((pattern) => pattern.test(words))) return true;
  const parts = sentence
    .split(/[,;.!…。🚀]+/u)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const agreeing = parts.filter((part) =>
    [AGREES_ALONE, ...AGREES].some((form) => form.test(part)),
  );
  return (
    agreeing.some((part) => words.includes(part) || part.includes(words)) &&
    parts.every((part) => agreeing.includes(part) || PRAISE.test(part))
  );
}

export function objects(sentence: string): boolean {
  const rest = sentence.replace(HARMLESS, " ");
  return OBJECTS.some((pattern) => pattern.test(rest));
}

export function withdraws(text: string): boolean {
  return text
    .replace(HARMLESS, " ")
    .split(/(?<=[.!?。])\s+|\n/)
    .some((sentence) => WITHDRAWS.some((pattern) => pattern.test(sentence)));
}
