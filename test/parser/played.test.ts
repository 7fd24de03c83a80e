import { beforeAll, describe, expect, test } from "vitest";
import { sharedArena } from "../support/arena.ts";
import type { Ground } from "../support/ground.ts";
import { until } from "../support/scene.ts";
import { dispatched, goodWorker, says } from "../support/script-lines.ts";
import { collect, expectOutcome, type Outcome, playAlone, playAsCommander } from "./play.ts";
import { answerTo, readRecording } from "./recording.ts";
import { COMMANDER_TEXTS } from "./texts/commander.ts";
import type { ModelText } from "./texts/form.ts";
import { CALLLESS_TEXTS, FORM_TEXTS } from "./texts/forms.ts";
import { HOST_FILES, HOST_TEXTS } from "./texts/host.ts";
import { PLAN_TEXTS } from "./texts/plans.ts";
import { REFUSED_PLANS } from "./texts/plans-refused.ts";
import { WORKER_TEXTS } from "./texts/worker.ts";

const arena = sharedArena();
const recorded = await readRecording();

function commanderPlays(about: string, texts: ModelText[], files?: Record<string, string>): void {
  describe(about, () => {
    let ground: Ground;
    let outcomes: Map<string, Outcome>;
    beforeAll(async () => {
      ground = await arena.ground(files);
      outcomes = await playAsCommander(arena, ground, recorded, texts);
    });
    test.each(texts)("$what", (text) => expectOutcome(ground, text, outcomes.get(text.what)));
  });
}

commanderPlays("steps of a run that is not open", [...COMMANDER_TEXTS, ...FORM_TEXTS]);
commanderPlays("tools of OpenCode", HOST_TEXTS, HOST_FILES);

describe("plans", () => {
  const texts = [...PLAN_TEXTS, ...REFUSED_PLANS];
  let ground: Ground;
  let outcomes: Map<string, Outcome>;
  beforeAll(async () => {
    ground = await arena.ground();
    outcomes = await playAsCommander(arena, ground, recorded, texts);
  });
  test.each(texts)("$what", async (text) => {
    await expectOutcome(ground, text, outcomes.get(text.what));
    const stored = (await ground.events("PLAN_PROPOSED")).map(({ plan }) => plan);
    const [{ args, refused } = {}] = text.calls;
    if (refused) expect(stored.map(({ title }) => title)).not.toContain(text.what);
    else expect(stored).toContainEqual(args);
  });
});

describe("a Worker", () => {
  let ground: Ground;
  const outcomes = new Map<string, Outcome>();
  beforeAll(async () => {
    ground = await arena.ground();
    const talk = await arena.talk(ground, {
      commander: [...dispatched(["board"]), says("It works.")],
      workers: {
        board: [...WORKER_TEXTS.map((text) => answerTo(recorded, text)), ...goodWorker("board")],
      },
    });
    await talk.say("build the board");
    const session = await talk.worker("board");
    await until(async () => (await ground.events("WORKER_COMPLETED")).length === 1);
    await collect(outcomes, talk, WORKER_TEXTS, session);
  });
  test.each(WORKER_TEXTS)("$what", (text) => expectOutcome(ground, text, outcomes.get(text.what)));
});

test.each(CALLLESS_TEXTS)("$what", async (text) => {
  const ground = await arena.ground();
  const { outcome, told } = await playAlone(arena, ground, recorded, text);
  await expectOutcome(ground, text, outcome);
  if (text.told === undefined) expect(told).toEqual([]);
  else expect(told[0]).toMatch(text.told);
});
