import { appendFile, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { statePaths } from "../../../src/kit/state-paths.ts";
import { startModelServer } from "../../../src/scripted-model/server.ts";
import { writeLine } from "../../../src/swarm/adapters/journal-line.ts";
import type { RunRecord } from "../../../src/swarm/core/run/events.ts";
import { WORDS } from "../../../src/swarm/core/text/messages.ts";
import { TUI_WORDS } from "../../../src/tui/core/words.ts";
import { words } from "../../support/dashboard-scene.ts";
import { installed } from "../../support/installed.ts";
import { dispatched, emptyRun, planOf } from "../../support/run-builder.ts";
import { leaseOf } from "../../support/runs-scene.ts";
import { says, script } from "../../support/script-lines.ts";
import { Terminal } from "../../support/terminal.ts";
import { IS_WHOLE } from "../../support/whole.ts";

const RUN = "20260101T000000000-abcdef";
const possible = await Terminal.possible();

/** OpenCode with the terminal's half alone: nothing of the other half is configured. */
const CONFIG = (baseURL: string) => ({
  model: "vllm/m",
  small_model: "vllm/m",
  enabled_providers: ["vllm"],
  provider: {
    vllm: {
      npm: "@ai-sdk/openai-compatible",
      options: { baseURL, apiKey: "EMPTY" },
      models: { m: { limit: { context: 100_000, output: 8_000 } } },
    },
  },
});

test.skipIf(!possible)(
  "the run is drawn in OpenCode's terminal as its journal grows (needs tmux)",
  async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-panels-")));
    onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));
    const model = await startModelServer({ script: script({ commander: [says("Hello.")] }) });
    onTestFinished(() => model.stop());
    const { env, ground } = await installed(folder, { baseURL: model.url });
    await ground.write("opencode.json", JSON.stringify(CONFIG(model.url)));
    const run = dispatched("auth", "pay").start("auth", "pay");
    const journal = await journalIn(ground.dir);
    await journal.write(run.records);
    await writeFile(statePaths(ground.dir).lease, await leaseOf(process.pid));

    const terminal = await Terminal.start({
      name: "panels",
      command: inject("opencode").path,
      cwd: ground.dir,
      env,
      columns: 80,
      rows: 24,
    });
    onTestFinished(() => terminal.close());
    const row = /Aegis MONITORING 4\/7 · w01 🔍 exploring · w02 🔍 exploring · 0\/2/;
    const home = await terminal.shows(row);
    expect(home).toMatch(/Ask anything/);
    // The other half is not in this project: what is missing, and the command that brings it.
    await terminal.shows(/does not guard this project[\s\S]*oh-my-qwencoder install/);

    await terminal.press("C-x");
    await terminal.press("w");
    const dashboard = await terminal.shows(/Phase 4\/7 · open/);
    expect(dashboard).toMatch(/▸ 4 MONITORING \(now\)/);
    expect(dashboard).toMatch(/w01 auth {2}🔍 exploring[\s\S]*│ Writes: src\/auth\/\*\*/);
    expect(dashboard).toMatch(/Esc back .*\d+ below/);
    await terminal.shows(/Tab Worker · p plan · s stop · r resume · A abort/);
    // The figures are those of the server's own page, and no model was asked for them.
    await terminal.shows(
      /Model server http\S+ \(\d\d:\d\d:\d\d\)\s+0 running · 0 waiting · cache 0 %/,
    );
    expect(model.requests).toEqual([]);
    await terminal.press("Tab");
    await terminal.shows(/▸ w01 auth[\s\S]*Enter conversation · d diff/);
    await terminal.press("p");
    await terminal.shows(/The plan in force\s+Board/);
    await terminal.press("Escape");
    await terminal.shows(/Tab Worker/);
    await terminal.press("d");
    await terminal.shows(/Diff of w01\s+No change yet\./);
    await terminal.press("Escape");
    await terminal.shows(/Tab Worker/);
    // Without the other half nothing is done, and it says so.
    await terminal.press("x");
    await terminal.shows(/End w01\? Its diff is kept/);
    await terminal.press("Enter");
    await terminal.shows(/» OpenCode did not answer: /);
    await model.stop();
    await terminal.shows(/no data since \d\d:\d\d:\d\d/);
    const before = run.records.length;
    run.complete("pay");
    await journal.write(run.records.slice(before));
    await terminal.shows(/w02 pay {2}✅ done/);
    await terminal.press("End");
    await terminal.shows(/run started[\s\S]*Esc back .* 0 below/);

    await terminal.press("Escape");
    await terminal.shows(/Ask anything[\s\S]*w02 ✅ done · 1\/2 completed/);
    await terminal.resize(200, 50);
    await terminal.type("hello");
    await terminal.shows(/hello/);
    await terminal.press("Enter");
    const session = await terminal.shows(/▸ 4 MONITORING \(now\)/);
    expect(session).toMatch(/w01 auth +🔍 exploring/);
    expect(session).toMatch(/█████░░░░░ 1\/2 completed/);
  },
);

test.skipIf(!possible || !IS_WHOLE).each([
  ["en", "Board"],
  ["ko", "게시판 만들기"],
] as const)(
  "in %s: a start with an open run that nobody drives shows it at once; the model server goes away (needs tmux)",
  async (language, title) => {
    const { first, notDriven, server } = TUI_WORDS[language];
    const folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-restart-")));
    onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));
    const model = await startModelServer({ script: script({ commander: [] }) });
    onTestFinished(() => model.stop());
    const { env, ground } = await installed(folder, { baseURL: model.url });
    const run = emptyRun()
      .propose(planOf(["auth", "pay"], { title }))
      .approve()
      .freeze();
    run.dispatch("auth", "pay").start("auth", "pay").complete("pay");
    await (await journalIn(ground.dir)).write(run.records);
    const terminal = await Terminal.start({
      ...{ name: `open-${language}`, command: inject("opencode").path, cwd: ground.dir, env },
      ...{ columns: 80, rows: 24 },
    });
    onTestFinished(() => terminal.close());
    const completed = WORDS[language].completedOf(1, 2);
    const [open = ""] = first.open(title, `MONITORING, ${completed}`);
    await terminal.shows(words(open));
    // While it starts, OpenCode draws its own word over the row.
    const home = await terminal.shows(/\/aegis status[\s\S]*Aegis MONITORING 4\/7/);
    expect(home).toMatch(words(notDriven));
    // A living process drives it now, so that the model server's figures are asked for.
    await writeFile(statePaths(ground.dir).lease, await leaseOf(process.pid));
    await terminal.press("C-x");
    await terminal.press("w");
    await terminal.shows(words(server.load(0, 0, 0)));
    await model.stop();
    const noData = server.noData("00:00:00").replace("00:00:00", "@");
    await terminal.shows(new RegExp(words(noData).source.replace("@", "\\d\\d:\\d\\d:\\d\\d")));
    expect(model.requests).toEqual([]);
  },
);

/** A journal as the plugin writes it. */
async function journalIn(top: string) {
  const file = join(statePaths(top).runs, `${RUN}.jsonl`);
  await mkdir(dirname(file), { recursive: true });
  let sum = "";
  return {
    async write(records: readonly RunRecord[]) {
      for (const { event, ...rest } of records) {
        const named = event.type === "RUN_STARTED" ? { ...event, runId: RUN } : event;
        const next = writeLine({ ...rest, event: named }, sum);
        sum = next.sum;
        await appendFile(file, next.line);
      }
    },
  };
}
