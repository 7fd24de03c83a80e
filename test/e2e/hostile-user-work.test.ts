import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Arena, openArena } from "../support/arena.ts";
import type { Ground } from "../support/ground.ts";
import { expectAccepted, expectRefused } from "../support/refused.ts";
import { approved, bash, call, calls, plan, says } from "../support/script-lines.ts";
import type { Talk, ToolCall } from "../support/talk.ts";

const propose = (names: readonly string[]) => call("design_propose", plan(names) as never);

/** The Commander's shell in FOUNDATION, against work the user has not committed. */
const TRIES: [string, string, "USER_CHANGES_OVERLAP" | "PROTECTED_PATH"][] = [
  ["overwrites a file", "echo evil > notes.txt", "USER_CHANGES_OVERLAP"],
  ["removes an untracked file", "rm drafts/draft.txt", "USER_CHANGES_OVERLAP"],
  [
    "undoes with git",
    "git checkout -- notes.txt || git restore notes.txt; echo evil > notes.txt",
    "USER_CHANGES_OVERLAP",
  ],
  ["brings back what was deleted", "echo evil > gone.txt", "USER_CHANGES_OVERLAP"],
  [
    "makes a plugin in a folder",
    "mkdir -p sub/.opencode && echo evil > sub/.opencode/x.js",
    "PROTECTED_PATH",
  ],
];

describe.each(["auto", "off"] as const)(
  "in FOUNDATION (sandbox %s) the Commander's shell",
  (sandbox) => {
    let arena: Arena;
    let ground: Ground;
    let tried: ToolCall[];
    beforeAll(async () => {
      arena = await openArena(sandbox === "off" ? { sandbox } : {});
      ground = await arena.ground({
        "notes.txt": "one\n",
        "gone.txt": "x\n",
        "README.md": "# demo\n",
      });
      await ground.write("notes.txt", "mine\n");
      await ground.write("drafts/draft.txt", "draft\n");
      await rm(join(ground.dir, "gone.txt"));
      const talk = await arena.talk(ground, {
        commander: [
          ...approved(["a"]),
          ...TRIES.map(([, command]) => calls(bash(command))),
          calls(bash("mkdir -p docs && echo ours > docs/api.md && echo more >> README.md")),
          says("Hm."),
        ],
      });
      await talk.say("build a");
      tried = (await talk.calls()).filter(({ tool }) => tool === "bash");
    });
    afterAll(() => arena.close());

    test.each(TRIES.map(([name, , code], index) => [name, code, index] as const))(
      "%s of the user's: %s, and it is put back",
      (_name, code, index) => {
        expectRefused(tried[index], code);
      },
    );

    test("leaves every file of the user's as it was, and what was there is kept under a ref", async () => {
      expect(await ground.read("notes.txt")).toBe("mine\n");
      expect(await ground.read("drafts/draft.txt")).toBe("draft\n");
      expect(await ground.git("status", "--porcelain", "-uall")).toBe(
        [
          " M README.md",
          " D gone.txt",
          " M notes.txt",
          "?? docs/api.md",
          "?? drafts/draft.txt",
        ].join("\n"),
      );
      const { runId } = await ground.state();
      expect(await ground.git("show", `refs/aegis/${runId}/user:drafts/draft.txt`)).toBe("draft");
    });

    test("control: writes the foundation beside it", async () => {
      expectAccepted(tried[TRIES.length]);
      expect(await ground.read("docs/api.md")).toBe("ours\n");
    });
  },
);

describe("a plan the Commander does not mention", () => {
  let arena: Arena;
  let ground: Ground;
  let talk: Talk;
  beforeAll(async () => {
    arena = await openArena();
    ground = await arena.ground();
    talk = await arena.talk(ground, {
      commander: [
        calls(propose(["a", "b"])),
        says("Shall I use TypeScript?"),
        says("And tabs?"),
        calls(propose(["a", "b", "c"])),
        calls(call("design_approve", { quote: "yes" })),
        says("Good."),
        calls(call("design_approve", { quote: "go ahead" })),
        says("Approved."),
      ],
    });
    await talk.say("build a and b");
    await talk.say("yes");
    await talk.say("tabs");
    await talk.say("go ahead");
  });
  afterAll(() => arena.close());

  test("is put under its next text, once, as it is stored", async () => {
    const texts = await talk.texts();
    const shown = texts.map((text) => text.includes("Start this plan with"));
    expect(shown).toEqual([true, false, true, false]);
    expect(texts[0]).toContain("src/b/**");
    expect(texts[0]).toContain("~~~\nWrite src/b/ok.txt\n~~~");
    expect(texts[2]).toContain("Start this plan with 3 Workers?");
    expect(await ground.events("PLAN_SHOWN")).toHaveLength(2);
  });

  test("is approved by no word from before it was shown, and by one from after", async () => {
    const [early, late] = (await talk.calls()).filter(({ tool }) => tool === "design_approve");
    expectRefused(early, "QUOTE_TOO_OLD");
    expectAccepted(late);
    expect((await ground.state()).approved?.plan.workers).toHaveLength(3);
  });
});
