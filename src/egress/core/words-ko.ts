import type { EgressWords } from "./egress-words.ts";

export const KOREAN: EgressWords = {
  title: (opencode, project) => `OpenCode ${opencode} 외부 연결 감사: ${project}`,
  mode: {
    namespace:
      "방식 A: 모든 주소와 모든 이름 조회가 싱크에서 끝나는 전용 네트워크입니다. 감사하는 동안 아무것도 밖으로 나갈 수 없었습니다.",
    proxy:
      "방식 B(협조형): 기록하고 거부하는 프록시입니다. 프록시 설정을 따르지 않는 프로그램은 보이지 않으며, 그 연결은 실제로 이루어집니다.",
  },
  noNamespace: (why) => `이 컴퓨터에서는 방식 A를 쓸 수 없습니다: ${why}`,
  modelServers: (urls) =>
    `모델 서버: ${urls.join(", ")}. 대본 모델이 대신 응답했으므로 프롬프트는 전송되지 않았습니다.`,
  addressReplaced:
    "OPENCODE_CONFIG_CONTENT로 OpenCode를 대본 모델에 연결했습니다. 나머지 설정은 그대로 적용됩니다.",
  noModelServer: "적용된 설정에 모델 서버가 없습니다.",
  leftVariables: (names) =>
    `프록시나 다른 프로그램의 소켓으로 이어져 전달하지 않은 변수: ${names.join(", ")}`,
  control: {
    ok: "대조: 감사가 직접 보낸 것을 모두 보았습니다",
    blind: (acts) => `대조: 다음을 보지 못했습니다: ${acts.join("; ")}`,
  },
  session: { headless: "터미널 없는 세션", terminal: "OpenCode 터미널 세션" },
  tools: (called, requests) =>
    `호출한 도구 ${called.length}개(${called.join(", ") || "없음"}), 모델 요청 ${requests}번`,
  notCalled: (tools) => `제공되었지만 호출하지 않은 도구: ${tools.join(", ")}`,
  languages: (count) => `${count}개 언어의 코드를 표시`,
  seconds: (seconds) => `${seconds}초`,
  unfinished: (why) => `끝나지 않음: ${why}`,
  attempt: ({ protocol, host, port, program, count, session }) => {
    const where = host === "" ? "알 수 없는 주소" : host;
    const place = protocol === "dns" || port === 0 ? where : `${where}:${port}`;
    const who = program === undefined ? "프로그램 알 수 없음" : `프로그램 ${program}`;
    return `${protocol.padEnd(4)} ${place}, ${who}, ${count}번, ${session}`;
  },
  knownHere: "확인된 사실",
  nothingKnown: "이를 설명하는 설정이나 파일을 찾지 못했습니다",
  verdict: {
    quiet: () => "이름 조회 0번, 모델 서버 외의 연결 0번.",
    found: ({ lookups, connections }) =>
      `모델 서버 외에 이름 조회 ${lookups}번, 연결 ${connections}번.`,
    unseen: () =>
      "확인하지 못함: 기록된 것은 없지만 감사의 일부가 실행되지 않았습니다. 아무것도 입증되지 않았습니다.",
  },
  cooperative: "협조형: 프록시 설정을 따르지 않는 프로그램은 보이지 않습니다",
  written: (report, page) => `보고서: ${report}\n페이지: ${page}`,
  report: {
    madeAt: (time) => `작성 시각 ${time}`,
    versions: "버전",
    hashes: "파일의 SHA-256",
    seen: "시도된 연결",
    none: "없음.",
    sessions: "실행한 것",
    signature: "서명",
    valid: (fingerprint) => `서명이 유효합니다. 키: ${fingerprint}`,
    refused: (why) => `보고서를 받아들일 수 없습니다: ${why}`,
    proves:
      "서명은 이 키의 소유자가 서명한 뒤로 보고서가 바뀌지 않았음을 입증합니다. 소유자가 누구인지, 컴퓨터가 정직했는지, 감사가 실제로 실행되었는지는 입증하지 않습니다. 키 파일을 읽을 수 있는 사람은 어떤 보고서에든 서명할 수 있습니다. 이 컴퓨터에서 알고 있는 키와 비교하세요.",
  },
  verify: {
    title: "계층별 자체 시험(대조 포함)",
    status: { ok: "유지됨", failed: "유지되지 않음", unseen: "확인하지 못함", open: "막지 않음" },
  },
};
