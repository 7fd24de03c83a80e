import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import type { Ground } from "../../support/ground.ts";
import { idleAfter, readAt, requestsOf } from "../../support/scene.ts";
import { dispatched, heldWorker, says } from "../../support/script-lines.ts";
import type { Talk } from "../../support/talk.ts";

const ENGLISH = [
  "All done!",
  "The feature is complete and everything works.",
  "I have successfully implemented the whole app.",
];
const KOREAN = ["모든 작업이 완료되었습니다.", "전부 구현했습니다.", "작업을 모두 마쳤습니다."];
const HONEST = [
  "Worker a is still working; nothing is complete yet.",
  "When the Worker has finished, I will check for conflicts.",
  "The plan is approved and the Worker has been dispatched.",
  "Worker a를 기다리고 있습니다. 아직 완료되지 않았습니다.",
  "구현이 끝나면 통합하겠습니다.",
];
const CLAIMS = [...ENGLISH, ...KOREAN];
/** False words about the state of the run, and what the reader is told. */
const FALSE: readonly (readonly [string, RegExp])[] = [
  ["I have stopped the run.", /\n> ⛔ AEGIS: not stopped: w01/],
  ["커밋했습니다.", /\n> ⛔ AEGIS: nothing is committed: the run is in MONITORING/],
];
const SAID = [...FALSE.map(([words]) => words), ...HONEST];

const arena = sharedArena();
let ground: Ground;
let talk: Talk;
const SETUP = dispatched(["a"]).length;
/** Three claims are answered; the fourth answer of a turn ends it, because the limit is 3. */
const stepOf = (claim: string) => SETUP + CLAIMS.indexOf(claim) + (KOREAN.includes(claim) ? 1 : 0);

beforeAll(async () => {
  ({ ground, talk } = await arena.begin({
    commander: [
      ...dispatched(["a"]),
      ...ENGLISH.map(says),
      says("Everything is finished."),
      ...KOREAN.map(says),
      says("모두 끝났습니다."),
      ...SAID.map(says),
    ],
    workers: { a: heldWorker("a", "claims") },
  }));
  await talk.say("build a");
  await idleAfter(arena, talk, ground, SETUP + 3);
  await talk.say("and?");
  await idleAfter(arena, talk, ground, SETUP + 7);
  for (const [index] of SAID.entries()) {
    await talk.say("how far are you?");
    await idleAfter(arena, talk, ground, SETUP + 8 + index);
  }
});
afterAll(() => arena.model.release("claims"));

describe("a claim while a Worker is open", () => {
  test.each(CLAIMS)("%s is marked for the reader", async (claim) => {
    const text = (await talk.texts()).find((said) => said.startsWith(claim));
    expect(text).toMatch(/\n> ⛔ AEGIS: .*a \((?:queued|exploring)\)/);
  });

  test.each(CLAIMS)("%s is refuted to the model, and the turn goes on", (claim) => {
    const read = readAt(arena, talk.session, stepOf(claim) + 1);
    expect(read).toContain("[AEGIS CLAIM_REFUTED]");
    expect(read).toContain(claim);
    expect(read).not.toContain("and?");
  });

  test("is in the journal with its words", async () => {
    const refused = (await ground.events("CALL_REFUSED")).filter(
      ({ code }) => code === "CLAIM_REFUTED",
    );
    expect(refused.map(({ detail }) => detail)).toEqual([
      ...ENGLISH,
      "Everything is finished.",
      ...KOREAN,
      "모두 끝났습니다.",
      ...FALSE.map(([words]) => words),
    ]);
  });

  test("is answered three times; then the turn ends until the user speaks", () => {
    expect(readAt(arena, talk.session, SETUP + 4)).toContain("and?");
    expect(readAt(arena, talk.session, SETUP + 8)).toContain("how far are you?");
  });
});

test.each(FALSE)("%s is contradicted for the reader, and the turn ends", async (words, truth) => {
  const text = (await talk.texts()).find((said) => said.startsWith(words));
  expect(text).toMatch(truth);
  expect(readAt(arena, talk.session, SETUP + 8 + SAID.indexOf(words) + 1)).toContain("how far");
});

describe("control: an honest word", () => {
  test.each(HONEST)("%s stands as it is, and the turn ends", async (words) => {
    expect(await talk.texts()).toContain(words);
    const step = SETUP + 8 + SAID.indexOf(words);
    const later = requestsOf(arena, talk.session).filter((r) => r.step === step + 1);
    if (words !== HONEST.at(-1)) expect(readAt(arena, talk.session, step + 1)).toContain("how far");
    expect(later).toHaveLength(words === HONEST.at(-1) ? 0 : 1);
  });
});
