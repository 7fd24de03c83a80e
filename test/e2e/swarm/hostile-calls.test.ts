import { beforeAll, describe, expect, test } from "vitest";
import type { Step } from "../../../src/scripted-model/script.ts";
import { AGENTS } from "../../../src/swarm/core/agents.ts";
import { sharedArena } from "../../support/arena.ts";
import { childrenOf, type HostilePlace, hostilePlace, landedIn } from "../../support/hostile.ts";
import { expectNotOffered } from "../../support/refused.ts";
import { call, calls, committed, goodWorker, says, task } from "../../support/script-lines.ts";
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
