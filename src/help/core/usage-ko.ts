import { koreanName, koreanTerm } from "./terms-ko.ts";

interface Phrase {
  /** The English sentence; each group is a value. */
  english: RegExp;
  korean: (...values: string[]) => string;
}

const phrase = (english: RegExp, korean: Phrase["korean"]): Phrase => ({ english, korean });

/** What commander says of a wrong command line. */
const OF_COMMANDER: readonly Phrase[] = [
  phrase(/^unknown option '(.*)'$/, (name) => `알 수 없는 옵션입니다: ${name}`),
  phrase(/^unknown command '(.*)'$/, (name) => `알 수 없는 명령입니다: ${name}`),
  phrase(
    /^missing required argument '(.*)'$/,
    (name) => `필요한 인자가 없습니다: ${koreanName(name)}`,
  ),
  phrase(
    /^option '(.*)' argument missing$/,
    (flags) => `옵션의 값이 없습니다: ${koreanTerm(flags)}`,
  ),
  phrase(
    /^too many arguments(?: for '(.*)')?\. Expected (\d+) arguments? but got (\d+)\.$/,
    (command, expected, got) =>
      `인자가 너무 많습니다${command ? `(${command})` : ""}. ${expected}개를 받지만 ${got}개가 왔습니다.`,
  ),
  phrase(
    /^option '(.*)' cannot be used with option '(.*)'$/,
    (one, other) => `함께 쓸 수 없는 옵션입니다: ${one}, ${other}`,
  ),
  phrase(
    /^option '(.*)' argument '(.*)' is invalid\.(?: (.*))?$/,
    (flags, value, reason) =>
      `옵션 ${koreanTerm(flags)}에 쓸 수 없는 값입니다: ${value}.${reason ? ` ${reason}` : ""}`,
  ),
  phrase(
    /^command-argument value '(.*)' is invalid for argument '(.*)'\.(?: (.*))?$/,
    (value, name, reason) =>
      `인자 ${koreanName(name)}에 쓸 수 없는 값입니다: ${value}.${reason ? ` ${reason}` : ""}`,
  ),
  phrase(/^\(Did you mean one of (.*)\?\)$/, (names) => `(혹시 다음 중 하나인가요? ${names})`),
  phrase(/^\(Did you mean (.*)\?\)$/, (name) => `(혹시 ${name}인가요?)`),
];

/** What our own commands say of it. */
const OF_OURS: readonly Phrase[] = [
  phrase(/^Use en, ko or auto\.$/, () => "en, ko, auto 중 하나를 쓰세요."),
  phrase(
    /^Use whole seconds from (\d+) to (\d+)\.$/,
    (from, to) => `${from}부터 ${to}까지의 정수(초)를 쓰세요.`,
  ),
  phrase(
    /^Use a whole number from (\d+) to (\d+)\.$/,
    (from, to) => `${from}부터 ${to}까지의 정수를 쓰세요.`,
  ),
  phrase(
    /^(--\S+), (--\S+) and (--\S+) exclude each other$/,
    (...names) => `함께 쓸 수 없는 옵션입니다: ${names.join(", ")}`,
  ),
  phrase(
    /^(--\S+) and (--\S+) exclude each other$/,
    (...names) => `함께 쓸 수 없는 옵션입니다: ${names.join(", ")}`,
  ),
  phrase(
    /^(--\S+) needs a number of (seconds|days)$/,
    (name, unit) => `${name}에는 ${unit === "days" ? "일수" : "초"}를 숫자로 쓰세요`,
  ),
  phrase(/^--egress takes no names of checks$/, () => "--egress는 점검 이름과 함께 쓸 수 없습니다"),
  phrase(
    /^--seed, --seeds and --every-event need --chaos$/,
    () => "--seed, --seeds, --every-event는 --chaos와 함께 써야 합니다",
  ),
  phrase(
    /^--chaos plays its own script; leave out --script$/,
    () => "--chaos는 자체 대본을 실행합니다. --script를 빼세요",
  ),
  phrase(
    /^--keep keeps one repository; leave out --seeds$/,
    () => "--keep은 저장소 하나만 남깁니다. --seeds를 빼세요",
  ),
  phrase(
    /^--verify, --report and --check-report need --egress$/,
    () => "--verify, --report, --check-report는 --egress와 함께 써야 합니다",
  ),
  phrase(
    /^--check-report runs no audit; leave out --report and --verify$/,
    () => "--check-report는 감사를 실행하지 않습니다. --report와 --verify를 빼세요",
  ),
];

/** The Korean for one usage error, line by line; a line that no phrase knows stays English. */
export function koreanUsage(text: string): string {
  return text.split("\n").map(koreanLine).join("\n");
}

function koreanLine(line: string): string {
  const [, mark = "", rest = ""] = /^(error: )?(.*)$/.exec(line) ?? [];
  return (mark === "" ? "" : "오류: ") + (phraseFor(rest) ?? rest);
}

function phraseFor(sentence: string): string | undefined {
  for (const { english, korean } of [...OF_COMMANDER, ...OF_OURS]) {
    const found = english.exec(sentence);
    // A reason inside the sentence is a sentence of ours.
    if (found) return korean(...found.slice(1).map((value = "") => phraseFor(value) ?? value));
  }
  return undefined;
}
