import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Arena, openArena } from "../../support/arena.ts";
import type { Ground } from "../../support/ground.ts";
import { modelProxy, type Probe } from "../../support/model-proxy.ts";
import { approved, call, calls, goodWorkers, says, write } from "../../support/script-lines.ts";
import type { Talk } from "../../support/talk.ts";

/** The last column is the reason the model reads. */
const DOWN: [Probe, string, RegExp][] = [
  ["drop", "a server that drops the connection", /\(The socket connection was closed/],
  ["503", "a server that answers 503", /\(HTTP 503\)\. No worktree/],
  ["silence", "a server that never answers", /\(no answer within 4 s\)\. No worktree/],
];

let proxy: Awaited<ReturnType<typeof modelProxy>>;
let arena: Arena;
let ground: Ground;
let talk: Talk;
const left: { worktrees: string; folder: boolean; dispatched: number }[] = [];

beforeAll(async () => {
  proxy = await modelProxy();
  arena = await openArena({ config: { provider: { vllm: { options: { baseURL: proxy.url } } } } });
  proxy.target = arena.model.url;
  ground = await arena.ground();
  const dispatch = [calls(call("dispatch_workers")), says("Shall I try again?")];
  talk = await arena.talk(ground, {
    commander: [
      ...approved(["a"]),
      calls(write("docs/contract.md", "# contract\n")),
      calls(call("foundation_freeze", { note: "-" })),
      says("Shall I dispatch?"),
      ...DOWN.flatMap(() => dispatch),
      calls(call("dispatch_workers")),
      calls(call("worker_wait", { until: "all" })),
      says("Shall I check?"),
    ],
    workers: goodWorkers(["a"]),
  });
  await talk.say("build a");
  for (const [probe] of DOWN) {
    proxy.probe = probe;
    await talk.say("yes");
    left.push({
      worktrees: await ground.git("worktree", "list"),
      folder: existsSync(join(ground.dir, ".aegis/worktrees")),
      dispatched: (await ground.events("WORKERS_DISPATCHED")).length,
    });
  }
  proxy.probe = "through";
  await talk.say("yes");
});
afterAll(async () => {
  await arena.close();
  proxy.close();
});

const dispatches = async () =>
  (await talk.calls()).filter(({ tool }) => tool === "dispatch_workers");

test.each(DOWN.map(([, what, reason], index) => [what, reason, index] as const))(
  "dispatch to %s is refused with the reason, before any worktree is made",
  async (_what, reason, index) => {
    const { text } = (await dispatches())[index] ?? { text: "" };
    expect(text).toContain("[AEGIS MODEL_SERVER_DOWN]");
    expect(text).toContain(`${proxy.url}/models`);
    expect(text).toMatch(reason);
    expect(left[index]).toMatchObject({ folder: false, dispatched: 0 });
    expect(left[index]?.worktrees.split("\n")).toHaveLength(1);
  },
);

test("control: the same run goes on when the server is back", async () => {
  expect((await dispatches()).at(-1)?.text).not.toContain("[AEGIS");
  expect((await ground.state()).workers[0]?.now.status).toBe("completed");
});
