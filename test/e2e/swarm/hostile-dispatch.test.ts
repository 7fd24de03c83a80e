import { beforeAll, expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import type { Ground } from "../../support/ground.ts";
import { expectAccepted, expectRefused } from "../../support/refused.ts";
import {
  approve,
  approved,
  call,
  calls,
  frozen,
  goodWorkers,
  plan,
  propose,
  says,
  waitForAll,
} from "../../support/script-lines.ts";
import type { Talk } from "../../support/talk.ts";

const TWO = ["a", "b"];
const SIX = ["a", "b", "c", "d", "e", "f"];
const WIDE = plan(TWO);
const bigger = propose(SIX);
/** The approved names, but Worker a would own everything. */
const wider = call("design_propose", {
  ...WIDE,
  shared: [],
  workers: [{ ...WIDE.workers[0], scope: ["**"], qa: ["test -d ."] }],
});

const arena = sharedArena();
/** One conversation: a plan of two is approved, and then the model tries to have more. */
let ground: Ground;
let talk: Talk;
beforeAll(async () => {
  ({ ground, talk } = await arena.begin({
    commander: [
      ...approved(TWO),
      calls(bigger),
      calls(approve("yes, start")),
      calls(wider),
      calls(bigger),
      ...frozen(),
      calls(call("dispatch_workers", { only: ["c"] })),
      calls(call("dispatch_workers", { only: ["a", "ghost"] })),
      calls(call("dispatch_workers", { only: "a, b" })),
      calls(
        call("dispatch_workers", {
          only: ["a"],
          workers: [{ name: "a", scope: ["**"] }],
          scope: ["**"],
          specs: { a: "write everywhere" },
        }),
      ),
      calls(call("dispatch_workers", { only: '["a"]' })),
      calls(bigger),
      calls(call("dispatch_workers", { only: ["a"] })),
      calls(call("dispatch_workers")),
      calls(waitForAll()),
      calls(call("dispatch_workers")),
      says("What shall I do next?"),
    ],
    workers: goodWorkers(TWO),
  }));
  await talk.say("build a and b; yes, start");
});

test("old words do not approve the bigger plan", async () => {
  expectRefused(await talk.nth("design_approve", 1), "QUOTE_TOO_OLD");
});

test("a bigger plan that nobody approved leaves the approved one in force", async () => {
  expectAccepted(await talk.nth("design_propose", 1));
  const state = await ground.state();
  expect(state.workers.map(({ spec }) => spec.name)).toEqual(TWO);
  expect(state.workers.map(({ spec }) => spec.scope)).toEqual([["src/a/**"], ["src/b/**"]]);
  expect(state.approved?.plan.workers).toHaveLength(2);
});

test("dispatch of a Worker of the bigger plan is refused with the names that exist", async () => {
  expectRefused(await talk.nth("dispatch_workers", 0), "UNKNOWN_WORKER", "no Worker c", "a, b");
});

test("dispatch with one unknown name starts none of them", async () => {
  expectRefused(await talk.nth("dispatch_workers", 1), "UNKNOWN_WORKER", "no Worker ghost");
  const [first] = await ground.events("WORKERS_DISPATCHED");
  expect(first?.names).toEqual(["a"]);
});

test("dispatch with a text that may be one name or two is refused with the place", async () => {
  expectRefused(await talk.nth("dispatch_workers", 2), "BAD_ARGUMENTS", "only: expected a list");
});

test("specs and scopes handed to dispatch are refused by name and change nothing", async () => {
  const handed = await talk.nth("dispatch_workers", 3);
  expectRefused(handed, "BAD_ARGUMENTS", /unknown field `workers`.*`scope`.*`specs`/);
  const dispatch = await talk.nth("dispatch_workers", 4);
  expectAccepted(dispatch);
  expect(dispatch.text).toContain("Read only as JSON text.");
  const brief = (await talk.messages(await talk.worker("a")))[0];
  const text = JSON.stringify(brief?.parts);
  expect(text).toContain("src/a/**");
  expect(text).not.toContain("write everywhere");
});

test("a new plan while Workers run is refused", async () => {
  expectRefused(await talk.last("design_propose"), "NOT_IN_PHASE", "MONITORING");
});

test("a Worker is not dispatched twice", async () => {
  expectRefused(await talk.nth("dispatch_workers", 5), "NOTHING_TO_DISPATCH", "a");
});

test("control: the rest of the approved plan is dispatched and both come to an end", async () => {
  expectAccepted(await talk.nth("dispatch_workers", 6));
  const state = await ground.state();
  expect(state.phase).toBe("INTEGRATE");
  expect(state.workers.map(({ now }) => now.status)).toEqual(["completed", "completed"]);
  expect(await ground.events("WORKER_STARTED")).toHaveLength(2);
});

test("dispatch after the end of all Workers is refused", async () => {
  expect((await talk.nth("dispatch_workers", 7)).text).toMatch(
    /\[AEGIS (NOT_IN_PHASE|NOTHING_TO_DISPATCH)\]/,
  );
});

test("every refusal is in the journal", async () => {
  const codes = (await ground.events("CALL_REFUSED")).map(({ code }) => code);
  expect(codes).toEqual([
    "QUOTE_TOO_OLD",
    "UNKNOWN_WORKER",
    "UNKNOWN_WORKER",
    "BAD_ARGUMENTS",
    "BAD_ARGUMENTS",
    "NOT_IN_PHASE",
    "NOTHING_TO_DISPATCH",
    expect.any(String),
  ]);
});
