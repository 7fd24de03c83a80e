import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { findOnPath } from "../../src/kit/search-path.ts";
import type { Language } from "../../src/kit/sentence.ts";
import { statePaths } from "../../src/kit/state-paths.ts";
import { type ModelServer, startModelServer } from "../../src/scripted-model/server.ts";
import { type Installed, installed } from "../support/installed.ts";
import { Terminal } from "../support/terminal.ts";
import { REQUEST, storyIn } from "./story.ts";
import { terminalPicture } from "./terminal-picture.ts";

const SIZE = { columns: 120, rows: 36 };
/** Where the pictures of a language lie, how they are called, and what the screen shows when it is time for them. */
const LANGUAGES = {
  en: {
    folder: "docs/pictures",
    locale: "C.UTF-8",
    plan: ["The plan and its question", /Start this plan with 4 Workers\?/],
    workers: ["Four Workers at work", /Aegis MONITORING[^\n]*1\/4 completed/],
    dashboard: ["The dashboard over the whole terminal", /Model server[\s\S]*Now: [\s\S]*Esc back/],
    commit: ["QA passed, one commit", /committed[^\n]*4\/4 completed/],
  },
  ko: {
    folder: "docs/pictures/ko",
    locale: "ko_KR.UTF-8",
    plan: ["계획과 질문", /이 계획을 Worker 4개로 시작할까요\?/],
    workers: ["작업 중인 Worker 네 개", /Aegis MONITORING[^\n]*1\/4 완료/],
    dashboard: ["터미널 전체를 쓰는 대시보드", /모델 서버[\s\S]*지금: [\s\S]*Esc 돌아가기/],
    commit: ["QA 통과와 커밋 하나", /커밋됨[^\n]*4\/4 완료/],
  },
} as const;

describe.each(["en", "ko"] as const)("pictures in %s", (language: Language) => {
  const { folder: pictures, locale, ...scenes } = LANGUAGES[language];
  let folder: string;
  let model: ModelServer;
  let user: Installed;
  let terminal: Terminal;

  /** A user's machine after `install`, with the script of `npm run demo` in the place of the model. */
  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-pictures-")));
    model = await startModelServer({ script: await storyIn(language) });
    const env = { COLORTERM: "truecolor", LANG: locale };
    user = await installed(folder, { baseURL: model.url, env });
    await mkdir(pictures, { recursive: true });
    terminal = await Terminal.start({
      ...{ name: `pictures-${language}`, command: inject("opencode").path },
      ...{ cwd: user.ground.dir, env: user.env, ...SIZE },
    });
  });

  afterAll(async () => {
    await terminal?.close();
    await model?.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  /** Draws what the terminal shows as soon as it shows `wanted`. */
  async function draw(name: keyof typeof scenes): Promise<void> {
    const [title, wanted] = scenes[name];
    await terminal.shows(wanted);
    await keep(name, title, await terminal.coloured(), SIZE);
  }

  async function keep(
    name: string,
    title: string,
    ansi: string,
    size: { columns: number; rows: number },
  ): Promise<void> {
    const { dir } = user.ground;
    // As long as before: what comes behind it stays in its column.
    const text = ansi.replaceAll(dir, "~/board".padEnd(dir.length));
    await writeFile(join(pictures, `${name}.svg`), await terminalPicture(text, { ...size, title }));
  }

  /** A command of ours in the project, as a terminal shows it. */
  async function command(args: readonly string[]): Promise<string> {
    const cli = join(inject("packed"), "bin/oh-my-qwencoder.js");
    const env = { ...user.env, FORCE_COLOR: "1" };
    const options = { cwd: user.ground.dir, env, extendEnv: false, reject: false } as const;
    return (await execa(process.execPath, [cli, ...args], options)).stdout;
  }

  test("plan, Workers, dashboard and commit in OpenCode's terminal (needs tmux)", async () => {
    await terminal.shows(/Ask anything/);
    await terminal.type(REQUEST[language]);
    await terminal.press("Enter");
    await draw("plan");
    await terminal.press("Enter");
    await draw("workers");
    await terminal.press("C-x");
    await terminal.press("w");
    await draw("dashboard");
    await terminal.press("Escape");
    await draw("commit");
    const lines = (await command(["status"])).split("\n");
    await keep("status", "oh-my-qwencoder status", lines.join("\n"), {
      columns: 100,
      rows: lines.length,
    });
  });

  test("the report in a browser (needs chromium)", async () => {
    await command(["report"]);
    const { reports } = statePaths(user.ground.dir);
    const [page] = (await readdir(reports)).filter((name) => name.endsWith(".html"));
    const browser = await findOnPath("chromium", process.env["PATH"] ?? "");
    expect(browser, "chromium is not installed").toBeDefined();
    await execa(browser ?? "", [
      ...["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"],
      ...[`--user-data-dir=${join(folder, "chromium")}`, "--window-size=1100,1200"],
      ...[`--screenshot=${join(pictures, "report.png")}`, `file://${join(reports, page ?? "")}`],
    ]);
  });
});
