import { expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import { CLEAN_UP } from "../../support/ground.ts";
import { expectRefused } from "../../support/refused.ts";
import { call, calls, goodWorker, says, waited, write } from "../../support/script-lines.ts";

const arena = sharedArena();

const abort = (quote: string) => call("swarm_abort", { quote });

test("a run ends on the user's word; every diff is kept as a patch and under a ref", async () => {
  const ground = await arena.ground();
  const before = await ground.git("rev-parse", "HEAD");
  const talk = await arena.talk(ground, {
    commander: [
      ...waited(["a", "b"]),
      says("Shall I integrate?"),
      calls(abort("please stop now")),
      calls(abort("stop")),
      says("What then?"),
      calls(abort("Stop the run.")),
      says("It is stopped."),
    ],
    workers: {
      a: goodWorker("a"),
      b: [calls(write("src/b/half.txt", "half\n")), says("x"), says("x"), says("x")],
    },
  });
  await talk.say("build a and b");
  await talk.say("no, don't stop yet");
  const refused = await talk.callsOf("swarm_abort");
  expectRefused(refused[0], "QUOTE_NOT_FOUND");
  expectRefused(refused[1], "ASK_THE_USER");
  expect((await ground.state()).phase).toBe("INTEGRATE");

  await talk.say("Stop the run.");
  const state = await ground.state();
  expect(state.phase).toBe("DONE");
  expect(state.aborted?.kept).toHaveLength(2);
  for (const patch of state.aborted?.kept ?? [])
    expect(await ground.read(patch)).toMatch(/\+(a|half)\n/);
  const refs = await ground.git("for-each-ref", "--format=%(refname)", "refs/aegis");
  expect(refs).toMatch(/w01[\s\S]*w02/);
  expect(await ground.git("show", `${refs.match(/\S*w02/)?.[0]}:src/b/half.txt`)).toBe("half");
  expect(await ground.git("rev-parse", "HEAD")).toBe(before);
  await expect.poll(() => ground.git("worktree", "list"), CLEAN_UP).not.toContain("\n");
  // The foundation was written into the user's checkout and stays there.
  expect(await ground.git("status", "--porcelain")).toBe("?? docs/");
});
