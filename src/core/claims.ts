/**
 * Sentences that say the work is over. A pattern, not a judge: a missed one is caught when the
 * session goes idle, a false hit costs one more answer, so it leans towards the plain forms.
 */
const DONE_EN =
  /\b(all|everything|the (whole )?(work|task|project|feature|implementation|app|application|swarm))\b[^.!?\n]{0,60}\b(is|are|has been|have been|was|were)?\s*(now\s+)?(done|complete[d]?|finished|implemented|ready|shipped|merged|committed|delivered)\b|\b(successfully|fully)\s+(completed|implemented|finished|built|integrated|delivered|committed)\b|\b(task|work|implementation|project) (is )?(complete|done|finished)\b|\ball (done|set|complete)\b|^\s*(done|finished|complete[d]?)[.!]*\s*$/im;
const DONE_KO =
  /(모두|모든|전부|전체|다)\s*[^.!?\n]{0,40}(완료|끝났|끝냈|마쳤|마무리|구현했|구현됐|구현되었|만들었|됐습니다|되었습니다)|(작업|개발|구현|프로젝트|요청)[^.!?\n]{0,20}(완료|끝났|끝냈|마쳤|마무리)(했|됐|되었|하였|입니다|$|\.)|^\s*(완료|끝)[.!했됐습니다]*\s*$/im;
/** Talk about the future, a condition or somebody else's question is no claim. */
const NOT_YET =
  /\b(not|isn'?t|aren'?t|until|when|once|before|after|if|will|still|remaining|wait(ing)?|cannot|unfinished|incomplete)\b|아직|않|못|되면|하면|끝나면|기다|남았|남아|진행 중|전까지/i;

/** The claiming sentence in a text, if there is one. */
export function completionClaim(text: string): string | undefined {
  for (const sentence of text.split(/(?<=[.!?。])\s+|\n+/)) {
    const claims = DONE_EN.test(sentence) || DONE_KO.test(sentence);
    if (claims && !NOT_YET.test(sentence)) return sentence.trim();
  }
  return undefined;
}

/** True when a text hands the turn to the user: a question at its end. */
export function asksUser(text: string): boolean {
  return (
    /[?？]\s*["'”’)*_`]*\s*$/.test(text.trimEnd()) ||
    /(까요|나요|세요)[.?]?\s*$/.test(text.trimEnd())
  );
}
