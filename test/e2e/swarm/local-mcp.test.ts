import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { COMMANDER_TOOLS, WORKER_TOOLS } from "../../../src/swarm/core/phases/phase.ts";
import { sharedArena } from "../../support/arena.ts";
import type { Ground } from "../../support/ground.ts";
import { childrenOf } from "../../support/hostile.ts";
import { expectNotOffered, notOffered } from "../../support/refused.ts";
import { call, calls, goodWorker, says, task, waited } from "../../support/script-lines.ts";
import type { Talk, ToolCall } from "../../support/talk.ts";

const server = (...tools: string[]) => ({
  type: "local",
  command: ["node", join(process.cwd(), "test/support/mcp-server.mjs"), ...tools],
});
/** The second is called like the beginning of tools of ours. */
const arena = sharedArena({
  config: { mcp: { "team docs": server("lookup"), worker: server("guide") } },
});
const ASK = call("team_docs_lookup", { topic: "the build" });

/** The tools a model was offered, by agent. */
const offered = (agent: string) =>
  arena.model.requests.filter((request) => request.agent === agent).map(({ tools }) => tools);

describe("MCP servers on this machine", () => {
  let talk: Talk;
  let ground: Ground;
  let librarian: ToolCall[];
  let scout: ToolCall[];

  beforeAll(async () => {
    const [first, ...rest] = goodWorker("a");
    const look = [task("librarian", "[ask] docs"), task("scout", "[look] code")];
    const read = [calls(ASK, call("worker_guide", { topic: "x" }), call("worker_send"))];
    ({ ground, talk } = await arena.begin({
      commander: [calls(...look, ASK), ...waited(["a"]), says("Waited.")],
      workers: { a: [{ ...first, calls: [...(first?.calls ?? []), ASK] }, ...rest] },
      librarians: { "\\[ask\\]": [...read, says("Read.")] },
      scouts: { "\\[look\\]": [calls(ASK), says("Seen.")] },
    }));
    await talk.say("build a");
    const children = await childrenOf(arena, talk);
    const callsOf = async (mark: string) => {
      const found = children.find(({ id }) =>
        arena.model.requests.some(
          (request) => request.session === id && request.raw.includes(mark),
        ),
      );
      return talk.calls(found?.id ?? "");
    };
    librarian = await callsOf("[ask] docs");
    scout = await callsOf("[look] code");
  });

  test("a Librarian asks them", () => {
    expect(librarian[0]).toMatchObject({ tool: "team_docs_lookup", status: "completed" });
    expect(librarian[0]?.text).toContain("lookup knows of the build");
    expect(librarian[1]?.text).toContain("guide knows of x");
  });

  test("a server's name opens no tool of ours to it", () => {
    expectNotOffered(librarian[2], "worker_send");
    const ours = new Set<string>([...COMMANDER_TOOLS, ...WORKER_TOOLS, "edit", "write"]);
    expect(
      offered("librarian")
        .flat()
        .filter((tool) => ours.has(tool)),
    ).toEqual([]);
  });

  test.each(["commander", "worker", "scout"])("a %s is not offered them", async (agent) => {
    expect(offered(agent).length).toBeGreaterThan(0);
    const own = offered(agent).flat();
    expect(own).not.toContain("team_docs_lookup");
    expect(own).not.toContain("worker_guide");
    const asked = { commander: () => talk.calls(), scout: async () => scout }[agent];
    const made = asked ? await asked() : await talk.calls(await talk.worker("a"));
    expectNotOffered(notOffered(made, ASK.tool), ASK.tool);
    expect((await ground.state()).workers[0]?.now.status).toBe("completed");
  });
});
