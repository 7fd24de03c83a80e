import { beforeAll, describe, expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import type { Ground } from "../../support/ground.ts";
import { expectRefused, expectTold } from "../../support/refused.ts";
import { untilSaid } from "../../support/scene.ts";
import {
  approved,
  bash,
  call,
  calls,
  commit,
  founded,
  goodWorkers,
  landed,
  merged,
  reported,
  says,
  waitForAll,
  write,
} from "../../support/script-lines.ts";
import type { Talk } from "../../support/talk.ts";
import { IS_WHOLE } from "../../support/whole.ts";

const CHECK = "grep -q right src/a/ok.txt && exit 0\necho src/a/ok.txt:1 is wrong\nexit 1\n";
const SEAM = ".aegis/worktrees/integration/src/a/ok.txt";
const badly = (change: Record<string, unknown>) =>
  call("commit", { type: "feat", subject: "add", ...change });

describe.each(IS_WHOLE ? (["auto", "off"] as const) : (["auto"] as const))(
  "shell scope %s: commit and integrate",
  (sandbox) => {
    const arena = sharedArena({ sandbox });
    let ground: Ground;
    let talk: Talk;
    let head = "";
    const heads: string[] = [];

    beforeAll(async () => {
      ground = await arena.ground({ "scripts/check.sh": CHECK });
      await ground.write("notes.txt", "the user's own\r\n");
      head = await ground.git("rev-parse", "HEAD");
      talk = await arena.talk(ground, {
        commander: [
          calls(commit()),
          ...approved(["a", "b"], { qa: [{ name: "Right", command: "sh scripts/check.sh" }] }),
          calls(commit()),
          ...founded(),
          calls(waitForAll()),
          calls(commit()),
          calls(call("qa_run")),
          calls(call("integrate")),
          ...merged(),
          calls(commit()),
          ...landed(),
          calls(call("worker_retry", { worker: "a", instructions: "Write right." })),
          calls(waitForAll()),
          ...merged(),
          calls(call("qa_run")),
          calls(write(SEAM, "edited after QA\n")),
          calls(bash(`echo edited > ${SEAM}`)),
          says("Shall I go on?"),
          calls(call("check_conflicts"), call("read", { filePath: SEAM })),
          calls(write(SEAM, "right, with a seam\n")),
          calls(commit()),
          calls(call("integrate")),
          calls(commit()),
          calls(call("qa_run")),
          calls(badly({ type: "feature" })),
          calls(badly({ subject: " " })),
          calls(badly({ subject: "two\nlines" })),
          calls(commit()),
          says("Committed."),
        ],
        workers: {
          ...goodWorkers(["b"]),
          a: [
            calls(write("src/a/ok.txt", "a first try\n")),
            ...reported("a"),
            calls(write("src/a/ok.txt", "right\n")),
            ...reported("a"),
          ],
        },
      });
      await talk.say("build it", { timeoutMs: 680_000 });
      heads.push(await ground.git("rev-parse", "HEAD"));
      await talk.say("yes", { timeoutMs: 680_000 });
      await untilSaid(talk, "Committed.");
    }, 1_200_000);

    test.each([
      [0, "without a run", "NO_PROPOSAL"],
      [1, "in FOUNDATION", "NOT_IN_PHASE"],
      [2, "before integrate", "NOTHING_INTEGRATED"],
      [3, "before QA", "QA_NOT_RUN"],
      [4, "after a failed QA", "QA_FAILED"],
      [5, "after the tree was opened again", "QA_STALE"],
      [6, "of a new tree without QA", "QA_NOT_RUN"],
      [7, "with an unknown type", "BAD_ARGUMENTS"],
      [8, "without a subject", "BAD_COMMIT_MESSAGE"],
      [9, "with a subject of two lines", "BAD_COMMIT_MESSAGE"],
    ] as const)("commit number %i, %s, is refused", async (n, _when, code) => {
      expectRefused(await talk.nth("commit", n), code);
    });

    test("qa_run before integrate is refused", async () => {
      expectRefused(await talk.nth("qa_run", 0), "NOTHING_INTEGRATED");
    });

    test("integrate without a check of conflicts is refused", async () => {
      expectRefused(await talk.nth("integrate", 0), "CONFLICTS_UNCHECKED");
    });

    test("a failing QA names the Worker whose file its output names", async () => {
      const [failed] = await ground.events("QA_FAILED");
      expect(failed?.suspects).toEqual(["a"]);
      expect((await talk.nth("qa_run", 1)).text).toContain("The output names files of: a.");
    });

    test("an edit after QA is refused, by the write tool and by the shell", async () => {
      expectRefused(await talk.nth("write", 1), "PHASE_FORBIDS_WRITE");
      expectTold(await talk.nth("bash", 0), "OUT_OF_SCOPE");
    });

    test("until the commit nothing has moved", () => {
      expect(heads).toEqual([head]);
    });

    test("control: the tree that passed QA is committed once, with the seam and nothing else", async () => {
      expect((await talk.nth("commit", 10)).text).toContain("Committed ");
      const { qa } = await ground.state();
      expect(await ground.git("rev-parse", "HEAD^{tree}", "HEAD^")).toBe(`${qa?.tree}\n${head}`);
      expect(await ground.read("src/a/ok.txt")).toBe("right, with a seam\n");
      expect(await ground.git("log", "-1", "--format=%s")).toBe("feat: add the feature");
    });

    test("the user's own file is as it was, byte for byte", async () => {
      expect(await ground.read("notes.txt")).toBe("the user's own\r\n");
      expect(await ground.git("status", "--porcelain")).toBe("?? notes.txt");
    });
  },
);
