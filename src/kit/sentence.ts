/** Languages of the product. */
export type Language = "en" | "ko";

/** A sentence for people in both languages of the product. */
export type Sentence = Readonly<Record<Language, string>>;

export function say(en: string, ko: string): Sentence {
  return { en, ko };
}

/** The same words in both languages: names, paths and figures. */
export function alike(text: string): Sentence {
  return { en: text, ko: text };
}

/** A sentence that is composed in the same way in both languages, such as a list of other sentences. */
export function inBoth(textIn: (language: Language) => string): Sentence {
  return { en: textIn("en"), ko: textIn("ko") };
}
