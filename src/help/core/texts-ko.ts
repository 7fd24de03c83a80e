import { REPORTS } from "../../kit/state-paths.ts";

/** Korean for each text of `--help`, by its English text with single blanks; paragraphs behind the options too. */
export const KOREAN_HELP: Readonly<Record<string, string>> = {
  "Usage:": "사용법:",
  "Arguments:": "인자:",
  "Options:": "옵션:",
  "Commands:": "명령:",
  "Example:": "예:",
  "Examples:": "예:",
  "output the version number": "버전을 출력합니다",
  "display help for command": "도움말을 보여 줍니다",

  "A swarm of coding agents for closed networks, on OpenCode and your own model server.":
    "폐쇄망을 위한 코딩 에이전트 스웜. OpenCode와 사내 모델 서버에서 동작합니다.",
  "print one JSON document instead of text": "글 대신 JSON 문서 하나를 출력합니다",
  "language of the output: en, ko or auto": "출력 언어: en, ko, auto",
  "no colours (also NO_COLOR)": "색을 쓰지 않습니다 (NO_COLOR도 같음)",
  "words without pictures": "그림 문자 없이 글로만 출력합니다",
  "ask nothing": "아무것도 묻지 않습니다",
  "the project to look at": "살펴볼 프로젝트",
  "the project to work on": "작업할 프로젝트",
  "the project to check": "점검할 프로젝트",
  "longest wait for one start of OpenCode (300) or one answer of the model server (4 to 45)":
    "OpenCode 시작 한 번(300) 또는 모델 서버의 응답 하나(4~45)를 기다리는 최대 시간, 초",
  "longest wait for one start of OpenCode (300) or one answer of the model server (3)":
    "OpenCode 시작 한 번(300) 또는 모델 서버의 응답 하나(3)를 기다리는 최대 시간, 초",

  "run a whole swarm here: real OpenCode, plugin, git and QA; only the model is scripted":
    "여기서 스웜 전체를 실행합니다. OpenCode, 플러그인, git, QA는 진짜이고 모델만 대본대로 답합니다",
  "keep the repository it builds in this new or empty directory":
    "만든 저장소를 이 새 폴더나 빈 폴더에 남깁니다",
  "play another script (JSON, see docs in the repository)":
    "다른 대본을 실행합니다 (JSON, 저장소의 docs 참고)",
  "play a small run under faults: kills, server faults, the user's own work":
    "작은 실행에 고장을 일으킵니다: 강제 종료, 서버 장애, 사용자의 작업",
  "with --chaos: the number that decides the faults": "--chaos와 함께: 고장을 정하는 수",
  "with --chaos: play this many seeds, one after another":
    "--chaos와 함께: 이 개수만큼 시드를 하나씩 실행합니다",
  "with --chaos: kill OpenCode after every event of the journal instead":
    "--chaos와 함께: 대신 저널의 이벤트마다 OpenCode를 강제 종료합니다",

  "set OpenCode up for your own model server: shows a plan, keeps backups, writes":
    "사내 모델 서버에 맞게 OpenCode를 설정합니다. 계획을 보여 주고 백업한 뒤 씁니다",
  "remove what install has written, byte for byte if it has not changed since":
    "install이 쓴 것을 제거합니다. 그 뒤에 바뀌지 않았다면 바이트까지 되돌립니다",
  "for the project in the current directory (the default)": "현재 폴더의 프로젝트에 (기본값)",
  "for all projects of this user instead of this one":
    "이 프로젝트 대신 이 사용자의 모든 프로젝트에",
  "for the whole machine: OpenCode's managed directory":
    "컴퓨터 전체에: OpenCode의 관리자 설정 폴더",
  "print the plan, and write nothing": "계획만 출력하고 아무것도 쓰지 않습니다",
  "print the plan with every changed line, and write nothing":
    "바뀌는 줄을 모두 담은 계획만 출력하고 아무것도 쓰지 않습니다",
  "address of the model server (also AEGIS_BASE_URL; else http://localhost:8001/v1)":
    "모델 서버의 주소 (AEGIS_BASE_URL도 가능, 없으면 http://localhost:8001/v1)",
  "the model (else the first one the server offers)":
    "사용할 모델 (없으면 서버가 제공하는 첫 모델)",
  "environment variable that holds the server's key": "서버의 키가 들어 있는 환경 변수",
  'an MCP server, also as JSON: {"name":{"type":"stdio",…}} (may be repeated)':
    'MCP 서버. JSON도 가능: {"name":{"type":"stdio",…}} (여러 번 쓸 수 있음)',
  "approve the OpenCode configuration that came with the repository (--yes alone does not)":
    "저장소와 함께 온 OpenCode 설정을 승인합니다 (--yes만으로는 승인하지 않음)",
  "overwrite prompts that you have edited, and keep backups of them":
    "직접 편집한 프롬프트도 덮어쓰고, 그 백업을 남깁니다",
  "Exit codes: 0 installed or nothing to do, 1 failed and rolled back, 2 cannot run or look, or needs --yes, 130 Ctrl-C.":
    "종료 코드: 0 설치했거나 할 일 없음, 1 실패하여 되돌림, 2 실행하거나 살펴볼 수 없음 또는 --yes 필요, 130 Ctrl-C.",
  "also delete the runs in .aegis and their work in git":
    ".aegis의 실행 기록과 git에 있는 그 작업도 삭제합니다",
  "also remove files that only missing projects use; with --purge also work that is in no branch":
    "사라진 프로젝트만 쓰던 파일도 제거합니다. --purge와 함께 쓰면 어느 브랜치에도 없는 작업까지 제거합니다",
  "Exit codes: 0 done or nothing to do, 1 not finished (repeat it), 2 cannot run or needs --yes, 130 Ctrl-C.":
    "종료 코드: 0 마쳤거나 할 일 없음, 1 끝내지 못함(다시 실행), 2 실행할 수 없음 또는 --yes 필요, 130 Ctrl-C.",

  "say what is wrong here, why, and which command fixes it":
    "여기서 무엇이 왜 잘못되었고 어떤 명령으로 고치는지 알려 줍니다",
  "groups or single checks, such as server or plugin.loaded; all if none":
    "점검 묶음이나 항목. 예: server, plugin.loaded. 없으면 모두",
  "show every value with the file it comes from": "모든 값을 출처 파일과 함께 보여 줍니다",
  "first fix what is safe to fix: a cut-off install, worktrees of ended runs":
    "안전하게 고칠 수 있는 것을 먼저 고칩니다: 중간에 끊긴 설치, 끝난 실행의 worktree",
  "warnings count as errors": "경고도 오류로 셉니다",
  "outbound audit: run OpenCode where everything that leaves is seen":
    "외부 연결 감사: 나가는 모든 것이 보이는 곳에서 OpenCode를 실행합니다",
  "with --egress: also try each layer of this machine, with a control":
    "--egress와 함께: 이 컴퓨터의 각 방어층도 대조 시험과 함께 시험합니다",
  "with --egress: write a signed report (JSON), and a page beside it":
    "--egress와 함께: 서명한 보고서(JSON)와 읽을 페이지를 씁니다",
  "with --egress: check the signature of a report instead":
    "--egress와 함께: 대신 보고서의 서명을 확인합니다",
  "Exit codes: 0 nothing to fix, 1 findings, 2 the check could not run. With --egress: 0 nothing but the model server, 1 attempts, 2 could not look.":
    "종료 코드: 0 고칠 것 없음, 1 문제 발견, 2 점검을 실행하지 못함. --egress: 0 모델 서버 외에는 없음, 1 외부 연결 시도 있음, 2 살펴보지 못함.",

  "show the newest run: phase, Workers, checks, who drives it, what waits for you":
    "가장 최근 실행을 보여 줍니다: 단계, Worker, 검사, 진행 중인 프로세스, 사용자를 기다리는 것",
  "draw the dashboard until q or Ctrl-C; in a pipe print each change":
    "q나 Ctrl-C를 누를 때까지 대시보드를 그립니다. 파이프에는 바뀐 내용을 출력합니다",
  "with --watch: also show the load of this model server":
    "--watch와 함께: 이 모델 서버의 부하도 보여 줍니다",
  "Works while OpenCode is closed, and changes nothing. --watch --plain prints each change without colours, --watch --json one document a line for each change. Exit codes: 0 shown, 1 a part of the journal cannot be read, 2 cannot run. Ctrl-C ends --watch with 0.":
    "OpenCode가 닫혀 있어도 동작하며 아무것도 바꾸지 않습니다. --watch --plain은 바뀔 때마다 색 없이 출력하고, --watch --json은 바뀔 때마다 문서 하나를 한 줄로 출력합니다. 종료 코드: 0 보여 줌, 1 저널의 일부를 읽을 수 없음, 2 실행할 수 없음. --watch는 Ctrl-C로 끝내면 0입니다.",

  "look back at runs: list, show, restore, prune, repair":
    "지난 실행을 다룹니다: 목록, 보기, 되살리기, 정리, 복구",
  "all runs, the newest first (the default)": "모든 실행을 최근 순서로 (기본값)",
  "Exit codes: 0 listed, 2 cannot run.": "종료 코드: 0 목록을 보여 줌, 2 실행할 수 없음.",
  "one run: plan, Workers, failures, refusals, QA; with a Worker also its kept diff":
    "실행 하나: 계획, Worker, 실패, 거부, QA. Worker를 지정하면 보관한 diff도 보여 줍니다",
  "id of the run, or a beginning or end that only this id has":
    "실행의 id, 또는 그 id에만 있는 앞부분이나 뒷부분",
  "name or id (w01) of a Worker": "Worker의 이름이나 id(w01)",
  "Exit codes: 0 shown, 2 cannot run.": "종료 코드: 0 보여 줌, 2 실행할 수 없음.",
  "bring a Worker's kept diff into your files; stages nothing":
    "보관한 Worker의 diff를 작업 파일에 적용합니다. 스테이징하지 않습니다",
  "id of a run that is over": "끝난 실행의 id",
  "say which files would change, and write nothing":
    "어떤 파일이 바뀔지만 알려 주고 아무것도 쓰지 않습니다",
  "Merges with your commits. If a file of the diff holds a change of yours that is not committed, or if lines clash, it names the files and writes nothing.":
    "사용자의 커밋과 병합합니다. diff의 파일에 커밋하지 않은 변경이 있거나 줄이 충돌하면 그 파일을 알려 주고 아무것도 쓰지 않습니다.",
  "Exit codes: 0 restored or nothing to do, 2 not restored.":
    "종료 코드: 0 되살렸거나 할 일 없음, 2 되살리지 못함.",
  "delete journals, patches and refs of runs that are over":
    "끝난 실행의 저널, 패치, ref를 삭제합니다",
  "id of the run": "실행의 id",
  "runs that ended at least so many days ago": "이 일수보다 먼저 끝난 실행",
  "all runs that are over": "끝난 실행 모두",
  "say what would go, and remove nothing": "무엇을 삭제할지만 알려 주고 아무것도 삭제하지 않습니다",
  "Never touches an open run. The journal of the newest run stays.":
    "진행 중인 실행은 건드리지 않습니다. 가장 최근 실행의 저널은 남습니다.",
  "Exit codes: 0 removed, declined or nothing to do, 2 cannot run or needs --yes.":
    "종료 코드: 0 삭제함, 취소함 또는 할 일 없음, 2 실행할 수 없음 또는 --yes 필요.",
  "cut a damaged journal before the damage; a copy of the whole file stays":
    "손상된 저널을 손상 부분 앞에서 자릅니다. 전체 사본은 남습니다",
  "id of the run (else every damaged journal)": "실행의 id (없으면 손상된 저널 모두)",
  "say what would be dropped, and change nothing":
    "무엇을 잘라 낼지만 알려 주고 아무것도 바꾸지 않습니다",
  "Names each dropped line, and whether the line itself can still be read.":
    "잘라 낸 줄을 하나씩 알려 주고, 그 줄을 아직 읽을 수 있는지도 알려 줍니다.",
  "Exit codes: 0 repaired or nothing to do, 2 cannot run.":
    "종료 코드: 0 복구했거나 할 일 없음, 2 실행할 수 없음.",

  "end the open run: every Worker's diff is kept, nothing is committed":
    "진행 중인 실행을 중단합니다. 모든 Worker의 diff를 보관하고 아무것도 커밋하지 않습니다",
  "how long OpenCode may take if it drives the run":
    "OpenCode가 실행을 진행 중일 때 기다리는 시간, 초",
  "say what would end, and change nothing": "무엇이 중단될지만 알려 주고 아무것도 바꾸지 않습니다",
  "Needs no model, and works while OpenCode is closed. If OpenCode drives the run, the command asks that process and waits for the journal; otherwise it ends the run itself.":
    "모델이 필요 없고, OpenCode가 닫혀 있어도 동작합니다. OpenCode가 실행을 진행 중이면 그 프로세스에 요청하고 저널을 기다립니다. 아니면 직접 실행을 중단합니다.",
  "Exit codes: 0 aborted or nothing to do, 1 it ended in a commit or is not cleaned up, 2 not aborted.":
    "종료 코드: 0 중단했거나 할 일 없음, 1 커밋으로 끝났거나 정리가 끝나지 않음, 2 중단하지 못함.",

  "stop all Workers and the Commander's turn; the work is kept and the run stays open":
    "모든 Worker와 Commander의 턴을 멈춥니다. 작업은 보관되고 실행은 끝나지 않습니다",
  "send the stopped Workers back to work, and the Commander on":
    "멈춘 Worker를 다시 일하게 하고 Commander를 이어 가게 합니다",
  "send one ended Worker back to work": "끝난 Worker 하나를 다시 일하게 합니다",
  "name or id (w01) of a Worker that has ended": "끝난 Worker의 이름이나 id(w01)",
  "what to do better": "고칠 점",
  "end one Worker, with its diff kept; a retry takes it up again":
    "Worker 하나를 끝내고 diff를 보관합니다. 재시도하면 다시 시작합니다",
  "approve the plan that waits for your answer, as it was shown to you":
    "답을 기다리는 계획을 보여 준 그대로 승인합니다",
  "decline the plan that waits; the run stays open":
    "기다리는 계획을 반려합니다. 실행은 끝나지 않습니다",
  "what to change": "바꿀 점",
  "the plan you mean, such as plan-2; no other one is approved":
    "승인하려는 계획(예: plan-2). 다른 계획은 승인하지 않습니다",
  "choose QA or the Workers of the plan that waits":
    "기다리는 계획의 QA나 동시 Worker 수를 고릅니다",
  "QA 1 to QA 4, Workers 1 to Workers 8": "QA 1부터 QA 4까지, Workers 1부터 Workers 8까지",
  "how long OpenCode may take": "OpenCode의 답을 기다리는 시간, 초",
  "Works where bubblewrap holds agents' shells (see: oh-my-qwencoder doctor sandbox). Elsewhere a program of theirs could ask in your place, so it is refused: answer the plan in OpenCode, by its question or by the same words after /aegis.":
    "bubblewrap이 에이전트의 셸을 막는 곳에서만 동작합니다(확인: oh-my-qwencoder doctor sandbox). 그 밖의 곳에서는 에이전트의 프로그램이 대신 요청할 수 있어 거부합니다. 그때는 OpenCode에서 질문에 답하거나 같은 말을 /aegis 뒤에 입력하세요.",
  "Needs no model. The OpenCode that drives the run carries it out, as /aegis does in a conversation.":
    "모델이 필요 없습니다. 대화의 /aegis처럼, 실행을 맡은 OpenCode가 처리합니다.",
  "Exit codes: 0 done, 1 not done, 2 cannot run.":
    "종료 코드: 0 처리함, 1 처리하지 않음, 2 실행할 수 없음.",

  "write one HTML file that shows how a run went: timeline, agents, QA, changes":
    "실행이 어떻게 진행됐는지 HTML 파일 하나로 씁니다: 시간표, 에이전트, QA, 변경",
  "id of the run, or a beginning or end that only this id has (the newest)":
    "실행의 id, 또는 그 id에만 있는 앞부분이나 뒷부분 (가장 최근 실행)",
  [`where to write it (${REPORTS}/<run>.html)`]: `쓸 위치 (${REPORTS}/<실행>.html)`,
  'The file needs no network and no script, and only you may read it. What no record holds, it shows as "not recorded".':
    '파일은 네트워크도 스크립트도 필요 없고 본인만 읽을 수 있습니다. 기록이 없는 것은 "기록 없음"으로 나옵니다.',
  "Exit codes: 0 written, 1 written, but a part of the journal cannot be read, 2 not written.":
    "종료 코드: 0 썼음, 1 썼지만 저널의 일부를 읽을 수 없음, 2 쓰지 못함.",

  "start OpenCode in a jail whose only way out is your model server (Linux)":
    "밖으로 통하는 길이 모델 서버뿐인 격리 환경에서 OpenCode를 시작합니다 (Linux)",
  "arguments of opencode, passed on as they are": "opencode의 인자. 그대로 전달합니다",
  'Everything after "run" belongs to opencode.': '"run" 뒤의 것은 모두 opencode의 인자입니다.',
  "Exit codes: those of opencode; 2 if the jail cannot be made, then nothing was started.":
    "종료 코드: opencode의 종료 코드. 격리 환경을 만들 수 없으면 2이며, 아무것도 시작하지 않습니다.",
};
