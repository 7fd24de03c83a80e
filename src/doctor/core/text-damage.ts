import { type Sentence, say } from "../../kit/sentence.ts";

/**
 * The change of a text in transport that no model makes by itself. Undefined if the model may simply have written
 * another text.
 */
export function damage(wanted: string, got: string): Sentence | undefined {
  if (/[\uFFFD\p{Cs}]/u.test(got)) {
    return say(
      "Characters were split between two pieces of the stream.",
      "문자가 스트림 조각 사이에서 나뉘어 깨졌습니다.",
    );
  }
  if (got === asLatin1(wanted)) {
    return say("UTF-8 was read as Latin-1.", "UTF-8을 Latin-1로 읽었습니다.");
  }
  if (got === asEntities(wanted)) {
    return say("The text came with XML entities.", "텍스트가 XML 엔터티로 바뀌었습니다.");
  }
  if (got === JSON.stringify(wanted).slice(1, -1)) {
    return say("The text was escaped twice.", "텍스트가 두 번 이스케이프되었습니다.");
  }
  return undefined;
}

function asLatin1(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
}

function asEntities(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
