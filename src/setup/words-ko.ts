import type { SetupWords } from "./setup-words.ts";

export const KOREAN: SetupWords = {
  action: {
    create: "생성",
    update: "변경",
    keep: "유지",
    restore: "복원",
    remove: "삭제",
  },
  outside: (files, folder) => `${folder} 아래에 파일과 폴더 ${files}개 생성`,
  reason: {
    schema: "스키마 줄 (OpenCode가 자동으로 추가하는 내용)",
    provider: "사용자의 모델 서버",
    model: "제목 생성을 포함한 모든 요청에 사용자의 모델 사용",
    "dead-mans-switch": "플러그인이 없으면 OpenCode에 모델이 없으므로 아무것도 전송하지 않음",
    quiet: "공유, 업데이트, 언어 서버, 포매터가 네트워크에 접속하지 않음",
    "no-web-tools": "모델에게 웹 도구를 주지 않음",
    plugin: "플러그인 (정확한 버전 지정)",
    mcp: "지정한 MCP 서버",
    "mcp-stdio": 'OpenCode가 거부하는 "stdio" 형식의 MCP 서버를 OpenCode 형식으로 변환',
    prompt: "에이전트 프롬프트 (직접 편집할 수 있음)",
    "prompt-newer": "편집하지 않은 프롬프트의 새 버전",
    "prompt-kept":
      "직접 편집한 파일이므로 유지. 배포 버전과의 차이는 아래와 같음 (교체하려면 --force)",
    "prompt-forced": "--force: 배포 버전으로 교체. 기존 파일은 백업함",
    "settings-file": "oh-my-qwencoder 설정 (모두 주석 처리됨)",
    exclude: "이 저장소에서 git이 oh-my-qwencoder의 파일을 무시 (.gitignore는 변경 없음)",
    seed: "OpenCode가 시작할 때 네트워크를 기다리지 않음",
    "managed-copy": "모든 사용자가 읽을 수 있는 플러그인 사본",
    "shared-seed": "모든 프로젝트에서 OpenCode가 시작할 때 네트워크를 기다리지 않음",
  },
  note: {
    server: (url, model, context) => `${url} 응답: ${model}, ${context} 토큰`,
    noServer: (url, why) =>
      `${url}에서 모델 목록을 받지 못했습니다 (${why}). 기본 한도를 사용합니다`,
    notOffered: (model, offered) => `서버에 ${model} 모델이 없습니다. 제공 모델: ${offered}`,
    ownServer: (model) => `설정에 ${model} 모델의 서버가 이미 있어 그대로 둡니다`,
    pathAdded: (url) => `주소에 경로가 없어 다음 주소를 사용합니다: ${url}`,
    fetched: (spec, file) =>
      `OpenCode가 시작할 때 npm에서 ${spec}을(를) 받습니다 (${file}). 오프라인에서 쓰는 방법: oh-my-qwencoder doctor egress.packages`,
    managed:
      "이 컴퓨터의 모든 사용자에게 적용됩니다. 시작할 때 네트워크를 기다리지 않으려면 사용자마다 --managed 없이 install을 실행하세요",
    pluginManaged: "관리자 설정에 플러그인이 이미 있습니다",
    stdio: (names) => `OpenCode 형식 {type: "local", command: […]}으로 변환: ${names}`,
  },
  project: {
    came: (top) => `${top}에 OpenCode 설정이 들어 있습니다. 승인해야만 적용됩니다.`,
    approve: "이 컴퓨터에서 이 저장소의 설정을 모두 승인할까요?",
  },
  target: (file) => `OpenCode 설정 파일: ${file}`,
  nothing: "변경할 것이 없습니다. 이미 모두 설치되어 있습니다.",
  notInstalled: "제거할 것이 없습니다. 여기에는 설치되어 있지 않습니다.",
  dry: "아무 파일도 변경하지 않았습니다.",
  ask: {
    server: "모델 서버 주소",
    model: "모델",
    go: "이대로 적용할까요?",
    uninstall: "이대로 제거할까요?",
    purge: "실행 기록과 git에 보관된 작업을 영구 삭제할까요?",
  },
  declined: "아무것도 변경하지 않았습니다.",
  installed: (files) => `설치 완료: 파일 ${files}개. 교체된 파일은 백업되어 있습니다.`,
  asking: (url, seconds) => `${url}에 요청하는 중입니다 (최대 ${seconds}초) …`,
  checking: (seconds) => `OpenCode를 실행해 확인하는 중입니다 (보통 몇 초, 최대 ${seconds}초) …`,
  verified: "OpenCode를 실행해 설치한 대로 동작하는 것을 확인했습니다.",
  notVerified:
    "OpenCode가 PATH에 없어 동작을 확인하지 못했습니다 (npm install -g opencode-ai@1.18.33).",
  next: "다음 단계: oh-my-qwencoder doctor, 그다음 opencode.",
  uninstalled: (files) => `제거 완료: 파일 ${files}개를 원래대로 되돌렸습니다.`,
  stays: "남아 있는 것:",
  left: {
    edited: "설치 후 편집됨",
    deleted: "설치 후 삭제됨 (복원하지 않음)",
    "not-empty": "다른 파일이 들어 있음",
    needed: "여기나 다른 worktree에 남아 있는 .aegis를 git이 무시하게 함",
    setting: "설치 후 변경된 설정",
  },
  recovered: {
    install: (folder, files) => `중단된 설치를 발견해 되돌렸습니다 (${folder}): 파일 ${files}개.`,
    finished: (folder) => `완료 표시만 빠진 설치를 발견했습니다 (${folder}). 설치는 끝나 있습니다.`,
    uninstall: (folder, files) =>
      `중단된 제거를 발견해 마무리했습니다 (${folder}): 파일 ${files}개.`,
  },
  cutOff: (folder) =>
    `중단된 설치 또는 제거를 발견했습니다 (${folder}). 다음에 install이나 uninstall을 실제로 적용할 때 먼저 정리합니다.`,
  sharedKept: (projects) =>
    `프로젝트 밖의 파일은 다른 설치 ${projects}곳에서 사용 중이므로 남겨 둡니다.`,
  sharedLost: (projects) =>
    `프로젝트 밖의 파일은 남겨 둡니다. 이 파일을 사용하던 프로젝트를 찾을 수 없습니다: ${projects}. 옮겼다면 그곳에서 install을, 없어졌다면 uninstall --force를 실행하세요.`,
  sharedRemoved: "프로젝트 밖의 파일은 사용하는 프로젝트가 더 이상 없어 삭제했습니다.",
  rolledBack: "실패했습니다. 모두 이전 상태 그대로입니다.",
  stopped: "중지했습니다. 모두 이전 상태 그대로입니다.",
  purged: (runs, refs) => `삭제 완료: 실행 기록 ${runs}건, ref ${refs}개.`,
  unmerged: (names) => `다른 곳에 없는 작업: ${names}`,
  runsStay: ".aegis에 실행 기록이 있습니다. 삭제하려면 --purge를 사용하세요.",
};
