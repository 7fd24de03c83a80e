import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { commandLineOf } from "../../src/command-line.ts";
import { AegisError } from "../../src/kit/errors.ts";
import { failureText } from "../../src/kit/failure-text.ts";
import { statePaths } from "../../src/kit/state-paths.ts";
import { isEnglishLine } from "../support/english-line.ts";
import { emptyRun, planOf, type RunBuilder, settled, worker } from "../support/run-builder.ts";
import { type RunsScene, runsScene } from "../support/runs-scene.ts";
import { ROOT } from "../support/setup-scene.ts";
import { IS_WHOLE } from "../support/whole.ts";

/** What a Korean user reads of a command, typed in this process. */
async function screenOf(args: readonly string[]): Promise<string> {
  const said: string[] = [];
  const hear = (chunk: string | Uint8Array) => {
    said.push(String(chunk));
    return true;
  };
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, "write").mockImplementation(hear),
  );
  try {
    const showFailure = (error: AegisError) => hear(failureText(error, { language: "ko" }));
    const program = commandLineOf({
      ...{ packageRoot: ROOT, version: "0.0.0", env: process.env, showFailure },
      usageFailed: (text, write) => write(text),
    });
    for (const command of [program, ...below(program)])
      command.exitOverride((error) => {
        throw error;
      });
    await program
      .parseAsync(["--lang", "ko", ...args], { from: "user" })
      .catch((error: unknown) => {
        if (error instanceof AegisError) showFailure(error);
        else if (!String((error as { code?: unknown }).code).startsWith("commander.")) throw error;
      });
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = undefined;
  }
  return said.join("");
}

function below(command: Command): Command[] {
  return command.commands.flatMap((each) => [each as Command, ...below(each as Command)]);
}

const RUN = "20260101T000000000-abcdef";
const ko = (name: string) => worker(name, { feature: `${name} 기능`, spec: `${name}을 만듭니다.` });
const plan = planOf([ko("a"), ko("b")], { title: "게시판", summary: "작은 게시판." });
const FAILED = { type: "WORKER_FAILED", why: "no report", ko: "보고가 없습니다" } as const;
const STOPPED = { why: "The user stopped it.", ko: "사용자가 멈췄습니다." } as const;

/** A run with every kind of end and trouble. */
function rich(): RunBuilder {
  const three = [ko("a"), ko("b"), ko("c")];
  return emptyRun()
    .propose(planOf(three, { title: "게시판", summary: "작은 게시판." }))
    .approve()
    .freeze()
    .dispatch("a", "b", "c")
    .start("a", "b", "c")
    .add(
      { type: "LANGUAGE_HEARD", language: "ko" },
      { type: "WORKER_PAUSED", worker: "a", why: "no answer (x)", ko: "응답 없음 (x)" },
      { type: "WORKER_RESUMED", worker: "a" },
      { ...FAILED, worker: "a", failure: "INTERRUPTED", ...STOPPED },
      { ...FAILED, worker: "b", failure: "NO_REPORT" },
      {
        type: "WORKER_CANCELLED",
        worker: "c",
        reason: "the user cancelled it",
        ko: "사용자가 취소했습니다",
      },
    )
    .add({
      ...{ type: "WORKER_RETRIED", worker: "a", by: "user" },
      ...{ instructions: "Go on where you stopped.", ko: "멈춘 곳에서 이어 가세요." },
    });
}

const SCENES: Readonly<Record<string, (scene: RunsScene) => Promise<unknown>>> = {
  "no run": async () => undefined,
  "a plan that waits": (scene) => scene.save(RUN, emptyRun().propose(plan).records),
  "an open run": (scene) => scene.save(RUN, rich().records),
  "a run that another process drives": async (scene) => {
    await scene.save(RUN, rich().records);
    await scene.drivenByOther();
  },
  "a run that is done": (scene) =>
    scene.save(RUN, settled("a").check().integrate().pass().commit().records),
  "a run that was aborted": (scene) =>
    scene.save(RUN, rich().add({ type: "RUN_ABORTED", quote: "중단", kept: [] }).records),
  "a damaged journal": async (scene) => {
    await scene.save(RUN, rich().records);
    await appendFile(join(statePaths(scene.dir).runs, `${RUN}.jsonl`), "broken\nbroken\n");
  },
  "a clone with a configuration": (scene) =>
    writeFile(join(scene.dir, "opencode.json"), JSON.stringify({ mcp: { x: { type: "local" } } })),
  "bad settings": async (scene) => {
    await mkdir(join(scene.dir, ".opencode"));
    await writeFile(
      join(scene.dir, ".opencode/aegis.jsonc"),
      '{ "maxWorker": 3, "language": "fr" }',
    );
  },
};

