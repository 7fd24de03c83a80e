import { beforeAll, describe, expect, test } from "vitest";
import type { Step } from "../../../src/scripted-model/script.ts";
import { sharedArena } from "../../support/arena.ts";
import type { Ground } from "../../support/ground.ts";
import { expectRefused } from "../../support/refused.ts";
import {
  call,
  calls,
  goodWorker,
  plan,
  report,
  reported,
  says,
  waited,
  write,
} from "../../support/script-lines.ts";
import type { Talk } from "../../support/talk.ts";

const NAMES = ["silent", "empty", "liar", "inventor", "stubborn", "broken", "shaky", "torn"];
/** The approved plan says that it may rightly change nothing. */
const AUDITOR = "auditor";
const PLAN = plan([...NAMES, AUDITOR]).workers.map((one) =>
  one.name === AUDITOR ? { ...one, qa: ["test -d ."], may_change_nothing: true } : one,
);
const half = (name: string) => calls(write(`src/${name}/half.txt`, `${name}\n`));

/** Nine Workers of one run; each is hostile in a way of its own. */
const WORKERS: Record<string, Step[]> = {
  silent: [half("silent"), says("I am finished."), says("I said so."), says("Really.")],
  empty: [
    calls(report("empty")),
    calls(write("src/empty/ok.txt", "now\n")),
    ...reported("empty", { summary: "now it is there" }),
  ],
  liar: [
    half("liar"),
    calls(report("liar", { changes: [], checks: [{ command: "all", result: "42 tests passed" }] })),
    calls(write("src/liar/ok.txt", "ok\n")),
    ...reported("liar"),
  ],
  inventor: [
    calls(write("src/inventor/ok.txt", "ok\n")),
    calls(report("inventor", { changes: [{ path: "src/inventor/engine.ts", what: "new" }] })),
    ...reported("inventor"),
  ],
  stubborn: [
    half("stubborn"),
    ...[1, 2, 3, 4, 5, 6].map((n) =>
      calls(report("stubborn", { changes: [], summary: `try ${n}` })),
    ),
    says("(never said: it is failed)"),
  ],
  broken: [
    half("broken"),
    { text: "(never said)", fail: { error: { status: 400, message: "no" }, times: "always" } },
  ],
  shaky: [
    { ...calls(write("src/shaky/ok.txt", "ok\n")), fail: { error: { status: 500, message: "x" } } },
    ...reported("shaky"),
  ],
  [AUDITOR]: [
    calls(report(AUDITOR)),
    ...reported(AUDITOR, { summary: "all is well", changes: [] }),
  ],
  torn: [
    { calls: [{ tool: "write", args: '{"filePath": "src/torn/ok.txt", "content": ' }] },
    ...goodWorker("torn"),
  ],
};

const arena = sharedArena({ env: { AEGIS_MAX_WORKERS: "9", AEGIS_ADMISSION: "9" } });
let ground: Ground;
let talk: Talk;
beforeAll(async () => {
  ({ ground, talk } = await arena.begin({
    commander: [
      ...waited([...NAMES, AUDITOR], { workers: PLAN }),
      calls(call("integrate")),
      says("Shall I send them back?"),
    ],
    workers: WORKERS,
  }));
  await talk.say("build them", { timeoutMs: 680_000 });
});

const reportsOf = async (name: string) => talk.callsOf("worker_report", await talk.worker(name));
const statusOf = async (name: string) =>
  (await ground.state()).workers.find(({ spec }) => spec.name === name)?.now;
const filesOf = (commit: string) => ground.git("show", "--format=", "--name-only", commit);

async function failureOf(name: string) {
  const now = await statusOf(name);
  if (now?.status !== "failed") throw new Error(`${name} is ${now?.status}`);
  return now.failure;
}

