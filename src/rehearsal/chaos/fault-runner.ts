import { setTimeout as delay } from "node:timers/promises";
import { faultName, type Moment, type PlannedFault } from "../core/chaos-plan.ts";
import { cause, endsHost, type Target } from "./faults.ts";

/** Makes each planned fault happen when its moment has come. Faults of OpenCode itself happen one after another. */
export class FaultRunner {
  /** Faults whose moment came. */
  readonly met: PlannedFault[] = [];
  #rest: PlannedFault[];
  #running = 0;
  #ofHost: Promise<void> = Promise.resolve();
  readonly #target: Target;
  readonly #tell: (text: string, ended: boolean) => void;
  readonly #fail: (why: string) => void;

  constructor(
    plan: readonly PlannedFault[],
    target: Target,
    tell: (text: string, ended: boolean) => void,
    fail: (why: string) => void,
  ) {
    this.#rest = [...plan];
    this.#target = target;
    this.#tell = tell;
    this.#fail = fail;
  }

  get isAtWork(): boolean {
    return this.#running > 0;
  }

  /** Begins every fault that is due. */
  look(hasCome: (moment: Moment) => boolean): void {
    const due = this.#rest.filter(({ moment }) => hasCome(moment));
    this.#rest = this.#rest.filter((each) => !due.includes(each));
    for (const planned of due) this.#begin(planned);
  }

  /** Resolves when no fault of OpenCode is under way. */
  ended(): Promise<void> {
    return this.#ofHost;
  }

  #begin(planned: PlannedFault): void {
    this.met.push(planned);
    this.#running += 1;
    const { fault } = planned;
    const ended = (
      endsHost(fault) ? this.#ofHost.then(() => this.#act(planned)) : this.#act(planned)
    )
      .catch((error: unknown) => {
        this.#fail(
          `${faultName(fault)}: ${error instanceof Error ? error.message : String(error)}`,
        );
      })
      .finally(() => {
        this.#running -= 1;
      });
    if (endsHost(fault)) this.#ofHost = ended;
  }

  async #act({ fault, afterMs }: PlannedFault): Promise<void> {
    await delay(afterMs);
    this.#tell(faultName(fault), false);
    const done = await cause(fault, this.#target);
    this.#tell(`${faultName(fault)}: ${done}`, true);
  }
}
