/** Korean for the help of `start-vllm`, by the English text. */
export const KOREAN_SERVING: Readonly<Record<string, string>> = {
  "serve the model with vLLM here: plan, checks, the right flags, one replica per GPU":
    "여기서 vLLM으로 모델을 서비스합니다: 계획, 점검, 알맞은 플래그, GPU마다 복제본 하나",
  "after --: flags for vLLM itself": "-- 뒤: vLLM 자체의 플래그",
  "print what fits, and start nothing; needs no GPU":
    "무엇이 들어가는지만 출력하고 시작하지 않습니다. GPU가 없어도 됩니다",
  "print the exact command, and start nothing": "정확한 명령만 출력하고 시작하지 않습니다",
  "go on in the background when the server is ready":
    "서버가 준비되면 백그라운드에서 계속 실행합니다",
  "show the servers that run here and how busy they are":
    "여기서 실행 중인 서버와 부하를 보여 줍니다",
  "stop the servers that run here; with --port only that one":
    "여기서 실행 중인 서버를 끝냅니다. --port가 있으면 그 서버만 끝냅니다",
  "print files to deploy the server with: compose, systemd or helm":
    "서버 배포용 파일을 출력합니다: compose, systemd, helm",
  "folder, or name on the hub (AEGIS_MODEL)": "폴더, 또는 허브의 이름 (AEGIS_MODEL)",
  "name that clients ask for (AEGIS_SERVED_NAME)": "클라이언트가 요청할 이름 (AEGIS_SERVED_NAME)",
  "address to listen on; other than 127.0.0.1 needs a key (AEGIS_HOST)":
    "연결을 받을 주소. 127.0.0.1이 아니면 키가 필요합니다 (AEGIS_HOST)",
  "port (AEGIS_PORT, else 8001)": "포트 (AEGIS_PORT, 없으면 8001)",
  "number of GPUs, or all: one replica on each (AEGIS_GPU: which)":
    "GPU 개수, 또는 all. GPU마다 복제본 하나 (AEGIS_GPU: 어느 GPU)",
  "copies of the model behind the router": "라우터 뒤에 둘 모델 복제본의 수",
  "GPUs that hold one copy together (AEGIS_TP)": "복제본 하나를 함께 담을 GPU의 수 (AEGIS_TP)",
  "memory of one GPU, to plan for another machine; 141 is an H200":
    "GPU 하나의 메모리. 다른 컴퓨터를 위한 계획용. 141은 H200",
  "share of a GPU's memory for vLLM (AEGIS_MEM, else 0.92)":
    "GPU 메모리 중 vLLM의 몫 (AEGIS_MEM, 없으면 0.92)",
  "longest session (AEGIS_CTX, else the longest that fits)":
    "가장 긴 세션, 토큰 (AEGIS_CTX, 없으면 들어가는 최대)",
  "requests at once (AEGIS_BATCH, else from the plan)":
    "동시 요청 수 (AEGIS_BATCH, 없으면 계획에서)",
  "auto, bf16 or fp8 (AEGIS_KV_DTYPE, else from the plan)":
    "auto, bf16, fp8 (AEGIS_KV_DTYPE, 없으면 계획에서)",
  "Workers at once, for the plan (8)": "계획용: 동시 Worker 수 (8)",
  "Scouts at once, for the plan (as many as Workers)": "계획용: 동시 Scout 수 (Worker와 같은 수)",
  "Librarians at once, for the plan (as many as Workers)":
    "계획용: 동시 Librarian 수 (Worker와 같은 수)",
  "the vllm command (AEGIS_VLLM)": "vllm 명령 (AEGIS_VLLM)",
  "how long a start may take (30)": "시작을 기다리는 시간, 분 (30)",
  "Exit codes: 0 ok or stopped by a signal, 1 vLLM ended (--plan: it does not fit), 2 usage, 3 no vLLM or an unfit version, 4 port taken, 5 GPU or its memory, 6 not up in time, 7 no model, 130 Ctrl-C before it was up.":
    "종료 코드: 0 정상 또는 시그널로 멈춤, 1 vLLM이 종료됨(--plan: 들어가지 않음), 2 사용법 오류, 3 vLLM이 없거나 맞지 않는 버전, 4 포트 사용 중, 5 GPU나 그 메모리 문제, 6 제시간에 준비되지 않음, 7 모델 없음, 130 준비되기 전에 Ctrl-C.",
};