describe("a Worker that ends without a report", () => {
  test("is reminded twice and then failed", async () => {
    const nudges = (await ground.events("WORKER_NUDGED")).filter((e) => e.worker === "silent");
    expect(nudges).toHaveLength(2);
    expect((await failureOf("silent")).failure).toBe("NO_REPORT");
    const read = await arena.host.messages(await talk.worker("silent"), ground.dir);
    const reminders = read.filter(({ info, parts }) =>
      info.role === "user" ? JSON.stringify(parts).includes("without worker_report") : false,
    );
    expect(reminders).toHaveLength(2);
  });

  test("has its diff kept as a commit under refs/aegis", async () => {
    const { commit = "" } = await failureOf("silent");
    expect(await filesOf(commit)).toBe("src/silent/half.txt");
    const run = (await ground.state()).runId;
    const id = (await ground.state()).workers.find(({ spec }) => spec.name === "silent")?.id;
    expect(await ground.git("rev-parse", `refs/aegis/${run}/${id}`)).toBe(commit);
  });

  test("does not become part of an integration", async () => {
    expectRefused(await talk.last("integrate"), "WORKERS_OPEN", "silent (failed)");
    expect((await ground.state()).integration).toBeUndefined();
  });
});

describe("a report", () => {
  test.each([
    ["empty", "EMPTY_DIFF", "has no changes"],
    ["liar", "QA_FAILED", '"test -f src/liar/ok.txt" ended with 1'],
    ["inventor", "REPORT_MISMATCH", "src/inventor/engine.ts"],
  ] as const)("of the %s Worker is refused with %s", async (name, code, words) => {
    const [first] = await reportsOf(name);
    expectRefused(first, code, words);
    const refused = await ground.events("REPORT_REFUSED");
    expect(refused.filter(({ worker }) => worker === name).map((e) => e.code)).toEqual([code]);
  });

  test.each(["empty", "liar", "inventor"])(
    "control: of the mended %s is accepted",
    async (name) => {
      expect((await reportsOf(name)).at(-1)?.text).toContain("Accepted.");
      expect(await statusOf(name)).toMatchObject({
        status: "completed",
        result: { qa: [{ exitCode: 0 }] },
      });
    },
  );

  test("of no change counts where the approved plan allows it, and invents none there either", async () => {
    const [invented, honest] = await reportsOf(AUDITOR);
    expect(invented?.text).toContain("[AEGIS REPORT_MISMATCH]");
    expect(invented?.text).toContain("the diff holds only nothing");
    expect(honest?.text).toContain("Accepted.");
    const home = (await ground.state()).workers.find(({ spec }) => spec.name === AUDITOR)?.home;
    expect(await statusOf(AUDITOR)).toMatchObject({
      status: "completed",
      result: { files: [], commit: home?.base, qa: [{ exitCode: 0 }] },
    });
  });

  test("that is refused six times fails the Worker, with its diff kept", async () => {
    const refused = (await ground.events("REPORT_REFUSED")).filter((e) => e.worker === "stubborn");
    expect(refused.map(({ code }) => code)).toEqual(Array(6).fill("QA_FAILED"));
    const failure = await failureOf("stubborn");
    expect(failure.failure).toBe("REPORT_REFUSED");
    expect(await filesOf(failure.commit ?? "")).toBe("src/stubborn/half.txt");
    for (const each of (await reportsOf("stubborn")).slice(0, 5)) expectRefused(each, "QA_FAILED");
  });
});

describe("a model that fails", () => {
  test("for good fails its Worker, with the error and the diff kept", async () => {
    const failure = await failureOf("broken");
    expect(failure.failure).toBe("MODEL_ERROR");
    expect(await filesOf(failure.commit ?? "")).toBe("src/broken/half.txt");
  });

  test("once does not fail its Worker", async () => {
    expect(await statusOf("shaky")).toMatchObject({ status: "completed" });
    expect((await ground.events("WORKER_NUDGED")).some((e) => e.worker === "shaky")).toBe(false);
  });

  test("control: by torn tool arguments does not fail its Worker", async () => {
    expect(await statusOf("torn")).toMatchObject({ status: "completed" });
  });
});

test("each failed Worker is named to the Commander with its reason", async () => {
  const { text } = await talk.last("worker_wait");
  for (const reason of ["silent: NO_REPORT", "stubborn: REPORT_REFUSED", "broken: MODEL_ERROR"])
    expect(text).toContain(reason);
});
