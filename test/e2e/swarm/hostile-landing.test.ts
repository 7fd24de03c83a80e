import { beforeAll, describe, expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import type { Ground } from "../../support/ground.ts";
import { expectRefused } from "../../support/refused.ts";
import { untilSaid } from "../../support/scene.ts";
import {
  approved,
  call,
  calls,
  commit,
  committed,
  goodWorkers,
  integrated,
  landed,
  merged,
  reported,
  says,
  write,
} from "../../support/script-lines.ts";
import type { Talk } from "../../support/talk.ts";

const arena = sharedArena();

describe("the user works on during the run", () => {
  const BASE = "one\ntwo\nthree\n";
  let ground: Ground;
  let talk: Talk;
  let mine = "";
  const after: Record<string, string> = {};
  const picture = async () =>
    `${await ground.git("rev-parse", "HEAD")}\n${await ground.git("status", "--porcelain")}\n${await ground.read("src/a/list.txt")}`;

  beforeAll(async () => {
    ground = await arena.ground({ "README.md": "# demo\n", "src/a/list.txt": BASE });
    await ground.write("README.md", "# demo, half edited\r\n");
    talk = await arena.talk(ground, {
      commander: [
        ...integrated(["a"]),
        calls(call("qa_run")),
        says("Shall I commit?"),
        calls(commit()),
        ...merged(),
        calls(call("qa_run")),
        says("Shall I commit now?"),
        calls(commit()),
        says("Shall I try again?"),
        calls(commit()),
        says("Committed."),
      ],
      workers: {
        a: [
          calls(call("read", { filePath: "src/a/list.txt" })),
          calls(write("src/a/ok.txt", "a\n"), write("src/a/list.txt", "one\n2\nthree\n")),
          ...reported("a"),
        ],
      },
    });
    await talk.say("build a");
    await ground.write("src/mine.txt", "mine\n");
    await ground.git("add", "src/mine.txt");
    await ground.git("commit", "-q", "-m", "mine", "--", "src/mine.txt");
    mine = await ground.git("rev-parse", "HEAD");
    await talk.say("yes");
    await ground.write("src/a/list.txt", "one\nzwei\nthree\n");
    after["before overlap"] = await picture();
    await talk.say("yes");
    after["overlap"] = await picture();
    await ground.write("src/a/list.txt", BASE);
    await talk.say("yes");
    await untilSaid(talk, "Committed.");
  });

  test("a commit of the user's own stops the commit", async () => {
    expectRefused(await talk.nth("commit", 0), "BRANCH_MOVED");
  });

  test("an overlapping uncommitted edit of the user's stops the commit and changes nothing", async () => {
    expectRefused(await talk.nth("commit", 1), "USER_CHANGES_OVERLAP", "src/a/list.txt");
    expect(after["overlap"]).toBe(after["before overlap"]);
  });

  test("control: rebased and tested again, the work lands on top of the user's commit", async () => {
    expect((await talk.nth("check_conflicts", 1)).text).toContain("branch has moved");
    expect(await ground.git("rev-parse", "HEAD^")).toBe(mine);
    expect((await ground.git("ls-files")).split("\n")).toEqual([
      "README.md",
      "docs/contract.md",
      "src/a/list.txt",
      "src/a/ok.txt",
      "src/mine.txt",
    ]);
    expect(await ground.read("src/a/list.txt")).toBe("one\n2\nthree\n");
    const passed = await ground.events("QA_PASSED");
    expect(passed).toHaveLength(2);
    expect(await ground.git("rev-parse", "HEAD^{tree}")).toBe(passed[1]?.tree);
  });

  test("the user's half edited file is as it was, byte for byte", async () => {
    expect(await ground.read("README.md")).toBe("# demo, half edited\r\n");
    expect(await ground.git("status", "--porcelain")).toBe(" M README.md");
  });
});

describe("a QA command", () => {
  const qa = (command: string) => ({ qa: [{ name: "Check", command }] });
  const again = (command: string) => [
    ...approved(["a"], qa(command)),
    calls(call("dispatch_workers")),
    ...merged(),
    ...landed(),
  ];
  let ground: Ground;
  let talk: Talk;
  let head = "";
  let openHead = "";

  beforeAll(async () => {
    ground = await arena.ground({
      "README.md": "# demo\n",
      ".opencode/aegis.jsonc": '{ "limits": { "qaMinutes": 0.05 } }\n',
      "scripts/format.sh": "echo formatted >> src/a/ok.txt\n",
      "scripts/slow.sh": "sleep 300\n",
      "scripts/cache.sh": "mkdir -p cache && echo hit > cache/result && test -f src/a/ok.txt\n",
    });
    head = await ground.git("rev-parse", "HEAD");
    talk = await arena.talk(ground, {
      commander: [
        ...committed(["a"], qa("sh scripts/slow.sh")),
        ...again("sh scripts/format.sh"),
        says("Shall I try another?"),
        ...again("sh scripts/cache.sh"),
        says("Committed."),
      ],
      workers: goodWorkers(["a"]),
    });
    await talk.say("build a");
    openHead = await ground.git("rev-parse", "HEAD");
    await talk.say("yes");
    await untilSaid(talk, "Committed.");
  });

  test("that runs out of time fails", async () => {
    expect((await talk.nth("qa_run", 0)).text).toContain("[QA_FAILED]");
    expect((await talk.nth("qa_run", 0)).text).toContain('"sh scripts/slow.sh" ran out of time');
    expectRefused(await talk.nth("commit", 0), "QA_FAILED");
  });

  test("that changes tracked files fails, for what follows would test another tree", async () => {
    expect((await talk.nth("qa_run", 1)).text).toContain("changed tracked files: src/a/ok.txt");
    expectRefused(await talk.nth("commit", 1), "QA_FAILED");
    expect(openHead).toBe(head);
  });

  test("control: that leaves new files behind may pass, and they are not committed", async () => {
    expect((await ground.state()).phase).toBe("DONE");
    const changed = await ground.git("diff", "--name-only", head, "HEAD");
    expect(changed.split("\n")).toEqual(["docs/contract.md", "src/a/ok.txt"]);
    expect(await ground.git("show", "HEAD:src/a/ok.txt")).toBe("a");
  });
});
