import { beforeAll, expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import { childrenOf, type HostilePlace, hostilePlace } from "../../support/hostile.ts";
import { expectNoted, expectNotOffered, notOffered } from "../../support/refused.ts";
import {
  approve,
  call,
  calls,
  committed,
  report,
  reported,
  says,
  task,
  write,
} from "../../support/script-lines.ts";
import type { Talk, ToolCall } from "../../support/talk.ts";

const spawn = (agent: string, mark = "spawned") => task(agent, `[${mark}] help`);
const SPAWNS = ["worker", "commander", "general", "build"];

const arena = sharedArena();
let place: HostilePlace;
let talk: Talk;
let commander: ToolCall[];
let worker: ToolCall[];
let worker1: string;

beforeAll(async () => {
  place = await hostilePlace(arena);
  const reading = [calls(call("glob", { pattern: "**/*.md" })), says("Read.")];
  talk = await arena.talk(place.ground, {
    commander: [
      calls(...SPAWNS.map((name) => spawn(name))),
      calls(call("launch_missiles", { at: "dawn" }), report("a"), call("scope_request", {})),
      calls(spawn("scout", "look one"), spawn("scout", "look two"), spawn("librarian", "look up")),
      ...committed(["a"]),
      says("Committed."),
    ],
    workers: {
      a: [
        calls(...SPAWNS.map((name) => spawn(name))),
        calls(
          approve("build a"),
          call("commit", { type: "feat", subject: "mine" }),
          call("question", { questions: [] }),
          call("no_such_tool"),
        ),
        calls(spawn("scout", "deep"), spawn("librarian", "look up")),
        calls(write("src/a/ok.txt", "a\n")),
        ...reported("a"),
      ],
    },
    scouts: {
      "look one": reading,
      "look two": reading,
      deep: [
        calls(...SPAWNS.map((name) => spawn(name)), report("a"), spawn("scout")),
        calls(approve("build a")),
        says("Looked."),
      ],
    },
    librarians: { "look up": reading },
  });
  await talk.say("build a");
  worker1 = await talk.worker("a");
  [commander, worker] = await Promise.all([talk.calls(), talk.calls(worker1)]);
});

test.each(SPAWNS)("the Commander cannot start `%s` by task: SPAWN_NOT_ALLOWED", async (name) => {
  const tried = commander[SPAWNS.indexOf(name)];
  expect(tried?.input["subagent_type"]).toBe(name);
  await expectNoted(place.ground, tried, "SPAWN_NOT_ALLOWED");
});

test.each(SPAWNS)("a Worker cannot start `%s` by task: SPAWN_NOT_ALLOWED", async (name) => {
  const tried = worker[SPAWNS.indexOf(name)];
  expect(tried?.input["subagent_type"]).toBe(name);
  await expectNoted(place.ground, tried, "SPAWN_NOT_ALLOWED");
});

test("nobody was started but the dispatched Worker, Scouts and Librarians", async () => {
  const agents = (await childrenOf(arena, talk)).map(({ agent }) => agent).sort();
  expect(agents).toEqual(["librarian", "scout", "scout", "worker"]);
  const below = (await childrenOf(arena, talk, worker1)).map(({ agent }) => agent).sort();
  expect(below).toEqual(["librarian", "scout"]);
});

test("two Scouts and a Librarian at once by one message all answer", () => {
  const started = commander.filter(
    ({ tool, input }) => tool === "task" && String(input["prompt"]).startsWith("[look"),
  );
  expect(started.map(({ status }) => status)).toEqual(["completed", "completed", "completed"]);
  for (const { text } of started) expect(text).toContain("Read.");
});

test.each(["worker_report", "scope_request"])("the Commander is not offered %s", async (tool) => {
  expect(offered("commander")).not.toContain(tool);
  expect(offered("worker")).toContain(tool);
  expectInvalid(commander, tool);
});

test.each(["design_approve", "commit", "question"])("a Worker is not offered %s", async (tool) => {
  expect(offered("worker")).not.toContain(tool);
  expect(offered("commander")).toContain(tool);
  expectInvalid(worker, tool);
});

test("a Scout is offered nothing that starts, writes, reports or approves", async () => {
  const [scout] = (await childrenOf(arena, talk, worker1)).filter(({ agent }) => agent === "scout");
  const tried = await talk.calls(scout?.id);
  expect(tried).toHaveLength(SPAWNS.length + 3);
  for (const each of tried) expectNotOffered(each, String(each.input["tool"]));
  expect(await childrenOf(arena, talk, scout?.id)).toEqual([]);
  expect([...offered("scout")].sort()).toEqual(["bash", "glob", "grep", "read"]);
  expect([...offered("librarian")].sort()).toEqual(["bash", "glob", "grep", "read"]);
});

test.each([
  ["the Commander", "launch_missiles", () => commander],
  ["a Worker", "no_such_tool", () => worker],
])("an unknown tool name of %s is answered and the session goes on", async (_who, tool, all) => {
  expectInvalid(all(), tool);
  const state = await place.ground.state();
  expect(state.phase).toBe("DONE");
  expect(state.approved?.approval.by).toBe("question");
  expect(talk.divergences).toEqual([]);
});

/** What a model of this agent was offered. */
function offered(agent: string): readonly string[] {
  return arena.model.requests.find((request) => request.agent === agent)?.tools ?? [];
}

function expectInvalid(list: ToolCall[], tool: string): void {
  expectNotOffered(notOffered(list, tool), tool);
}
