import { rm } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { isThere } from "../../../src/kit/is-there.ts";
import { sharedArena } from "../../support/arena.ts";
import type { Ground } from "../../support/ground.ts";
import { expectAccepted, expectRefused } from "../../support/refused.ts";
import { until } from "../../support/scene.ts";
import {
  approve,
  approved,
  bash,
  call,
  calls,
  goodWorkers,
  landed,
  merged,
  propose,
  says,
  waitForAll,
  write,
} from "../../support/script-lines.ts";
import type { Talk, ToolCall } from "../../support/talk.ts";
import { IS_WHOLE } from "../../support/whole.ts";

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
    const arena = sharedArena(sandbox === "off" ? { sandbox } : {});
    let ground: Ground;
    let tried: ToolCall[];
    beforeAll(async () => {
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

describe.each(IS_WHOLE ? (["auto", "off"] as const) : (["auto"] as const))(
  "while the foundation is written (sandbox %s) the user edits the checkout:",
  (sandbox) => {
    const arena = sharedArena(sandbox === "off" ? { sandbox } : {});
    let ground: Ground;
    let talk: Talk;
    let head: string;
    beforeAll(async () => {
      ground = await arena.ground({ "README.md": "# demo\n", "notes.txt": "one\n" });
      await ground.write("draft.txt", "first\n");
      head = await ground.git("rev-parse", "HEAD");
      talk = await arena.talk(ground, {
        commander: [
          ...approved(["a"]),
          calls(write("docs/contract.md", "# contract\n"), call("read", { filePath: "notes.txt" })),
          calls(call("edit", { filePath: "README.md", oldString: "none", newString: "x" })),
          { hold: "edited", ...calls(write("docs/contract.md", "# over it\n")) },
          calls(write("notes.txt", "evil\n")),
          calls(
            bash(
              "echo ours > docs/shell.md; touch started; until [ -e go ]; do :; done; rm go started",
            ),
          ),
          calls(call("foundation_freeze", { note: "-" })),
          calls(call("dispatch_workers")),
          calls(waitForAll()),
          ...merged(),
          ...landed(),
          says("It is on your branch."),
        ],
        workers: goodWorkers(["a"]),
      });
      const said = talk.say("build a");
      await until(async () => (await talk.calls()).some(({ tool }) => tool === "edit"));
      await ground.write("notes.txt", "mine\n");
      await ground.write("docs/contract.md", "# contract\nmine\n");
      await ground.write("docs/mine.md", "mine\n");
      arena.model.release("edited");
      await until(() => isThere(join(ground.dir, "started")));
      await ground.write("draft.txt", "second\n");
      await ground.write("go", "");
      await said;
    });

    test("the Commander writes over none of it", async () => {
      const writes = (await talk.calls()).filter(({ tool }) => tool === "write");
      expectAccepted(writes[0]);
      expectRefused(writes[1], "USER_CHANGES_OVERLAP", "docs/contract.md");
      expectRefused(writes[2], "USER_CHANGES_OVERLAP", "notes.txt");
    });

    test("the commit holds what the swarm wrote and nothing of the user's", async () => {
      expect((await ground.state()).phase).toBe("DONE");
      expect(await ground.git("rev-parse", "HEAD^")).toBe(head);
      expect(await ground.git("diff", "--name-only", head, "HEAD")).toBe(
        "docs/contract.md\ndocs/shell.md\nsrc/a/ok.txt",
      );
      expect(await ground.git("show", "HEAD:docs/contract.md")).toBe("# contract");
    });

    test("their files are as they left them, uncommitted", async () => {
      expect(await ground.read("notes.txt")).toBe("mine\n");
      expect(await ground.read("docs/contract.md")).toBe("# contract\nmine\n");
      expect(await ground.git("status", "--porcelain", "-uall")).toBe(
        [" M docs/contract.md", " M notes.txt", "?? docs/mine.md", "?? draft.txt"].join("\n"),
      );
    });

    test("what they saved over their draft while a shell ran is kept, and the Commander hears of it", async () => {
      const { text } = await talk.last("bash");
      const ref = /refs\/aegis\/rescued\/\S+?(?=[.\s])/.exec(text)?.[0] ?? "";
      expect(text).toContain("[AEGIS USER_CHANGES_OVERLAP]");
      expect(await ground.git("show", `${ref}:draft.txt`)).toBe("second");
    });
  },
);

describe("a plan the Commander does not mention", () => {
  const arena = sharedArena();
  let ground: Ground;
  let talk: Talk;
  beforeAll(async () => {
    ({ ground, talk } = await arena.begin({
      commander: [
        calls(propose(["a", "b"])),
        says("Shall I use TypeScript?"),
        says("And tabs?"),
        calls(propose(["a", "b", "c"])),
        calls(approve("yes")),
        says("Good."),
        calls(approve("go ahead")),
        says("Approved."),
      ],
    }));
    await talk.say("build a and b");
    await talk.say("yes");
    await talk.say("tabs");
    await talk.say("go ahead");
  });

  test("is put before its next text, once, as it is stored", async () => {
    const texts = await talk.texts();
    const shown = texts.map((text) => text.includes("Start this plan with"));
    expect(shown).toEqual([true, false, true, false]);
    expect(texts[0]).toMatch(/^> 📋 AEGIS: [\s\S]*src\/b\/\*\*[\s\S]*Shall I use TypeScript\?$/);
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
