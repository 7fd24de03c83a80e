import { setTimeout as delay } from "node:timers/promises";
import { readStanding } from "../../git/history.ts";
import type { Environment } from "../../kit/environment.ts";
import { REFS } from "../../kit/state-paths.ts";
import type { RunEvent } from "../../swarm/core/run/events.ts";
import { GO_ON } from "../core/chaos-commander.ts";
import type { Moment, PlannedFault } from "../core/chaos-plan.ts";
import { userMove } from "../core/chaos-user.ts";
import type { ChaosFacts } from "../core/chaos-verdict.ts";
import type { Stage } from "../stage.ts";
import { FaultRunner } from "./fault-runner.ts";
import { JournalWatch } from "./journal-watch.ts";
import { Keeper } from "./keeper.ts";
import { ChaosTalk } from "./talk.ts";
import { UserWork } from "./user-work.ts";

/** One thing that happened, with the seconds since the start. */
export interface StoryLine {
  seconds: number;
  who: "fault" | "user" | "journal" | "note";
  text: string;
}

export interface Played {
  story: StoryLine[];
  /** Planned faults whose moment came. */
  met: PlannedFault[];
  work: UserWork;
  hang?: NonNullable<ChaosFacts["hang"]>;
  broken?: string;
}

/** Without a step of the run for this long, on a machine that starts OpenCode in `USUAL_START_MS`. */
export const BOUND_MS = 120_000;
const USUAL_START_MS = 5_000;
/** A whole run, under the same factor. */
const LONGEST_MS = 15 * 60_000;
/** The clean-up after the commit. */
const CLEAN_UP_MS = 60_000;
const LOOK_MS = 20;
const USER_MS = 150;
/** The user repeats words that have moved nothing, but ever more slowly. */
const REPEAT_MS = 1_500;
const SLOWEST_REPEAT_MS = 10_000;
/** The user has said this often, without any step, to go on; a person would stop here. */
const MOST_REPEATS = 8;

/** How much slower than usual this machine is; never below 1. */
export function slowness(startMs: number): number {
  return Math.max(1, startMs / USUAL_START_MS);
}

/** Plays one run under the planned faults until it is over and cleared away, or hangs. */
export async function playChaos(
  stage: Stage,
  plan: readonly PlannedFault[],
  options: { request: string; env: Environment; factor: number; tell: (line: StoryLine) => void },
): Promise<Played> {
  const game = new Game(stage, plan, options);
  return game.play();
}

class Game {
  readonly #stage: Stage;
  readonly #options: Parameters<typeof playChaos>[2];
  readonly #watch: JournalWatch;
  readonly #keeper: Keeper;
  readonly #talk: ChaosTalk;
  readonly #faults: FaultRunner;
  readonly #work: UserWork;
  readonly #story: StoryLine[] = [];
  readonly #began = Date.now();
  #movedAt = Date.now();
  #last = "the start";
  #said = 0;
  #saidAt = 0;
  #broken: string | undefined;
  #over = false;

  constructor(
    stage: Stage,
    plan: readonly PlannedFault[],
    options: Parameters<typeof playChaos>[2],
  ) {
    this.#stage = stage;
    this.#options = options;
    const { repository, model } = stage;
    this.#watch = new JournalWatch(repository);
    this.#keeper = new Keeper(stage.host, stage.start);
    this.#talk = new ChaosTalk(this.#keeper, repository);
    this.#work = new UserWork(repository, options.env);
    const newConversation = () => this.#talk.forget();
    this.#faults = new FaultRunner(
      plan,
      { repository, model, keeper: this.#keeper, work: this.#work, newConversation },
      (text, ended) => {
        this.#tell("fault", text);
        if (ended) this.#moved(text);
      },
      (why) => {
        this.#broken ??= why;
      },
    );
  }

