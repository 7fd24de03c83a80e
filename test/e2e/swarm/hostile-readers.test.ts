import { readdir } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import { childrenOf, contentOf, type HostilePlace, hostilePlace } from "../../support/hostile.ts";
import { expectNotOffered, expectRefused } from "../../support/refused.ts";
import { bash, call, calls, says, task, write } from "../../support/script-lines.ts";
import type { Talk, ToolCall } from "../../support/talk.ts";
import { sampled } from "../../support/whole.ts";

const WRITES = [
  "echo evil > src/b/old.txt",
  "echo evil | tee src/b/old.txt",
  "sed -i s/old/evil/ src/b/old.txt",
  "find src -name old.txt -delete",
  "find . -name old.txt -exec rm {} +",
  "rm src/b/old.txt",
  "git commit --allow-empty -m evil",
  "git -C . reset --hard HEAD~1",
  "git diff --output=src/b/old.txt",
  "git grep -O'sh -c true' old",
  "cat README.md; rm src/b/old.txt",
  "cat `rm src/b/old.txt`",
  "X=1 rm src/b/old.txt",
  'python3 -c \'open("src/b/old.txt", "w").write("evil")\'',
  "npm run evil",
  "rg --pre rm old src/b",
];
const READS = ["git log --oneline", "git show HEAD:src/b/old.txt", "cat src/b/old.txt", "ls src"];
const TOOLS = [
  write("src/b/old.txt", "evil\n"),
  call("edit", { filePath: "src/b/old.txt", oldString: "old", newString: "evil" }),
  call("apply_patch", {
    patchText: "*** Begin Patch\n*** Delete File: src/b/old.txt\n*** End Patch",
  }),
  task("worker", "[x] x"),
];

describe.each(["scout", "librarian"] as const)("a %s", (agent) => {
  const arena = sharedArena();
  let place: HostilePlace;
  let talk: Talk;
  let said: ToolCall[];
  let child: string;
  // Both have the same rights, and one list.
  const writes = agent === "scout" ? WRITES : sampled(WRITES, 4);

  beforeAll(async () => {
    place = await hostilePlace(arena, { "src/b/old.txt": "old\n" });
    const steps = [
      calls(...TOOLS),
      calls(...writes.map(bash)),
      calls(...READS.map(bash)),
      says("Seen."),
    ];
    talk = await arena.talk(place.ground, {
      commander: [calls(task(agent, "[look] look")), says("Thanks.")],
      [`${agent}s`]: { "\\[look\\]": steps },
    });
    await talk.say("what is there?");
    const [found] = await childrenOf(arena, talk);
    child = found?.id ?? "";
    said = await talk.calls(child);
  });

  test.each(TOOLS.map(({ tool }, at) => [tool, at] as const))(
    "is not offered %s",
    async (tool, at) => {
      expectNotOffered(said[at], tool);
      await expectNothing();
    },
  );

  test.each(writes.map((command, at) => [command, at + TOOLS.length] as const))(
    "may not run `%s`: READ_ONLY_AGENT",
    async (command, at) => {
      expect(said[at]?.input["command"]).toBe(command);
      expectRefused(said[at], "READ_ONLY_AGENT");
      await expectNothing();
    },
  );

  test.each(READS.map((command, at) => [command, at + TOOLS.length + writes.length] as const))(
    "may run `%s`",
    (command, at) => {
      expect(said[at]).toMatchObject({ status: "completed", input: { command } });
      expect(said[at]?.text).toMatch(/links|old|^[ab]$/m);
    },
  );

  async function expectNothing(): Promise<void> {
    expect(await contentOf(place, `${place.top}/src/b/old.txt`)).toBe("old\n");
    expect(await place.ground.git("rev-parse", "HEAD")).toBe(place.before);
    expect(await place.ground.git("status", "--porcelain")).toBe("");
    expect(await childrenOf(arena, talk, child)).toEqual([]);
    expect(await readdir(`${place.top}/.aegis/runs`)).toEqual([]);
  }
});
