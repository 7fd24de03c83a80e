import { expect, test } from "vitest";
import { alike, say } from "../../../src/kit/sentence.ts";
import { answer, dataOf, fullRun } from "../../support/report-scene.ts";
import { dispatched, emptyRun, oid, START } from "../../support/run-builder.ts";

test("every figure of the journal is there once", () => {
  const { records } = fullRun();
  const data = dataOf(records);
  const count = (type: string) => records.filter(({ event }) => event.type === type).length;
  const { happened } = data;
  expect(data).toMatchObject({
    ...{ title: "Board", outcome: "committed", phase: "DONE", startedAt: START },
    ...{ branch: "main", commit: { id: oid("commit"), subject: "feat: board" } },
    endedAt: Date.parse(records.at(-1)?.at ?? ""),
    journal: { records: records.length },
  });
  expect(happened.refusals).toHaveLength(count("CALL_REFUSED"));
  expect(happened.refusedReports).toHaveLength(count("REPORT_REFUSED"));
  expect(happened.conflicts).toHaveLength(count("CONFLICTS_CHECKED"));
  expect(happened.retries).toEqual([
    expect.objectContaining({
      worker: "b",
      after: say("failed: NO_REPORT: it said nothing", "실패: NO_REPORT: it said nothing"),
      instructions: alike("Again."),
    }),
  ]);
  expect(happened.pauses).toEqual([
    expect.objectContaining({
      worker: "a",
      why: alike("HTTP 503"),
      to: expect.any(Number) as number,
    }),
  ]);
  // Two Workers' own QA, and two final ones.
  expect(happened.qa.map(({ worker, passed }) => [worker, passed])).toEqual([
    ["a", true],
    ["b", true],
    [undefined, false],
    [undefined, true],
  ]);
});

test("the sums per agent are the sums of its answers; refusals come from the journal", () => {
  const { agents } = dataOf(fullRun().records, {
    usage: [
      answer(),
      answer({ message: "msg_2", calls: [] }),
      answer({ message: "msg_3", session: "ses-1", agent: "commander", worker: undefined }),
      answer({ message: "msg_4", session: "ses-s", agent: "scout", worker: "a", parent: "ses-a" }),
    ],
  });
  const one = { requests: 1, tokensIn: 1000, cached: 900, tokensOut: 23, toolCalls: 1 };
  expect(agents).toMatchObject([
    { role: "commander", used: one, refusals: 0 },
    {
      ...{ role: "worker", worker: "a", refusals: 0 },
      used: { requests: 2, tokensIn: 2000, cached: 1800, tokensOut: 46, toolCalls: 1 },
    },
    { role: "worker", worker: "b", used: { requests: 0, tokensIn: 0 }, refusals: 1 },
    { role: "scout", session: undefined, used: one, refusals: 1 },
    { role: "scout", session: "ses-s", worker: "a", used: one, refusals: undefined },
  ]);
});

test("answers without tokens are counted as such, never as none", () => {
  const { agents } = dataOf(dispatched("a").records, { usage: [answer({ tokens: undefined })] });
  expect(agents[1]?.used).toMatchObject({ requests: 1, tokensIn: 0, withoutTokens: 1 });
});

test("without figures nothing is made up", () => {
  const data = dataOf(fullRun().records);
  expect(data.agents.map(({ used }) => used)).toEqual([undefined, undefined, undefined, undefined]);
  expect([data.usage, data.calls, data.lines]).toEqual([undefined, undefined, undefined]);
});

test("calls are marks on the lane of whoever made them", () => {
  const usage = [answer(), answer({ message: "msg_2", agent: "scout", session: "ses-s" })];
  const { calls } = dataOf(fullRun().records, { usage });
  expect([...(calls ?? [])]).toEqual([
    ["worker a", [{ at: START + 6_500, tool: "read" }]],
    ["scout", [{ at: START + 6_500, tool: "read" }]],
  ]);
});

test("a run without a plan names no branch and no commit", () => {
  const data = dataOf(emptyRun().records);
  expect([data.title, data.branch, data.commit, data.outcome]).toEqual([
    ...[undefined, undefined, undefined],
    "open",
  ]);
});
