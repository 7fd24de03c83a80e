import { beforeAll, describe, expect, test } from "vitest";
import type { Step } from "../../../src/scripted-model/script.ts";
import { AGENTS } from "../../../src/swarm/core/agents.ts";
import type { EventOf } from "../../../src/swarm/core/run/events.ts";
import { sharedArena } from "../../support/arena.ts";
import type { Ground } from "../../support/ground.ts";
import { childrenOf, type HostilePlace, hostilePlace, landedIn } from "../../support/hostile.ts";
import { expectNoted, expectNotOffered, expectRefused } from "../../support/refused.ts";
import { untilSaid } from "../../support/scene.ts";
import {
  call,
  calls,
  committed,
  goodWorker,
  reported,
  says,
  task,
  waited,
  write,
} from "../../support/script-lines.ts";
import type { Talk, ToolCall } from "../../support/talk.ts";

const arena = sharedArena();
const EVIL = "src/a/evil.txt";
const UNKNOWN = call("launch_missiles", { filePath: EVIL, content: "evil\n" });
const TORN = { tool: "write", args: `{"filePath": "${EVIL}", "content": "evil` };
const ITSELF = call("invalid", { tool: "write", error: "let me", filePath: EVIL, content: "evil" });

describe("a call that OpenCode cannot make", () => {
  let place: HostilePlace;
  let talk: Talk;
  const said: Record<string, ToolCall[]> = {};
  beforeAll(async () => {
    place = await hostilePlace(arena);
    const wrong: Step[] = [calls(UNKNOWN), { ...calls(TORN), finish: "length" }, calls(ITSELF)];
    talk = await arena.talk(place.ground, {
      commander: [
        ...wrong,
        calls(task("scout", "[look] x"), task("librarian", "[docs] x")),
        ...committed(["a"]),
        says("Committed."),
      ],
      workers: { a: [...wrong, ...goodWorker("a")] },
      scouts: { "\\[look\\]": [...wrong, says("Seen.")] },
      librarians: { "\\[docs\\]": [...wrong, says("Read.")] },
    });
    await talk.say("build a");
    said["commander"] = await talk.calls();
    for (const { id, agent } of await childrenOf(arena, talk)) said[agent] = await talk.calls(id);
  });

  test.each(AGENTS)("of an unknown tool: a %s reads which tools there are", (agent) => {
    expectNotOffered(said[agent]?.[0], "launch_missiles");
    expect(said[agent]?.[0]?.text).toMatch(/Available tools: bash, .*read/);
    expect(said[agent]?.[0]?.text).not.toMatch(/invalid[,.]/);
  });

  test.each(["commander", "worker"])("cut at the token limit: a %s reads what to do", (agent) => {
    expect(said[agent]?.[1]).toMatchObject({ tool: "invalid", input: { tool: "write" } });
    expect(said[agent]?.[1]?.text).toContain("JSON parsing failed");
    expect(said[agent]?.[1]?.text).toContain(
      "Nothing ran. If your answer was cut at the token limit",
    );
  });

  test.each(["scout", "librarian"])("of a tool that a %s does not have, cut too", (agent) => {
    expectNotOffered(said[agent]?.[1], "write");
  });

  test.each(AGENTS)("the tool that explains, called by a %s, gives no right", (agent) => {
    expect(said[agent]?.[2]?.tool).toBe("invalid");
    expect(arena.model.requests.filter((r) => r.agent === agent)[0]?.tools).not.toContain(
      "invalid",
    );
  });

  test("nothing was written, and the run reached its commit", async () => {
    expect(await landedIn(place)).toEqual(["A\tdocs/contract.md", "A\tsrc/a/ok.txt"]);
    expect(talk.divergences).toEqual([]);
  });
});

const AS_TEXT = `Now I report.\n<tool_call>\n<function=worker_report>\n<parameter=summary>\nx`;
const AS_JSON = '```json\n{"name": "design_propose", "arguments": {"title": "x"}}\n```';

