import { setTimeout as pause } from "node:timers/promises";
import { AegisError } from "../kit/errors.ts";
import { namedHolder } from "../kit/lease.ts";
import { projectLease } from "../kit/project-lease.ts";
import { say } from "../kit/sentence.ts";
import { statePaths } from "../kit/state-paths.ts";
import { endUnattended } from "../swarm/compose/unattended.ts";
import { recoveredText } from "../swarm/core/text/recovered.ts";
import { type Asked, askDriver } from "./adapters/ask-driver.ts";
import { readNewest } from "./adapters/read-runs.ts";
import { placeOf, type RunsContext, type RunsPlace } from "./context.ts";
import { outcomeOf, type SeenRun, seenRun, titleOf } from "./core/outcome.ts";
import { findRun } from "./find-run.ts";
import { isOpen } from "./is-open.ts";
import { answering, print, printDocument, wordsOf } from "./screen.ts";

/** The document of `abort --json`. */
interface AbortDocument {
  v: 1;
  command: "abort";
  ok: boolean;
  run: string | null;
  outcome: string;
  kept: readonly string[];
  commit: string | null;
  leftOver: string | null;
}

/**
 * `oh-my-qwencoder abort`: ends the open run on the user's own act. The process that drives the run ends it; if nobody
 * drives it, this one does. Resolves with the exit code: 0 aborted or nothing to do, 1 not aborted or not cleaned up, 2
 * cannot run.
 */
export function abort(
  wanted: { run?: string | undefined; waitSeconds: number },
  context: RunsContext,
): Promise<number> {
  return answering(context, "abort", async () => {
    const place = await placeOf(context);
    const newest = await readNewest(place.top);
    const named = wanted.run === undefined ? newest : await findRun(place.top, wanted.run);
    if (!named || !isOpen(named)) return nothing(named, context);
    if (named.id !== newest?.id)
      throw new AegisError(
        "NO_OPEN_RUN",
        say(
          `The run ${named.id} is not the newest one; OpenCode has left it.`,
          `실행 ${named.id}은(는) 가장 새로운 실행이 아니고, OpenCode는 이미 이 실행을 떠났습니다.`,
        ),
        say(
          "oh-my-qwencoder status shows the newest run.",
          "가장 새로운 실행은 oh-my-qwencoder status로 볼 수 있습니다.",
        ),
      );
    if (context.dryRun) return dry(named, context);
    return carryOut(place, named, wanted.waitSeconds, context);
  });
}

async function carryOut(
  place: RunsPlace,
  run: SeenRun,
  waitSeconds: number,
  context: RunsContext,
): Promise<number> {
  const { top, facts } = place;
  const lease = projectLease(top);
  const until = Date.now() + waitSeconds * 1000;
  while (lease.claim() === "held") {
    const pid = namedHolder(statePaths(top).lease)?.pid;
    if (pid === undefined) {
      // It ended between the two looks, or another process takes the lease at this moment.
      await pause(20);
      continue;
    }
    print([{ text: wordsOf(context).abort.asked(pid) }], context);
    const asked = await askDriver(top, { runId: run.id, pid, until });
    if (asked.answer === "driver-ended") continue;
    return told(run, asked, context);
  }
  try {
    const { state, leftOver } = await endUnattended({ facts, env: context.env }, lease);
    return ended({ ...run, state }, context, leftOver);
  } finally {
    lease.release();
  }
}

/** Throws ABORT_REFUSED, ABORT_UNANSWERED. */
function told(
  run: SeenRun,
  asked: Exclude<Asked, { answer: "driver-ended" }>,
  context: RunsContext,
): number {
  if (asked.answer === "ended") return ended(seenRun(run.id, asked.journal), context);
  if (asked.answer === "refused") {
    const { why, next, ko } = asked.refusal;
    throw new AegisError(
      "ABORT_REFUSED",
      say(`OpenCode refused: ${why}`, `OpenCode가 거부했습니다: ${ko?.why ?? why}`),
      say(next, ko?.next ?? next),
    );
  }
  throw asked.taken
    ? new AegisError(
        "ABORT_UNANSWERED",
        say(
          `OpenCode has taken the request, but the run ${run.id} has not ended in time.`,
          `OpenCode가 요청을 받았지만 실행 ${run.id}이(가) 시간 안에 끝나지 않았습니다.`,
        ),
        say(
          "oh-my-qwencoder status --watch shows when it ends.",
          "언제 끝나는지는 oh-my-qwencoder status --watch로 볼 수 있습니다.",
        ),
      )
    : new AegisError(
        "ABORT_UNANSWERED",
        say(
          `OpenCode (process ${asked.pid}) has not answered; the request was withdrawn and the run is open.`,
          `OpenCode(프로세스 ${asked.pid})가 답하지 않았습니다. 요청은 취소했고 실행은 진행 중입니다.`,
        ),
        say(
          "End that process, then repeat the command.",
          "그 프로세스를 종료한 뒤 명령을 다시 실행하세요.",
        ),
      );
}

function ended(run: SeenRun, context: RunsContext, leftOver?: string): number {
  const { state } = run;
  const words = wordsOf(context).abort;
  const kept = state.aborted?.kept ?? [];
  const commit = state.committed?.commit ?? null;
  const ok = state.aborted !== undefined && leftOver === undefined;
  const found = state.resumed ? recoveredText(state.resumed, context.language) : [];
  print(
    state.aborted
      ? [
          ...found.map((text) => ({ text })),
          { text: words.done(run.id) },
          { text: kept.length > 0 ? words.kept(kept.join(", ")) : words.nothingKept },
          ...(state.approved ? [{ text: words.foundation }] : []),
          ...(leftOver === undefined ? [] : [{ text: words.leftOver(leftOver) }]),
        ]
      : [{ text: words.committed(commit ?? "–") }],
    context,
  );
  document({ ok, run: run.id, outcome: outcomeOf(run), kept, commit, leftOver }, context);
  return ok ? 0 : 1;
}

function nothing(run: SeenRun | undefined, context: RunsContext): number {
  print([{ text: wordsOf(context).abort.nothing }], context);
  const outcome = run ? outcomeOf(run) : "none";
  document({ ok: true, run: run?.id ?? null, outcome, kept: [], commit: null }, context);
  return 0;
}

function dry(run: SeenRun, context: RunsContext): number {
  const words = wordsOf(context);
  print([{ text: words.abort.dry(`${run.id} (${titleOf(run) ?? words.noTitle})`) }], context);
  document({ ok: true, run: run.id, outcome: "open", kept: [], commit: null }, context);
  return 0;
}

function document(
  {
    leftOver,
    ...said
  }: Omit<AbortDocument, "v" | "command" | "leftOver"> & {
    leftOver?: string | undefined;
  },
  context: RunsContext,
): void {
  const whole: AbortDocument = { v: 1, command: "abort", ...said, leftOver: leftOver ?? null };
  printDocument(whole, context);
}
