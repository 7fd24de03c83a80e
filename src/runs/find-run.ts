import { AegisError } from "../kit/errors.ts";
import { alike, type Sentence, say } from "../kit/sentence.ts";
import type { WorkerState } from "../swarm/core/run/state.ts";
import { workerNamed } from "../swarm/core/run/workers-of.ts";
import { readRuns } from "./adapters/read-runs.ts";
import { outcomeOf, type SeenRun } from "./core/outcome.ts";

/** The run of this id; a beginning or an end that only one id has is enough. Throws NO_SUCH_RUN. */
export async function findRun(top: string, wanted: string): Promise<SeenRun> {
  const runs = await readRuns(top);
  const exact = runs.find(({ id }) => id === wanted);
  const near = runs.filter(({ id }) => id.startsWith(wanted) || id.endsWith(wanted));
  const [only] = near;
  if (exact ?? (near.length === 1 && wanted !== "")) return exact ?? (only as SeenRun);
  const names = (near.length > 1 ? near : runs).map(({ id }) => id);
  throw new AegisError(
    "NO_SUCH_RUN",
    near.length > 1
      ? say(`${wanted} is part of several ids.`, `여러 실행의 ID에 ${wanted}이(가) 들어 있습니다.`)
      : say(`There is no run ${wanted} here.`, `여기에 ${wanted} 실행이 없습니다.`),
    names.length === 0
      ? say("No run was started here.", "여기에서 시작한 실행이 없습니다.")
      : say(`Runs: ${names.slice(0, 5).join(", ")}`, `실행: ${names.slice(0, 5).join(", ")}`),
  );
}

/** The Worker of this name or id (w01). Throws NO_SUCH_WORKER. */
export function findWorker({ id, state }: SeenRun, wanted: string): WorkerState {
  const worker = workerNamed(state, wanted);
  if (worker) return worker;
  const names = state.workers.map(({ spec }) => spec.name).join(", ");
  throw new AegisError(
    "NO_SUCH_WORKER",
    say(
      `The run ${id} has no Worker ${wanted}.`,
      `실행 ${id}에 ${wanted}이라는 Worker가 없습니다.`,
    ),
    names === ""
      ? say("Its plan was not approved.", "계획이 승인되지 않은 실행입니다.")
      : alike(`Workers: ${names}`),
  );
}

/** Throws RUN_OPEN unless the run is over. */
export function requireOver(run: SeenRun, next: Sentence): void {
  const outcome = outcomeOf(run);
  if (outcome === "committed" || outcome === "aborted") return;
  throw outcome === "open"
    ? new AegisError(
        "RUN_OPEN",
        say(`The run ${run.id} is open.`, `실행 ${run.id}은(는) 진행 중입니다.`),
        next,
      )
    : new AegisError(
        "JOURNAL_DAMAGED",
        say(
          `The journal of the run ${run.id} cannot be read to its end.`,
          `실행 ${run.id}의 저널을 끝까지 읽을 수 없습니다.`,
        ),
        alike("oh-my-qwencoder runs repair"),
      );
}