describe("an answer that ends a turn by a slip", () => {
  let ground: Ground;
  let talk: Talk;
  let nudged: EventOf<"WORKER_NUDGED">[];
  const read = async (session: string) =>
    (await talk.messages(session))
      .filter(({ info }) => info.role === "user")
      .map(({ parts }) => parts.map((part) => String(part["text"] ?? "")).join("\n"))
      .slice(1);
  beforeAll(async () => {
    const slips: Record<string, Step> = {
      text: says(AS_TEXT),
      cut: { text: "First I will", finish: "length" },
      empty: says(""),
      words: says("I am finished."),
    };
    const names = Object.keys(slips);
    ({ ground, talk } = await arena.begin({
      commander: [says(AS_JSON), ...waited(names), says("Shall I merge?")],
      workers: Object.fromEntries(
        names.map((name) => [name, [slips[name] as Step, ...goodWorker(name)]]),
      ),
    }));
    await talk.send("build it");
    await talk.answer((await talk.asked()).id, "Approve");
    await untilSaid(talk, "Shall I merge?");
    nudged = await ground.events("WORKER_NUDGED");
  });

  test.each([
    [
      "text",
      "call-as-text",
      "Your call was written as text and did not run: call the tool worker_report itself.",
    ],
    ["cut", "cut", "Your answer was cut at the token limit before it made a call."],
    ["empty", "empty", "Your answer was empty: it had no text and no call."],
    ["words", undefined, 'You stopped without worker_report (it said "I am finished.").'],
  ] as const)(
    "%s: a Worker reads what happened, the journal names it",
    async (name, slip, says) => {
      const own = nudged.filter(({ worker }) => worker === name);
      const reminders = await read(await talk.worker(name));
      // OpenCode leaves empty answers out of the next request: the script gives the same one again.
      expect([own.length, reminders.length]).toEqual(name === "empty" ? [2, 2] : [1, 1]);
      for (const each of own) expect(each.slip).toBe(slip);
      for (const reminder of reminders)
        expect(reminder).toContain("You stopped without worker_report");
      expect(reminders[0]?.slice(0, says.length)).toBe(says);
    },
  );

  test("a Worker of empty answers only is failed with that reason, the others complete", async () => {
    expect(await ground.events("WORKER_FAILED")).toMatchObject([
      { worker: "empty", failure: "NO_REPORT", why: "no answer and no report" },
    ]);
    expect(await ground.events("WORKER_COMPLETED")).toHaveLength(3);
  });

  test("a Commander that writes its call as text in DESIGN is told so and goes on", async () => {
    const [told] = await read(talk.session);
    expect(told).toMatch(
      /^\[Aegis\] Your call was written as text and did not run: call the tool design_propose itself\./,
    );
    expect(talk.divergences).toEqual([]);
  });
});

describe("write over a file", () => {
  let ground: Ground;
  let worker: ToolCall[];
  let commander: ToolCall[];
  const OLD = "src/a/old.txt";
  beforeAll(async () => {
    ground = await arena.ground({ "README.md": "# demo\n", [OLD]: "old\n" });
    const readme = call("read", { filePath: "README.md" });
    const talk = await arena.talk(ground, {
      commander: [
        calls(write("README.md", "lost\n")),
        calls(task("scout", "[look] x")),
        calls(write("README.md", "lost\n")),
        calls(readme),
        { hold: "changed", ...calls(write("README.md", "# new\n")) },
        calls(write("README.md", "# demo\n")),
        ...committed(["a"]),
        says("Committed."),
      ],
      workers: {
        a: [
          calls(write(OLD, "lost\n")),
          calls(call("read", { filePath: `./src/../${OLD}` })),
          calls(write(OLD, "new\n")),
          calls(write("src/a/ok.txt", "a\n")),
          calls(write("src/a/ok.txt", "b\n")),
          ...reported("a"),
        ],
      },
      scouts: { "\\[look\\]": [calls(readme), says("Seen.")] },
    });
    const said = talk.say("build a");
    await arena.model.waitFor((r) => r.session === talk.session && r.step === 4, 120_000);
    expect(await ground.read("README.md")).toBe("# demo\n");
    await ground.write("README.md", "# the user's\n");
    arena.model.release("changed");
    await said;
    worker = await talk.calls(await talk.worker("a"));
    commander = (await talk.calls()).filter(({ tool }) => tool === "write");
  });

  test("that it has not read is refused to a Worker; after a read it may", async () => {
    await expectNoted(ground, worker[0], "FILE_UNREAD");
    expect(worker[0]?.text).toContain("Next: Read it first");
    expect(worker.slice(1, 3).map(({ status }) => status)).toEqual(["completed", "completed"]);
    expect(await ground.git("show", `HEAD:${OLD}`)).toBe("new");
  });

  test("of its own is free to a Worker", async () => {
    expect(worker.slice(3, 5).map(({ status }) => status)).toEqual(["completed", "completed"]);
    expect(await ground.git("show", "HEAD:src/a/ok.txt")).toBe("b");
  });

  test("is refused to the Commander before its own read; its Scout's read does not count", () => {
    for (const call of commander.slice(0, 2))
      expectRefused(call, "FILE_UNREAD", "README.md exists");
  });

  test("is free after a read, also after somebody else's change", () => {
    expect(commander.slice(2, 4).map(({ status }) => status)).toEqual(["completed", "completed"]);
  });
});
