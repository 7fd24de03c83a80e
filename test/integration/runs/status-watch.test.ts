import { appendFile, chmod, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startModelServer } from "../../../src/scripted-model/server.ts";
import { writeLine } from "../../../src/swarm/adapters/journal-line.ts";
import { dispatched } from "../../support/run-builder.ts";
import { type RunsScene, runsScene, started } from "../../support/runs-scene.ts";
import { until } from "../../support/scene.ts";
import { script } from "../../support/script-lines.ts";
import { ROOT } from "../../support/setup-scene.ts";
import { Terminal } from "../../support/terminal.ts";

const RUN = "20260101T000000000-abcdef";

/** A run whose Worker waits, and how to write its start into the journal. */
async function waiting(scene: RunsScene) {
  const run = dispatched("a");
  await scene.save(RUN, run.records);
  await scene.drivenByOther();
  const journal = join(scene.dir, `.aegis/runs/${RUN}.jsonl`);
  return async () => {
    const before = run.records.length;
    const lastLine = (await readFile(journal, "utf8")).trim().split("\n").at(-1) ?? "";
    let { sum } = JSON.parse(lastLine) as { sum: string };
    run.start("a");
    for (const record of run.records.slice(before)) {
      const next = writeLine(record, sum);
      await appendFile(journal, next.line);
      sum = next.sum;
    }
  };
}

test("--watch prints each change once, and Ctrl-C ends it with 0", async () => {
  const scene = await runsScene();
  const start = await waiting(scene);
  const watching = started(scene, ["status", "--watch"]);
  let out = "";
  watching.stdout.on("data", (text: Buffer) => {
    out += text.toString();
  });
  await until(() => /w01 +⏳ queued/.test(out));
  await start();
  await until(() => /w01 +🔍 exploring/.test(out));
  watching.kill("SIGINT");
  expect((await watching).exitCode).toBe(0);
  expect(out.match(/⏳ queued/g)).toHaveLength(1);
  expect(out).not.toContain("\u001b");
});

test("--watch --json prints one document a line for each change", async () => {
  const scene = await runsScene();
  const start = await waiting(scene);
  const watching = started(scene, ["status", "--watch", "--json"]);
  let out = "";
  watching.stdout.on("data", (text: Buffer) => {
    out += text.toString();
  });
  await until(() => out.includes('"queued"'));
  await start();
  await until(() => out.includes('"exploring"'));
  watching.kill("SIGINT");
  expect((await watching).exitCode).toBe(0);
  const statuses = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).workers[0].status as string);
  expect([statuses[0], statuses.at(-1)]).toEqual(["queued", "exploring"]);
  expect(new Set(out.trim().split("\n")).size).toBe(statuses.length);
});

test("--watch in a terminal is the dashboard; it follows journal, size and keys, and gives the screen back", async ({
  skip,
}) => {
  if (!(await Terminal.possible())) skip("tmux is not installed");
  const scene = await runsScene();
  const start = await waiting(scene);
  await scene.drivenByOther();
  const model = await startModelServer({ script: script({}) });
  onTestFinished(() => model.stop());
  const bin = join(ROOT, "bin/oh-my-qwencoder.js");
  await scene.write(
    "watch.sh",
    // The script is in the terminal's group as well, and Ctrl-C must not end it.
    `#!/bin/bash\ntrap : INT\necho before\n"${process.execPath}" "${bin}" status --watch --server ${model.url}\necho "ended with $?"\nstty -a | grep -ow -- '-\\?icanon'\ncat\n`,
  );
  await chmod(join(scene.dir, "watch.sh"), 0o755);
  const terminal = await Terminal.start({
    name: "status-watch",
    command: join(scene.dir, "watch.sh"),
    cwd: scene.dir,
    env: { ...scene.env, TERM: "xterm-256color", LANG: "C.UTF-8" },
    columns: 80,
    rows: 14,
  });
  onTestFinished(() => terminal.close());
  const drawn = await terminal.shows(/w01 a {2}⏳ queued[\s\S]*q end .* below/);
  expect(drawn).not.toContain("before");
  await terminal.shows(/Model server http\S+ \(\S+\)\s+0 running · 0 waiting · cache 0 %/);
  await start();
  await terminal.shows(/w01 a {2}🔍 exploring/);
  await terminal.press("End");
  await terminal.shows(/run started\s+q end .* 0 below/);
  await terminal.resize(120, 40);
  await terminal.shows(/Aegis Board[\s\S]*run started[\s\S]*Home\/End\s*$/);
  await model.stop();
  await terminal.shows(/no data since \d\d:\d\d:\d\d/);
  expect(model.requests).toEqual([]);
  await terminal.press("C-c");
  const after = await terminal.shows(/icanon/);
  expect(after).toMatch(/before[\s\S]*exploring[\s\S]*ended with 0\s+icanon/);
});
