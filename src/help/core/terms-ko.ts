/** Korean for the names in brackets that help and usage errors show for values: `<seconds>`, `[run]`, `[options]`. */
const NAMES: Readonly<Record<string, string>> = {
  address: "주소",
  arguments: "인자",
  checks: "점검",
  command: "명령",
  count: "개수",
  days: "일수",
  dir: "폴더",
  file: "파일",
  flags: "플래그",
  folder: "폴더",
  gb: "GB",
  gpus: "GPU",
  kind: "종류",
  language: "언어",
  minutes: "분",
  n: "수",
  name: "이름",
  "name=command": "이름=명령",
  number: "개수",
  options: "옵션",
  port: "포트",
  run: "실행",
  seconds: "초",
  share: "비율",
  tokens: "토큰",
  type: "형식",
  url: "주소",
  plan: "계획",
  words: "내용",
  worker: "Worker",
};

/** The Korean for one such name, or the name, which `unknown` is told. */
export function koreanName(
  name: string,
  unknown: (english: string) => void = () => undefined,
): string {
  const korean = NAMES[name];
  if (korean === undefined) unknown(name);
  return korean ?? name;
}

/** A term of the help with Korean in its brackets; its options and commands stay as they are typed. */
export function koreanTerm(term: string, unknown?: (english: string) => void): string {
  return term.replace(
    /([<[])([^<>[\]]+?)(\.{3})?([>\]])/g,
    (_whole, open: string, name: string, dots = "", close: string) =>
      `${open}${koreanName(name, unknown)}${dots}${close}`,
  );
}
