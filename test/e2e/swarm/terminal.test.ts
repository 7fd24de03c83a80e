import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, inject, onTestFinished, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import {
  approved,
  bash,
  calls,
  committed,
  plan,
  report,
  says,
  script,
  write,
} from "../../support/script-lines.ts";
import { Terminal } from "../../support/terminal.ts";

const arena = sharedArena({ undo: true });

const possible = await Terminal.possible();

test.skipIf(!possible)(
  "typed by hand: plan, approval, live Workers, commit (needs tmux)",
  async () => {
    const ground = await arena.ground();
    await ground.write("README.md", "# demo\nmine\n");
    const slowly = (name: string) => [
      calls(write(`src/${name}/ok.txt`, `${name}\n`)),
      { ...calls(bash("true")), delayMs: 1_500 },
      { ...calls(report(name)), delayMs: 1_500 },
      says("Reported."),
    ];
    await arena.model.setScript(
      script({
        commander: [...committed(["a", "b"]), says("It is on your branch.")],
        workers: { a: slowly("a"), b: slowly("b") },
      }),
    );
    const terminal = await Terminal.start({
      name: "swarm",
      command: arena.opencode.path,
      cwd: ground.dir,
      env: arena.env,
    });
    onTestFinished(() => terminal.close());

    expect(await terminal.shows(/Ask anything/)).toContain("Commander");
    await terminal.type("build a and b");
    await terminal.shows(/build a and b/);
    await terminal.press("Enter");

    const plan = await terminal.shows(/Start this plan with 2 Workers\?/);
    expect(plan).toMatch(/Final QA: test -f src\/a\/ok\.txt[\s\S]*QA 3 \(0 \+ 3 runs\)/);
    expect(plan).toMatch(/1\. Approve[\s\S]*2\. Change[\s\S]*3\. Cancel/);
    expect((await ground.state()).phase).toBe("DESIGN");
    await terminal.press("Enter");

    // Both Workers at once, drawn live, while the Commander waits.
    await terminal.shows(/Worker Task — w01 Feature a[\s\S]*Worker Task — w02 Feature b/);
    await terminal.shows(/It is on your branch\./, 480_000);
    expect((await ground.state()).phase).toBe("DONE");
    const [approval] = await ground.events("PLAN_APPROVED");
    expect(approval?.approval).toMatchObject({ by: "question", way: "terminal" });
    expect(await ground.git("log", "-1", "--format=%s")).toBe("feat: add the feature");
    expect(await ground.git("status", "--porcelain")).toBe(" M README.md");
    expect(await ground.read("README.md")).toBe("# demo\nmine\n");
    // Nothing that has ended is still drawn as running.
    expect(await terminal.screen()).not.toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] Worker Task/);
  },
);

test.skipIf(!possible)(
  "a plan of 8 Workers with long tasks is read in a small terminal; the dashboard approves it and ends the run (needs tmux)",
  async () => {
    const half = pathToFileURL(join(inject("packed"), "dist/tui.js")).href;
    const ground = await arena.ground({
      "README.md": "# demo\n",
      ".opencode/tui.json": JSON.stringify({ plugin: [half] }),
    });
    const names = [..."abcdefgh"];
    const long = (name: string) =>
      Array.from({ length: 12 }, (_, at) => `Line ${at} of the task of ${name}.`).join("\n");
    const workers = plan(names).workers.map((one) => ({ ...one, spec: long(one.name) }));
    await arena.model.setScript(
      script({
        commander: [
          ...approved(names, { workers, summary: long("everybody") }),
          says("As you like."),
        ],
      }),
    );
    const terminal = await Terminal.start({
      name: "plan",
      command: arena.opencode.path,
      cwd: ground.dir,
      env: arena.env,
      columns: 80,
      rows: 24,
    });
    onTestFinished(() => terminal.close());
    // A first start says in two rows what to type.
    await terminal.shows(/Ask anything[\s\S]*Write what to build, .*\n.*\/aegis help/);
    await terminal.type("build all");
    await terminal.shows(/build all/);
    await terminal.press("Enter");

    const asked = await terminal.shows(
      /Start this plan with 8 Workers\?[\s\S]*5\. Type your own[\s\S]*enter submit/,
    );
    expect(asked).toMatch(/1\. Approve[\s\S]*2\. Change[\s\S]*3\. Cancel/);
    expect(asked).toMatch(/New project · QA 1 \(8 \+ 1 runs\): .*\n.*Workers at a time: 8 of 8\./);
    // Scrolled from its end to its beginning, every line of every task comes by.
    const wanted = new Set(["everybody", ...names].flatMap((name) => long(name).split("\n")));
    for (let screen = await terminal.screen(); wanted.size > 0; ) {
      for (const [line] of screen.matchAll(/Line \d+ of the task of \w+\./g)) wanted.delete(line);
      if (wanted.size === 0) break;
      await terminal.press("PageUp");
      screen = await terminal.changes(screen);
    }
    const file = /(\.aegis\/runs\/\S+\.md)/.exec(asked.replace(/\s*\n\s*┃\s*/g, ""))?.[1] ?? "";
    expect(await ground.read(file)).toContain("Line 11 of the task of h.");

    // The dashboard has the whole plan too, and answers OpenCode's own question about this very plan.
    await terminal.press("C-x");
    await terminal.press("w");
    await terminal.shows(/p plan/);
    await terminal.press("p");
    await terminal.shows(
      /This plan waits for your answer[\s\S]*a approve · q QA, Workers[\s\S]*c change[\s\S]*n decline/,
    );
    await terminal.press("End");
    await terminal.shows(/▸ QA 1 [\s\S]* 0 below/);
    expect((await ground.state()).phase).toBe("DESIGN");
    await terminal.press("a");
    await terminal.shows(/Approve this plan with 8 Workers\?/);
    await terminal.press("Enter");
    await terminal.shows(/Phase 2\/7 · open/);
    const [approval] = await ground.events("PLAN_APPROVED");
    expect(approval?.approval).toMatchObject({ by: "question", way: "terminal" });
    // An act is what the user could type: /aegis answers, and no model is asked.
    await terminal.press("A");
    await terminal.shows(/End the run for good\?/);
    await terminal.press("Enter");
    await terminal.shows(/Phase 7\/7 · aborted[\s\S]*» The run \S+ is aborted/);
    expect((await ground.state()).aborted?.quote).toBe("(/aegis abort yes)");
    await terminal.press("Escape");
    await terminal.shows(/Aegis DONE 7\/7 · aborted/);
    await terminal.type("/aegis ");
    await terminal.shows(/┃ {2}\/aegis$/m);
    await terminal.press("Enter");
    await terminal.shows(/▸ 7 DONE \(now\)[\s\S]*Esc back/);
  },
);
