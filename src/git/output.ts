import { AegisError } from "../kit/errors.ts";

const STRICT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** One-value output: only git's own final line feed goes, since a path may end in one too. */
export function oneValue(stdout: Buffer): string {
  const text = decode(stdout);
  return text.endsWith("\n") ? text.slice(0, -1) : text;
}

/** Fields of NUL-terminated output. Throws NAME_NOT_UTF8. */
export function fields(stdout: Buffer): string[] {
  return decode(stdout).split("\0").slice(0, -1);
}

/** The same where a name in another encoding may come out as nonsense but is no error. */
export function looseFields(stdout: Buffer): string[] {
  return stdout.toString().split("\0").slice(0, -1);
}

/** The same with one character per byte: carries names in any encoding back to git. */
export function rawFields(stdout: Buffer): string[] {
  return stdout.toString("latin1").split("\0").slice(0, -1);
}

/** Input for git's `-z --stdin` out of raw fields. */
export function rawInput(values: readonly string[]): Buffer {
  return Buffer.from(values.map((value) => `${value}\0`).join(""), "latin1");
}

function decode(bytes: Buffer): string {
  try {
    return STRICT.decode(bytes);
  } catch (cause) {
    throw new AegisError(
      "NAME_NOT_UTF8",
      `Git named a file that is not valid UTF-8: ${JSON.stringify(bytes.toString().slice(0, 120))}.`,
      "Rename files whose names are in another encoding (EUC-KR, Latin-1).",
      { cause },
    );
  }
}
