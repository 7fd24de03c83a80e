import { beforeAll, describe, expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import { contentOf, type HostilePlace, hostilePlace, landedIn } from "../../support/hostile.ts";
import { ALL_SCOPES, aimed, shellWorker, WAYS } from "../../support/hostile-shell.ts";
import { expectNoted } from "../../support/refused.ts";
import { call, calls, integrated, landed, says } from "../../support/script-lines.ts";
import type { Talk, ToolCall } from "../../support/talk.ts";

const FOREIGN = "src/b/old.txt";
const PROTECTED = ["opencode.json", ".opencode/x", "src/a/.opencode/x"];
const IN_SCOPE = {
  redirect: "echo a > src/a/redirect.txt",
  "sed -i": 'sed -i "s/own/mine/" src/a/own.txt',
  node: 'node -e \'require("fs").writeFileSync("src/a/node.txt", "a")\'',
  mv: "mv src/a/move.txt src/a/moved.txt",
  rm: "rm src/a/old.txt",
};

describe.each(ALL_SCOPES)("in its own worktree, with $kind:", ({ sandbox, words }) => {
  const arena = sharedArena({ sandbox });
  let place: HostilePlace;
  let talk: Talk;
  let said: ToolCall[];
  const ways = Object.entries(WAYS);

  beforeAll(async () => {
    const evil = "require('fs').writeFileSync(process.env.T, 'evil')";
    place = await hostilePlace(arena, {
      "package.json": JSON.stringify({ scripts: { evil: `node -e "${evil}"` } }),
      // OpenCode itself would add this line.
      "opencode.json": `{"$schema": "https://opencode.ai/config.json"}\n`,
      [FOREIGN]: "old\n",
      "src/a/own.txt": "own\n",
      "src/a/move.txt": "move\n",
      "src/a/old.txt": "old\n",
    });
    talk = await arena.talk(place.ground, {
      commander: [
        ...integrated(["a"]),
        calls(call("worker_status")),
        ...landed(),
        says("Committed."),
      ],
      workers: {
        a: shellWorker("a", [
          ...ways.map(([, way]) => aimed(FOREIGN, way)),
          ...PROTECTED.map((path) => `mkdir -p $(dirname ${path}); echo evil > ${path}`),
          ...Object.values(IN_SCOPE),
          "rm -f src/a/new",
        ]),
      },
    });
    await talk.say("build a");
    said = await talk.calls(await talk.worker("a"));
  });

  test.each(ways.map(([way], at) => [way, at] as const))(
    "a write out of scope by %s is put back: OUT_OF_SCOPE",
    async (way, at) => {
      expect(said[at]?.input["command"]).toContain(WAYS[way]);
      await expectNoted(place.ground, said[at], "OUT_OF_SCOPE");
      // Put back before the next command: each later way found the old text again.
      expect(await contentOf(place, FOREIGN)).toBe("old");
    },
  );

  test.each(PROTECTED.map((path, at) => [path, at] as const))(
    "a write of %s is put back, in scope or not",
    async (path, at) => {
      await expectNoted(place.ground, said[ways.length + at], "OUT_OF_SCOPE");
      expect(await contentOf(place, path)).toBe(await contentOf(place, path, place.before));
    },
  );

  test("writes in scope are kept and are all that is committed", async () => {
    const own = said.slice(ways.length + PROTECTED.length);
    for (const each of own) expect(each).toMatchObject({ status: "completed" });
    for (const { text } of own) expect(text).not.toContain("[AEGIS");
    expect((await place.ground.state()).phase).toBe("DONE");
    expect(await landedIn(place)).toEqual([
      "A\tdocs/contract.md",
      "D\tsrc/a/move.txt",
      "A\tsrc/a/moved.txt",
      "A\tsrc/a/node.txt",
      "A\tsrc/a/ok.txt",
      "D\tsrc/a/old.txt",
      "M\tsrc/a/own.txt",
      "A\tsrc/a/redirect.txt",
    ]);
    expect(await place.ground.git("status", "--porcelain")).toBe("");
    expect(talk.divergences).toEqual([]);
  });

  test("which scope holds is shown by worker_status", async () => {
    expect((await talk.last("worker_status")).text).toContain(words);
  });
});
