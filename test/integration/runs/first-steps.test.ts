import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RunStatus } from "../../../src/runs/core/status.ts";
import { RUN_WORDS } from "../../../src/runs/core/words.ts";
import { dispatched, emptyRun, planOf, type RunBuilder } from "../../support/run-builder.ts";
import { cli, type RunsScene, runsScene } from "../../support/runs-scene.ts";

const RUN = "20260101T000000000-abcdef";

async function shown(
  run: RunBuilder | undefined,
  prepare?: (scene: RunsScene) => Promise<unknown>,
) {
  const scene = await runsScene();
  if (run) await scene.save(RUN, run.records);
  await prepare?.(scene);
  const [text, json] = [await cli(scene, ["status"]), await cli(scene, ["status", "--json"])];
  return { text, status: JSON.parse(json.out) as RunStatus };
}

/** The output without the places at which an 80-column screen breaks it. */
const oneLine = (text: string) => text.replace(/\s+/g, " ").trim();

const PLUGIN = JSON.stringify({ plugin: ["oh-my-qwencoder@1.0.0"] });

/** The user's own configuration names the plugin, as after `install --global`. */
async function withPlugin({ env }: RunsScene) {
  const folder = join(env["HOME"] ?? "", ".config/opencode");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "opencode.json"), PLUGIN);
}

test("without a run it says so, and in two lines what to type", async () => {
  const { text } = await shown(undefined, withPlugin);
  expect(oneLine(text.out)).toBe(
    ["No run was started here.", ...RUN_WORDS.en.firstSteps].join(" "),
  );
});

test("a project without the plugin says what is missing and the command that brings it", async () => {
  const none = await shown(undefined);
  expect(oneLine(none.text.out)).toBe(
    "No run was started here. Aegis is not in this project: no configuration of OpenCode names the plugin. → oh-my-qwencoder install",
  );
  // Of a repository only what the user approved counts.
  const unapproved = await shown(undefined, ({ dir }) =>
    writeFile(join(dir, "opencode.json"), PLUGIN),
  );
  expect(oneLine(unapproved.text.out)).toMatch(
    /Aegis is off here: .* → oh-my-qwencoder install --approve/,
  );
  const open = await shown(dispatched("a"));
  expect(oneLine(open.text.out)).toMatch(/→ oh-my-qwencoder install$/);
  expect(oneLine((await shown(dispatched("a"), withPlugin)).text.out)).not.toContain("→ oh-my");
  const driven = await shown(dispatched("a"), (scene) => scene.drivenByOther());
  expect(oneLine(driven.text.out)).not.toContain("oh-my-qwencoder install");
});

test("the choices of the plan, with what they cost and who made them", async () => {
  const run = emptyRun().propose(planOf(["a", "b"]));
  run.add({
    ...{ type: "PLAN_CHOICE_MADE", answer: "Workers 1", requestID: "que-1" },
    ...{ proposal: run.state.proposal?.number ?? 0, choices: { workers: 1 } },
  });
  const waiting = await shown(run);
  const line = /Choices +QA 1 \(2 \+ 1 runs\) · Workers at a time: 1 of 2 \(yours\)/;
  expect(oneLine(waiting.text.out)).toMatch(line);
  expect(oneLine((await shown(run.approve())).text.out)).toMatch(line);
  expect(waiting.status.plan.choices).toEqual({
    ...{ strategy: "worker-unit_commander-integration", cost: { reports: 2, end: 1 } },
    ...{ atOnce: 1, most: 2, chosen: { workers: 1 }, observed: null },
  });
});
