/** A sentence that states something, and its parts; both without marks, emphasis and emoji. */
export interface Statement {
  /** As it was written. */
  sentence: string;
  whole: string;
  clauses: string[];
}

/** The stating sentences of a text, in their order. Quotations, code and questions state nothing. */
export function statements(text: string): Statement[] {
  return text
    .replace(/```[\s\S]*?(```|$)/g, "\n")
    .replace(/^\s*>.*$/gm, "")
    .split(/(?<=[.!?。])\s+|\n+/)
    .filter((sentence) => !/[?？]\s*$/.test(sentence))
    .map((sentence) => ({
      sentence: sentence.trim(),
      whole: plain(sentence),
      clauses: sentence.split(/[,;:—–]| - | and | so | but /).map(plain),
    }));
}

/** Removes list marks, emphasis, emoji and the full stop, and straightens apostrophes. */
function plain(text: string): string {
  return text
    .replace(/’/g, "'")
    .replace(/[*_`#~]|\p{Extended_Pictographic}|\u{fe0f}/gu, "")
    .replace(/^[\s\-•\d.)[\]x]+/, "")
    .replace(/[\s.!。]+$/, "");
}
