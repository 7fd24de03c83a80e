interface Korean {
  readonly what: string;
  readonly next: string;
}

/** What each failure of `scripts/start-vllm.sh` means. The script's own sentence with the details follows it. */
export const SCRIPT_KO: Readonly<Record<string, Korean>> = {
  USAGE: {
    what: "사용법이 올바르지 않습니다.",
    next: "--help를 보세요. vLLM의 플래그는 -- 뒤에 씁니다.",
  },
  BAD_VALUE: { what: "설정값이 올바르지 않습니다.", next: "그 값을 고치세요." },
  REMOVED_FLAG: { what: "이 vLLM 버전에 없는 플래그입니다.", next: "그 플래그를 빼세요." },
  UNFIT_FLAG: { what: "여기서 쓸 수 없는 플래그입니다.", next: "그 플래그를 빼세요." },
  NO_VLLM: {
    what: "vLLM이 설치되어 있지 않습니다.",
    next: "vLLM을 설치하거나 AEGIS_VLLM에 경로를 지정하세요.",
  },
  NO_VERSION: {
    what: "vLLM 버전을 알 수 없습니다.",
    next: "vllm --version을 직접 실행해 오류를 고치거나 AEGIS_VLLM_VERSION을 지정하세요.",
  },
  VLLM_TOO_OLD: {
    what: "vLLM 버전이 너무 오래되었습니다.",
    next: "더 새로운 버전을 설치하세요.",
  },
  PORT_TAKEN: {
    what: "포트가 이미 사용 중입니다.",
    next: "그 프로그램을 종료하거나 AEGIS_PORT로 다른 포트를 지정하세요.",
  },
  NO_GPU: {
    what: "GPU를 사용할 수 없습니다.",
    next: "드라이버와 AEGIS_GPU를 확인하세요. 다른 하드웨어라면 AEGIS_GPU=none을 지정하세요.",
  },
  GPU_BUSY: {
    what: "GPU 메모리가 사용 중입니다.",
    next: "GPU를 쓰는 프로그램을 종료하거나(nvidia-smi로 확인) AEGIS_MEM을 줄이세요.",
  },
  NO_MODEL: {
    what: "모델이 없습니다.",
    next: "모델을 이 컴퓨터에 복사하고 AEGIS_MODEL에 그 폴더를 지정하세요.",
  },
  NO_KEY_FILE: { what: "키 파일을 쓸 수 없습니다.", next: "AEGIS_API_KEY로 키를 지정하세요." },
};
