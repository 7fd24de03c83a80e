import { type Sentence, say } from "../../kit/sentence.ts";

/**
 * Why a key cannot be used; undefined if it can. OpenCode puts the value of `{env:…}` into the text of its configuration
 * before it reads the text as JSON, and the key travels in an HTTP header.
 */
export function keyTrouble(key: string): Sentence | undefined {
  if (/["\\]/.test(key))
    return say(
      "the key has a quote or a backslash, with which OpenCode cannot read its configuration",
      "키에 따옴표나 역슬래시가 있어 OpenCode가 설정을 읽을 수 없습니다",
    );
  if (!/^[\x21-\x7e]*$/.test(key))
    return say(
      "the key has characters that no HTTP header can carry (only ASCII letters, digits and signs, no blanks)",
      "키에 HTTP 헤더로 보낼 수 없는 문자가 있습니다(공백 없는 ASCII 문자만 가능)",
    );
  return undefined;
}
