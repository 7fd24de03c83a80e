import { expect, onTestFinished, test } from "vitest";
import { sharedArena } from "../support/arena.ts";
import { bash, calls, committed, report, says, script, write } from "../support/script-lines.ts";
import { Terminal } from "../support/terminal.ts";

const arena = sharedArena();

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
    expect(plan).toContain("src/a/**");
    expect(plan).toMatch(/1\. Approve[\s\S]*2\. Change[\s\S]*3\. Cancel/);
    expect((await ground.state()).phase).toBe("DESIGN");
    await terminal.press("Enter");

    // Both Workers at once, drawn live, while the Commander waits.
    await terminal.shows(/Worker Task — w01 Feature a[\s\S]*Worker Task — w02 Feature b/);
    await terminal.shows(/It is on your branch\./, 120_000);
    expect((await ground.state()).phase).toBe("DONE");
    expect(await ground.git("log", "-1", "--format=%s")).toBe("feat: add the feature");
    expect(await ground.git("status", "--porcelain")).toBe(" M README.md");
    expect(await ground.read("README.md")).toBe("# demo\nmine\n");
    // Nothing that has ended is still drawn as running.
    expect(await terminal.screen()).not.toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] Worker Task/);
  },
);
