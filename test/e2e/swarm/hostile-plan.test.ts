import { beforeAll, describe, expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import { type Fingerprint, fingerprint } from "../../support/fingerprint.ts";
import type { Ground } from "../../support/ground.ts";
import { ALLOWED, BAD_ARGUMENTS, many, REFUSED } from "../../support/plan-cases.ts";
import { expectAccepted, expectRefused } from "../../support/refused.ts";
import { call, calls, plan, says } from "../../support/script-lines.ts";
import type { ToolCall } from "../../support/talk.ts";

const arena = sharedArena();
let ground: Ground;
let before: Fingerprint;
let after: Fingerprint;
let answers: ToolCall[];
beforeAll(async () => {
  ground = await arena.ground();
  before = await fingerprint(ground);
  const proposals = [...REFUSED.map(({ change }) => change), ...BAD_ARGUMENTS.map(([, c]) => c)];
  const talk = await arena.talk(ground, {
    commander: [calls(...proposals.map((change) => propose(change))), says("Shall I go on?")],
  });
  await talk.say("build it");
  answers = await talk.calls();
  after = await fingerprint(ground);
});

function propose(change: object) {
  return call("design_propose", { ...plan(["w1"]), ...change });
}

describe("a plan is refused with its reason:", () => {
  test.each(REFUSED.map((one, index) => ({ ...one, index })))("$name", ({ index, says }) => {
    const [rule, detail] = says;
    expectRefused(answers[index], "PLAN_REFUSED", new RegExp(`${rule} \\(`), detail);
  });

  test.each(BAD_ARGUMENTS.map((one, index) => [...one, index] as const))(
    "%s",
    (_name, _change, detail, index) => {
      expectRefused(answers[REFUSED.length + index], "BAD_ARGUMENTS", detail);
    },
  );

  test("and all of these refusals changed nothing: no journal, no worktree, no byte", async () => {
    expect(answers).toHaveLength(REFUSED.length + BAD_ARGUMENTS.length);
    expect(after).toEqual(before);
    expect(await ground.records()).toEqual([]);
  });
});

describe("a plan is stored:", () => {
  let stored: ToolCall[];
  let other: Ground;
  beforeAll(async () => {
    other = await arena.ground();
    const proposals = ALLOWED.map(([, change]) => propose(change));
    const talk = await arena.talk(other, {
      commander: [calls(...proposals), says("Shall I?")],
    });
    await talk.say("build it");
    stored = await talk.calls();
  });

  test.each(ALLOWED.map(([name], index) => [name, index] as const))("%s", (_name, index) => {
    expectAccepted(stored[index]);
    expect(stored[index]?.text).toContain("Stored.");
  });

  test("and each of them is in the journal", async () => {
    expect(await other.events("PLAN_PROPOSED")).toHaveLength(ALLOWED.length);
    expect((await other.state()).phase).toBe("DESIGN");
  });
});

describe("maxWorkers of the project", () => {
  const settings = (maxWorkers: number) => ({
    ".opencode/aegis.jsonc": JSON.stringify({ maxWorkers }),
  });

  test("of 2 refuses a third Worker and allows two", async () => {
    const small = await arena.ground(settings(2));
    const talk = await arena.talk(small, {
      commander: [calls(propose(many(3))), calls(propose(many(2))), says("Shall I?")],
    });
    await talk.say("build it");
    const [three, two] = await talk.calls();
    expectRefused(three, "PLAN_REFUSED", "TOO_MANY_WORKERS", "3 Workers, at most 2");
    expectAccepted(two);
    expect(await small.events("PLAN_PROPOSED")).toHaveLength(1);
  });

  test("of 10 allows nine", async () => {
    const large = await arena.ground(settings(10));
    const talk = await arena.talk(large, {
      commander: [calls(propose(many(9))), says("Shall I?")],
    });
    await talk.say("build it");
    expectAccepted(await talk.last("design_propose"));
  });
});
