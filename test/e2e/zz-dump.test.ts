import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, test } from "vitest";
import { type Arena, openArena } from "../support/arena.ts";
import { call, calls, dispatched, says } from "../support/script-lines.ts";

let arena: Arena;
beforeAll(async () => {
  arena = await openArena();
});
afterAll(() => arena.close());
test("dump", async () => {
  const ground = await arena.ground();
  const talk = await arena.talk(ground, {
    commander: [...dispatched(["a"]), calls(call("worker_wait", { until: "all" })), says("?")],
    workers: { a: [calls(call("task", { description: "d", prompt: "[x] look", subagent_type: "scout" })), says("x"), says("x"), says("x")] },
    scouts: { x: [says("seen")] },
  });
  await talk.say("build a");
  const seen = new Set();
  for (const r of arena.model.requests) if (!seen.has(r.agent)) { seen.add(r.agent); writeFileSync(`/tmp/me/${r.agent}.json`, JSON.stringify(r.body)); }
});
