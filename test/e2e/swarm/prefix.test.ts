import { beforeAll, describe, expect, test } from "vitest";
import { breaks, bySession } from "../../../bench/prefix.ts";
import { firstUserText, systemText } from "../../../src/scripted-model/chat-request.ts";
import type { RecordedRequest } from "../../../src/scripted-model/request-log.ts";
import type { Step } from "../../../src/scripted-model/script.ts";
import { sharedArena } from "../../support/arena.ts";
import type { Ground } from "../../support/ground.ts";
import {
  call,
  calls,
  dispatched,
  report,
  reported,
  says,
  task,
  waitForAll,
  write,
} from "../../support/script-lines.ts";
import type { Talk } from "../../support/talk.ts";

const AGENTS = ["commander", "worker", "scout"] as const;
const NAMES = ["a", "b", "c"] as const;

const arena = sharedArena();
let ground: Ground;
let talk: Talk;
let requests: readonly RecordedRequest[];

beforeAll(async () => {
  ({ ground, talk } = await arena.begin({
    commander: [
      ...dispatched(NAMES),
      { ...calls(call("worker_send", { worker: "b", message: "Mind the edge." })), hold: "b runs" },
      calls(waitForAll()),
      calls(call("worker_retry", { worker: "a", instructions: "Make src/a/more.txt too." })),
      calls(waitForAll()),
      says("What shall I do next?"),
    ],
    workers: {
      a: [
        calls(scout("entry")),
        calls(report("a")),
        calls(write("src/a/ok.txt", "a\n")),
        ...reported("a"),
        calls(write("src/a/more.txt", "more\n")),
        ...reported("a"),
      ],
      b: [
        { ...calls(write("src/b/ok.txt", "b\n")), hold: "b was told" },
        calls(scout("styles"), scout("tests")),
        calls(call("read", { filePath: "src/b/ok.txt" })),
        ...reported("b"),
      ],
      c: [
        says("Thinking."),
        calls(scout("docs")),
        calls(write("src/c/ok.txt", "c\n")),
        ...reported("c"),
      ],
    },
    scouts: { look: scouting() },
  }));
  await talk.send("build a, b and c");
  const idle = talk.idle();
  await talk.answer((await talk.asked()).id, "Approve");
  await arena.model.waitFor(({ actor }) => actor === "\\nWorker: b\\n", 240_000);
  arena.model.release("b runs");
  const steered = dispatched(NAMES).length + 1;
  await arena.model.waitFor((r) => r.agent === "commander" && r.step === steered, 240_000);
  arena.model.release("b was told");
  await idle;
  requests = arena.model.requests;
});

describe("a run with Scouts, a refused report, a nudge, a steered and a retried Worker", () => {
  test("went as told", async () => {
    expect(talk.divergences).toEqual([]);
    expect((await talk.last("worker_send")).text).toMatch(/^Sent to b/);
    expect(await ground.events("REPORT_REFUSED")).toMatchObject([{ worker: "a" }]);
    expect(await ground.events("WORKER_NUDGED")).toMatchObject([{ worker: "c" }]);
    expect(await ground.events("WORKER_RETRIED")).toMatchObject([{ worker: "a" }]);
    expect(await ground.events("WORKER_COMPLETED")).toHaveLength(4);
    const longest = [...bySession(requests).values()].map((own) => own.length).sort();
    expect(bySession(requests).size).toBe(1 + 3 + 4);
    expect(Math.max(...longest)).toBeGreaterThan(8);
  });

  test.each(AGENTS)("each request of a %s goes on where the one before ended", (agent) => {
    expect(of(agent).length).toBeGreaterThan(1);
    expect(breaks(of(agent))).toEqual([]);
  });

  test.each(AGENTS)("every %s has the same tools in the same order, always", (agent) => {
    expect(different(of(agent).map(({ body }) => JSON.stringify(body["tools"])))).toHaveLength(1);
  });

  test.each(AGENTS)("every %s has the same system prompt, byte for byte", (agent) => {
    expect(different(of(agent).map(({ body }) => systemText(body)))).toHaveLength(1);
  });

  test.each(AGENTS)("no date, no place and no run in the system prompt of a %s", (agent) => {
    const [system = ""] = of(agent).map(({ body }) => systemText(body));
    const now = new Date();
    expect(system).toMatch(/Aegis/);
    expect(system).not.toContain(now.toDateString());
    expect(system).not.toContain(now.toISOString().slice(0, 10));
    expect(system).not.toContain(ground.dir);
    expect(system).not.toMatch(/\.aegis\/worktrees|\bw0\d\b|ses_|\b20\d\d\b|today/i);
  });

  test("all Workers share the head of their first message and differ in the rest", () => {
    const firsts = [...bySession(of("worker")).values()].map((own) =>
      firstUserText((own[0] as RecordedRequest).body),
    );
    const heads = firsts.map((text) => text.slice(0, text.indexOf("\n---\n")));
    expect(firsts).toHaveLength(3);
    expect(different(heads)).toHaveLength(1);
    expect(heads[0]).toContain("docs/contract.md");
    expect(different(firsts)).toHaveLength(3);
  });
});

function of(agent: (typeof AGENTS)[number]): RecordedRequest[] {
  return requests.filter((request) => request.agent === agent);
}

function different(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

function scout(what: string) {
  return task("scout", `look at the ${what}`);
}

function scouting(): Step[] {
  return [calls(call("glob", { pattern: "**/*.md" })), says("Seen: README.md")];
}
