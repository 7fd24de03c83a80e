import { AegisError } from "../kit/errors.ts";
import { namedHolder } from "../kit/lease.ts";
import { say } from "../kit/sentence.ts";
import { statePaths } from "../kit/state-paths.ts";
import { readNewest } from "../runs/adapters/read-runs.ts";
import { placeOf, type RunsContext } from "../runs/context.ts";
import { isOpen } from "../runs/is-open.ts";
import { answering, print, printDocument } from "../runs/screen.ts";
import type { Proposal } from "../swarm/core/run/state.ts";
import { askDriver } from "./ask-driver.ts";
import type { Act } from "./core/read-act.ts";
import { STEERING_WORDS } from "./core/words.ts";
import { printPlan } from "./print-plan.ts";

/** An act that is typed as a command of its own. */
export type ShellAct = Extract<
  Act,
  "stop" | "resume" | "retry" | "cancel" | "approve" | "decline" | "choose"
>;

/** The document of `stop --json` and its like. */
interface SteeringDocument {
  v: 1;
  command: ShellAct;
  ok: boolean;
  run: string | null;
  text: string;
}

/**
 * Has the process that drives the run carry out an act, and prints its answer. Resolves with the exit code: 0 done or
 * nothing to stop, 1 not done, 2 cannot run.
 */
export function steerFromShell(
  { act, words, waitSeconds }: { act: ShellAct; words: readonly string[]; waitSeconds: number },
  context: RunsContext,
): Promise<number> {
  return answering(context, act, async () => {
    const { top } = await placeOf(context);
    const { language } = context;
    const tell = (run: string | null, ok: boolean, said: string, plan?: Proposal) => {
      const text = asInShell(said);
      printAnswer(text, plan, context);
      const document: SteeringDocument = { v: 1, command: act, ok, run, text };
      printDocument(document, context);
      return ok ? 0 : 1;
    };
    const said = [act, ...words].join(" ");
    const run = await readNewest(top);
    if (!run || !isOpen(run))
      return tell(run?.id ?? null, act === "stop", STEERING_WORDS[language].idle["no-run"]);
    const driver = namedHolder(statePaths(top).lease);
    if (!driver?.alive) {
      if (act === "stop") return tell(run.id, true, STEERING_WORDS[language].shell.undriven);
      throw undriven(said);
    }
    print([{ text: STEERING_WORDS[language].shell.asked(driver.pid, said) }], context);
    const asked = await askDriver(top, {
      ...{ runId: run.id, to: driver.pid, said, language },
      plan: run.state.proposal?.number,
      until: Date.now() + waitSeconds * 1000,
    });
    if (asked.is === "answered") {
      const { done, text, shown } = asked.answer;
      return tell(run.id, done, text, await waiting(top, shown));
    }
    throw asked.is === "driver-ended" ? undriven(said) : unanswered(asked.taken, driver.pid);
  });
}

/** The driver's answer names the acts as they are typed in OpenCode. */
function asInShell(text: string): string {
  const acts = "status|approve|decline|choose|stop|resume|retry|cancel|abort|report";
  return text.replace(new RegExp(`/aegis (?=(?:${acts})\\b)`, "g"), "oh-my-qwencoder ");
}

/** `plan`: the one that the text shows. */
function printAnswer(text: string, plan: Proposal | undefined, context: RunsContext): void {
  if (plan) printPlan(plan, context);
  else
    print(
      text.split("\n").map((line) => ({ text: line })),
      context,
    );
}

/** The plan of this number if it still waits; another one is not what the driver has shown. */
async function waiting(top: string, number: number | undefined): Promise<Proposal | undefined> {
  const proposal = (await readNewest(top))?.state.proposal;
  return number !== undefined && proposal?.number === number ? proposal : undefined;
}

/** An OpenCode that has started drives the run only from its first message or `/aegis` on. */
function undriven(said: string): AegisError {
  return new AegisError(
    "NOT_DRIVEN",
    say(
      "No OpenCode drives this run, so nobody can do that.",
      "이 실행을 맡은 OpenCode가 없어 할 수 없습니다.",
    ),
    say(
      `Type it in OpenCode (opencode --continue): /aegis ${said}. Commands of a shell work from then on.`,
      `OpenCode(opencode --continue)에서 입력하세요: /aegis ${said}. 그 뒤에는 셸의 명령도 동작합니다.`,
    ),
  );
}

function unanswered(taken: boolean, pid: number): AegisError {
  return new AegisError(
    "STEERING_UNANSWERED",
    taken
      ? say(
          `OpenCode (process ${pid}) has taken the request, but has not answered in time.`,
          `OpenCode(프로세스 ${pid})가 요청을 받았지만 시간 안에 답하지 않았습니다.`,
        )
      : say(
          `OpenCode (process ${pid}) has not answered; the request was withdrawn.`,
          `OpenCode(프로세스 ${pid})가 답하지 않았습니다. 요청은 취소했습니다.`,
        ),
    say(
      "See what is: oh-my-qwencoder status. To wait longer: --wait <seconds>.",
      "지금 상태 보기: oh-my-qwencoder status. 더 기다리기: --wait <초>.",
    ),
  );
}
