import { existsSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import type { DenialCode } from "../../../src/swarm/core/run/denial.ts";
import { sharedArena } from "../../support/arena.ts";
import { contentOf, type HostilePlace, hostilePlace, landedIn } from "../../support/hostile.ts";
import { expectNoted } from "../../support/refused.ts";
import {
  approve,
  call,
  calls,
  landed,
  merged,
  propose,
  question,
  report,
  says,
  waitForAll,
  write,
} from "../../support/script-lines.ts";
import type { Talk, ToolCall } from "../../support/talk.ts";

const INTEGRATION = ".aegis/worktrees/integration";

type Try = [when: string, code: DenialCode, path: string];
const IN_DESIGN: Try[] = [["in DESIGN, with a plan pending", "PHASE_FORBIDS_WRITE", "evil1.txt"]];
const IN_FOUNDATION: Try[] = [
  ["of .git in FOUNDATION", "PROTECTED_PATH", ".git/hooks/pre-commit"],
  ["of .opencode in FOUNDATION", "PROTECTED_PATH", ".opencode/plugin/evil.js"],
  ["of opencode.json in FOUNDATION", "PROTECTED_PATH", "packages/x/opencode.json"],
  ["of the journal's folder in FOUNDATION", "PROTECTED_PATH", ".aegis/runs/evil.jsonl"],
  ["of a worktree in FOUNDATION", "OUT_OF_SCOPE", ".aegis/worktrees/w01/evil.txt"],
  ["outside the repository in FOUNDATION", "OUT_OF_SCOPE", "../evil2.txt"],
  ["through a symlink in FOUNDATION", "OUT_OF_SCOPE", "src/a/away/evil.txt"],
];
const IN_DISPATCH: Try[] = [["in DISPATCH", "PHASE_FORBIDS_WRITE", "evil3.txt"]];
const IN_MONITORING: Try[] = [
  ["in MONITORING", "PHASE_FORBIDS_WRITE", "evil4.txt"],
  ["of a Worker's worktree in MONITORING", "OUT_OF_SCOPE", ".aegis/worktrees/w01/src/a/evil.txt"],
];
const IN_INTEGRATE: Try[] = [
  ["of the checkout in INTEGRATE", "PHASE_FORBIDS_WRITE", "evil5.txt"],
  ["of a Worker's worktree in INTEGRATE", "OUT_OF_SCOPE", ".aegis/worktrees/w01/src/a/evil.txt"],
  ["of an integration that is not there", "NOTHING_INTEGRATED", `${INTEGRATION}/evil.txt`],
];
const IN_FINAL_QA: Try[] = [
  ["of the checkout in FINAL_QA", "PHASE_FORBIDS_WRITE", "evil6.txt"],
  ["of the integration in FINAL_QA", "PHASE_FORBIDS_WRITE", `${INTEGRATION}/evil7.txt`],
];
const tries = [
  ...IN_DESIGN,
  ...IN_FOUNDATION,
  ...IN_DISPATCH,
  ...IN_MONITORING,
  ...IN_INTEGRATE,
  ...IN_FINAL_QA,
];
const all = (some: Try[]) => calls(...some.map(([, , path]) => write(path, "evil\n")));

const arena = sharedArena();
let place: HostilePlace;
let talk: Talk;
let said: ToolCall[];

beforeAll(async () => {
  place = await hostilePlace(arena);
  const needsFix = { qa: [{ name: "Fix", command: "test -f src/a/ok.txt && test -f fix.txt" }] };
  talk = await arena.talk(place.ground, {
    commander: [
      calls(write("notes.txt", "an ordinary edit\n")),
      calls(propose(["a"], needsFix)),
      all(IN_DESIGN),
      calls(approve()),
      calls(question()),
      calls(write("docs/contract.md", "# contract\n")),
      all(IN_FOUNDATION),
      calls(call("foundation_freeze", { note: "n" })),
      all(IN_DISPATCH),
      calls(call("dispatch_workers")),
      all(IN_MONITORING),
      calls(waitForAll()),
      all(IN_INTEGRATE),
      ...merged(),
      all(IN_FINAL_QA),
      calls(call("qa_run")),
      calls(write(`${INTEGRATION}/fix.txt`, "mended\n")),
      ...merged(),
      ...landed(),
      says("Committed."),
    ],
    workers: {
      a: [
        { ...calls(write("src/a/ok.txt", "a\n")), hold: "monitored" },
        calls(report("a")),
        calls(write("src/a/late.txt", "evil\n"), call("bash", { command: "ls", description: "x" })),
        says("Reported."),
      ],
    },
  });
  const running = talk.say("build a");
  await arena.model.waitFor(({ agent, step }) => agent === "commander" && step >= 11, 480_000);
  arena.model.release("monitored");
  await running;
  said = (await talk.calls()).filter(({ tool, input }) => {
    const path = String(input["filePath"] ?? "");
    return tool === "write" && tries.some(([, , tried]) => tried === path);
  });
});

test.each(tries.map(([when, code, path], at) => [when, code, path, at] as const))(
  "the Commander's write %s is refused: %s",
  async (_when, code, path, at) => {
    expect(said[at]?.input["filePath"]).toBe(path);
    await expectNoted(place.ground, said[at], code);
    expect((await contentOf(place, `${place.top}/${path}`)) ?? "").not.toContain("evil");
    expect(await contentOf(place, path)).toBeUndefined();
  },
);

test("the Commander may write with no run, in FOUNDATION, and the integration in INTEGRATE", async () => {
  expect((await place.ground.state()).phase).toBe("DONE");
  expect(await place.ground.read("notes.txt")).toBe("an ordinary edit\n");
  expect(await contentOf(place, "fix.txt")).toBe("mended");
  expect(await landedIn(place)).toEqual(["A\tdocs/contract.md", "A\tfix.txt", "A\tsrc/a/ok.txt"]);
  expect(await place.ground.git("status", "--porcelain")).toBe("?? notes.txt");
  expect(existsSync(`${place.outside}/folder/evil.txt`)).toBe(false);
});

test.each([
  ["write", 0],
  ["bash", 1],
])("a Worker whose report was accepted cannot go on with %s: WORKER_CLOSED", async (tool, at) => {
  const session = await talk.worker("a");
  await arena.model.waitFor(
    (request) => request.session === session && request.step === 3,
    120_000,
  );
  const late = (await talk.calls(session)).slice(2)[at];
  expect(late?.tool).toBe(tool);
  await expectNoted(place.ground, late, "WORKER_CLOSED");
});
