import { namedHolder } from "../kit/lease.ts";
import { statePaths } from "../kit/state-paths.ts";
import { changesOf } from "../runs/adapters/changes-of.ts";
import {
  askToSteer,
  type SteeringAnswer,
  takeSteering,
  takeSteeringAnswer,
} from "../swarm/adapters/steering-request.ts";

/** What came of a request. */
export type Asked =
  | { is: "answered"; answer: SteeringAnswer }
  | { is: "driver-ended" }
  /** `taken`: the driver has read the request and may still carry it out. */
  | { is: "unanswered"; taken: boolean };

const POLL_MS = 500;

/** Asks the process that drives the run for an act, and waits for its answer until `until` (epoch milliseconds). */
export async function askDriver(
  top: string,
  { until, ...asked }: Parameters<typeof askToSteer>[1] & { until: number },
): Promise<Asked> {
  const { folder, lease } = statePaths(top);
  const request = await askToSteer(top, asked);
  const changes = changesOf([folder]);
  const never = new AbortController().signal;
  try {
    for (;;) {
      const answer = await takeSteeringAnswer(top, request);
      if (answer) return { is: "answered", answer };
      const holder = namedHolder(lease);
      if (holder?.pid !== asked.to || !holder.alive) return { is: "driver-ended" };
      if (Date.now() >= until)
        return { is: "unanswered", taken: !(await takeSteering(top, request)) };
      await changes.next(POLL_MS, never);
    }
  } finally {
    changes.close();
    // Nobody may find a request whose command has ended.
    await takeSteering(top, request);
  }
}
