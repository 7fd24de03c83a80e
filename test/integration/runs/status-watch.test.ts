import { appendFile, chmod, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { writeLine } from "../../../src/swarm/adapters/journal-line.ts";
import { dispatched } from "../../support/run-builder.ts";
import { cli, runsScene, started } from "../../support/runs-scene.ts";
import { until } from "../../support/scene.ts";
import { ROOT } from "../../support/setup-scene.ts";
import { Terminal } from "../../support/terminal.ts";

const RUN = "20260101T000000000-abcdef";

test("--watch prints each change once, and Ctrl-C ends it with 0", async () => {
  const scene = await runsScene();
  const journal = join(scene.dir, `.aegis/runs/${RUN}.jsonl`);
  const run = dispatched("a");
  await scene.save(RUN, run.records);
  const watching = started(scene, ["status", "--watch"]);
  let out = "";
  watching.stdout.on("data", (text: Buffer) => {
    out += text.toString();
  });
  await until(() => /w01 +⏳ queued/.test(out));
  const before = run.records.length;
  const lastSum = (await readFile(journal, "utf8")).trim().split("\n").at(-1) ?? "";
  run.start("a");
  let { sum } = JSON.parse(lastSum) as { sum: string };
  for (const record of run.records.slice(before)) {
    const next = writeLine(record, sum);
    await appendFile(journal, next.line);
    sum = next.sum;
  }
  await until(() => /w01 +🔍 exploring/.test(out));
  watching.kill("SIGINT");
  expect((await watching).exitCode).toBe(0);
  expect(out.match(/⏳ queued/g)).toHaveLength(1);
  expect(out).not.toContain("\u001b");
});

test("--watch with --json is refused", async () => {
  const scene = await runsScene();
  const { code, out } = await cli(scene, ["status", "--watch", "--json"]);
  expect(code).toBe(2);
  expect(JSON.parse(out)).toMatchObject({ ok: false, error: { code: "USAGE" } });
});

test("--watch in a terminal draws in place and gives the screen back", async ({ skip }) => {
  if (!(await Terminal.possible())) skip("tmux is not installed");
  const scene = await runsScene();
  await scene.save(RUN, dispatched("a").records);
  const bin = join(ROOT, "bin/oh-my-qwencoder.js");
  await scene.write(
    "watch.sh",
    // The script is in the terminal's group as well, and Ctrl-C must not end it.
    `#!/bin/bash\ntrap : INT\necho before\n"${process.execPath}" "${bin}" status --watch\necho "ended with $?"\ncat\n`,
  );
  await chmod(join(scene.dir, "watch.sh"), 0o755);
  const terminal = await Terminal.start({
    name: "status-watch",
    command: join(scene.dir, "watch.sh"),
    cwd: scene.dir,
    env: { ...scene.env, TERM: "xterm-256color" },
    columns: 80,
    rows: 30,
  });
  onTestFinished(() => terminal.close());
  const drawn = await terminal.shows(/queued/);
  expect(drawn).not.toContain("before");
  await terminal.press("C-c");
  const after = await terminal.shows(/ended with/);
  expect(after).toMatch(/before[\s\S]*queued[\s\S]*ended with 0/);
});