  async play(): Promise<Played> {
    const watching = this.#watchAll();
    const hang = await this.#beTheUser();
    this.#over = true;
    await watching;
    await this.#faults.ended();
    return {
      ...{ story: this.#story, met: this.#faults.met, work: this.#work },
      ...(hang ? { hang } : {}),
      ...(this.#broken === undefined ? {} : { broken: this.#broken }),
    };
  }

  async #watchAll(): Promise<void> {
    try {
      while (!this.#over) {
        for (const { event } of await this.#watch.look()) this.#note(event);
        this.#faults.look((moment) => this.#hasCome(moment));
        await delay(LOOK_MS);
      }
    } catch (error) {
      this.#broken ??= reasonOf(error);
    }
  }

  #note(event: RunEvent): void {
    const who = "worker" in event ? ` ${event.worker}` : "";
    const code = "code" in event ? ` ${event.code}` : "failure" in event ? ` ${event.failure}` : "";
    this.#tell("journal", `${event.type}${who}${code}`);
    if (event.type !== "CALL_REFUSED") this.#moved(`${event.type}${who}`);
  }

  #hasCome(moment: Moment): boolean {
    if (moment.at === "request") return this.#stage.model.requests.length >= moment.nth;
    return this.#watch.count(moment.type) >= moment.nth;
  }

  /** Speaks for the user until the run is over; returns the hang, if there was one. */
  async #beTheUser(): Promise<ChaosFacts["hang"]> {
    const { factor } = this.#options;
    while (this.#broken === undefined) {
      const quiet = Date.now() - this.#movedAt;
      const isLong = Date.now() - this.#began > LONGEST_MS * factor;
      if (quiet > BOUND_MS * factor || isLong || this.#said > MOST_REPEATS) {
        const since = isLong ? Date.now() - this.#began : quiet;
        return { seconds: Math.round(since / 1000), last: this.#last };
      }
      const isOver = await this.#turn().catch((error: unknown) => {
        // OpenCode may end in the middle of any call.
        this.#tell("note", reasonOf(error).slice(0, 160));
        return false;
      });
      if (isOver) return undefined;
      await delay(USER_MS);
    }
    return undefined;
  }

  /** One look of the user; true if everything is over. */
  async #turn(): Promise<boolean> {
    if (this.#keeper.host === undefined) return false;
    if (await this.#talk.answer()) {
      this.#tell("user", "answers: approve");
      return false;
    }
    if (this.#talk.isSilent) {
      await this.#say(
        this.#story.some(({ who }) => who === "user") ? GO_ON : this.#options.request,
      );
      return false;
    }
    if (!(await this.#talk.isIdle())) return false;
    const { state } = this.#watch;
    const quietMs = Date.now() - this.#movedAt;
    const move = userMove({ state, quietMs, lastText: await this.#talk.lastText() });
    if (move.does === "leave") return !this.#faults.isAtWork && (await this.#isClear());
    if (move.does === "wait" || !this.#mayRepeat()) return false;
    if (move.does === "clear") {
      const cleared = await this.#work.clear();
      this.#tell("user", `moves away: ${cleared.join(", ") || "nothing"}`);
    }
    await this.#say(move.text);
    return false;
  }

  async #say(text: string): Promise<void> {
    this.#tell("user", text);
    this.#said += 1;
    this.#saidAt = Date.now();
    await this.#talk.say(text);
  }

  #mayRepeat(): boolean {
    const pause = Math.min(REPEAT_MS * this.#said, SLOWEST_REPEAT_MS);
    return Date.now() - this.#saidAt >= pause;
  }

  /** After the commit the plugin removes worktrees and refs; what it never removes is found by the judge. */
  async #isClear(): Promise<boolean> {
    const { env, factor } = this.#options;
    const standing = await readStanding(this.#stage.repository, { env, prefix: REFS });
    if (standing.worktrees === 1 && standing.refs.length === 0) return true;
    return Date.now() - this.#movedAt > CLEAN_UP_MS * factor;
  }

  #moved(what: string): void {
    this.#movedAt = Date.now();
    this.#last = what;
    this.#said = 0;
  }

  #tell(who: StoryLine["who"], text: string): void {
    const line = { seconds: Math.round((Date.now() - this.#began) / 100) / 10, who, text };
    this.#story.push(line);
    this.#options.tell(line);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