/** Each command, right and wrong. `DIR` stands for the scene's folder. */
const IN_PROJECT = [
  ...["status", "runs", "runs show abcdef", "runs show abcdef a", "runs show abcdef z"],
  ...["runs show nope", "runs restore abcdef a", "runs restore abcdef z --dry-run"],
  ...["runs prune", "runs prune abcdef", "runs prune --all-finished --dry-run"],
  ...["runs repair --dry-run", "runs repair nope", "abort --dry-run", "abort nope"],
  ...["report --out DIR/report.html", "report nope", "report --out /nowhere/x.html"],
  ...["stop --wait 0", "resume --wait 0", "retry w09 --wait 0", "cancel w09 --wait 0"],
  ...["approve --wait 0", "decline --wait 0", "choose x --wait 0"],
];
/** They start programs, which takes seconds. */
const SLOW = [
  ...["doctor git config state", "doctor environment egress", "doctor nope"],
  ...["install --dry-run", "install --dry-run --base-url x", "uninstall --dry-run"],
];
const ANYWHERE = [
  ...["", "help", "help runs", "help nope", "nope", "statu", "status --nope", "status x y"],
  ...["runs show", "runs nope", "runs prune --older-than x", "abort --wait x", "approve --wait x"],
  ...["retry", "choose", "--lang fr", "doctor --verify", "doctor --egress server"],
  ...["doctor --timeout x", "doctor --cwd /nowhere", "doctor --egress --check-report /nowhere"],
  ...["install --project --global", "install --mcp x", "install --api-key-env 1x"],
  ...[
    "install --cwd /nowhere",
    "uninstall --cwd /nowhere",
    "rehearse --seed x",
    "rehearse --seed 1",
  ],
  ...["rehearse --chaos --script x", "rehearse --script /nowhere", "rehearse --keep /etc"],
];
const OF_VLLM = [
  ...["start-vllm --plan --gpus x", "start-vllm --render x", "start-vllm --kv-dtype x --plan"],
  ...[
    "start-vllm --plan --model /nowhere",
    "start-vllm --plan --host 0.0.0.0",
    "start-vllm --status",
  ],
  ...[
    "start-vllm --context x",
    "start-vllm --port 0",
    "start-vllm --plan",
    "status --cwd /nowhere",
  ],
];

beforeEach(() => {
  vi.stubGlobal("__VERSION__", "0.0.0");
  // Commands that end with their process leave their listeners.
  process.setMaxListeners(200);
  onTestFinished(() => {
    vi.unstubAllGlobals();
    vi.unstubAllEnvs();
  });
});

async function englishOf(scene: RunsScene, lines: readonly string[], where: readonly string[]) {
  for (const name of Object.keys(process.env)) vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries(scene.env)) vi.stubEnv(name, value);
  const found: string[] = [];
  for (const line of lines) {
    const args = line.split(" ").filter(Boolean);
    const text = await screenOf([...args.map((word) => word.replace("DIR", scene.dir)), ...where]);
    expect(text, line).not.toBe("");
    const english = text.split("\n").filter(isEnglishLine);
    found.push(...english.map((each) => `${line}: ${each}`));
  }
  return found;
}

/** What a reader sees of a page. */
function textsOf(html: string): string[] {
  return html.replace(/<(style|head)[\s\S]*?<\/\1>/g, "").split(/<[^>]*>/);
}

const COMMANDS = IS_WHOLE ? [...IN_PROJECT, ...SLOW] : IN_PROJECT;
const PLAYED = IS_WHOLE ? Object.keys(SCENES) : ["an open run"];

test.each(PLAYED)("no English sentence on a Korean screen: %s", async (name) => {
  const scene = await runsScene();
  await SCENES[name]?.(scene);
  expect(await englishOf(scene, COMMANDS, ["--cwd", scene.dir])).toEqual([]);
  const page = await readFile(join(scene.dir, "report.html"), "utf8").catch(() => "");
  if (name === "an open run") expect(page).toContain("게시판");
  expect(textsOf(page).filter(isEnglishLine)).toEqual([]);
});

test("nor in a refusal of a wrong command line, a folder that is none, a value out of range", async () => {
  const lines = IS_WHOLE ? [...ANYWHERE, ...OF_VLLM] : ANYWHERE;
  expect(await englishOf(await runsScene(), lines, [])).toEqual([]);
});

test.each([
  ["The plan is not there.", true],
  ["error: --egress takes no names of checks", true],
  ["→ git commit --allow-empty -m init", false],
  ["  $ oh-my-qwencoder runs show 4f2a91", false],
  ["✗ config.model  설정된 모델이 없습니다", false],
  ["w01 a (completed)", false],
])("the judge of lines: %j", (line, isEnglish) => {
  expect(isEnglishLine(line)).toBe(isEnglish);
});
