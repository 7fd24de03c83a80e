import { AegisError } from "../kit/errors.ts";
import { say } from "../kit/sentence.ts";

const STRICT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Output of a single value. Removes only git's own final line feed, because a path may also end in a line feed. */
export function oneValue(stdout: Buffer): string {
  const text = decode(stdout);
  return text.endsWith("\n") ? text.slice(0, -1) : text;
}

/** Fields of NUL-terminated output. Throws NAME_NOT_UTF8. */
export function fields(stdout: Buffer): string[] {
  return decode(stdout).split("\0").slice(0, -1);
}

/** Like `fields`, but garbles a name in another encoding instead of throwing. */
export function looseFields(stdout: Buffer): string[] {
  return stdout.toString().split("\0").slice(0, -1);
}

/** Like `fields`, but with one character per byte, so that names in any encoding can go back to git. */
export function rawFields(stdout: Buffer): string[] {
  return stdout.toString("latin1").split("\0").slice(0, -1);
}

/** Turns raw fields into input for git's `-z --stdin`. */
export function rawInput(values: readonly string[]): Buffer {
  return Buffer.from(values.map((value) => `${value}\0`).join(""), "latin1");
}

function decode(bytes: Buffer): string {
  try {
    return STRICT.decode(bytes);
  } catch (cause) {
    throw new AegisError(
      "NAME_NOT_UTF8",
      say(
        `A file name is not valid UTF-8: ${JSON.stringify(bytes.toString().slice(0, 120))}.`,
        `올바른 UTF-8이 아닌 파일 이름이 있습니다: ${JSON.stringify(bytes.toString().slice(0, 120))}.`,
      ),
      say(
        "Rename files whose names are in another encoding (EUC-KR, Latin-1).",
        "다른 인코딩(EUC-KR, Latin-1)으로 된 파일 이름을 바꾸세요.",
      ),
      { cause },
    );
  }
}
