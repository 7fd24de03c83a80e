import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { minimatch } from "minimatch";
import { openCodeFolders } from "../../host/opencode-folders.ts";
import { alike, say } from "../../kit/sentence.ts";
import { shellWord } from "../../kit/shell-word.ts";
import { foldersBetween } from "../../setup/adapters/config-sources.ts";
import { seedWishes } from "../../setup/adapters/seeds.ts";
import type { DoctorContext } from "../context.ts";
import type { CheckResult } from "../core/check.ts";
import { command } from "../core/fix.ts";

/** Files that OpenCode would download before it answers, and code that it runs without asking. */
export async function checkStart(place: DoctorContext, top: string): Promise<CheckResult[]> {
  return [await seeds(place, top), await strangers(place, top)];
}

async function seeds({ packageRoot, env, cwd }: DoctorContext, top: string): Promise<CheckResult> {
  const id = "egress.start";
  const wishes = await seedWishes({ packageRoot, env, home: env["HOME"] ?? "", project: top, cwd });
  const missing = [...wishes.project, ...wishes.shared].map((wish) =>
    "folder" in wish ? wish.folder : wish.path,
  );
  return missing.length === 0
    ? { id, status: "ok", what: say("a start needs no network", "시작할 때 네트워크가 필요 없음") }
    : {
        id,
        status: "warning",
        what: say(
          `${missing.length} files and folders are missing`,
          `파일과 폴더 ${missing.length}개가 없습니다`,
        ),
        why: say(
          "OpenCode tries to fetch them at each start, and waits more than a minute if there is no network",
          "OpenCode가 시작할 때마다 받으려 하며, 네트워크가 없으면 1분 넘게 기다립니다",
        ),
        fix: command("oh-my-qwencoder install"),
        details: missing,
      };
}

/** The pattern with which OpenCode itself searches such a folder. */
const SCRIPTS = "*.{js,ts}";
const BY_NAME_ALONE = { dot: true, nocomment: true, nonegate: true };

/** OpenCode runs every script in a `plugin` folder, even one that came with a clone. */
async function strangers({ env, cwd }: DoctorContext, top: string): Promise<CheckResult> {
  const id = "egress.plugins";
  const own = [...foldersBetween(top, cwd), env["HOME"] ?? ""].map((at) => join(at, ".opencode"));
  const named = env["OPENCODE_CONFIG_DIR"];
  const all = new Set([...own, openCodeFolders(env).config, ...(named ? [named] : [])]);
  const folders = [...all].flatMap((folder) => [join(folder, "plugin"), join(folder, "plugins")]);
  const found = (await Promise.all(folders.map(scriptsIn))).flat();
  return found.length === 0
    ? { id, status: "ok", what: say("no other plugin script", "다른 플러그인 스크립트 없음") }
    : {
        id,
        status: "warning",
        what: alike(found.join(", ")),
        why: say(
          "OpenCode runs them with your rights; the rules of this plugin do not hold for them",
          "OpenCode가 사용자의 권한으로 실행하며, 이 플러그인의 규칙은 적용되지 않습니다",
        ),
        // OpenCode loads no other ending, and the user can still look at it.
        fix: command(
          found.map((file) => `mv ${shellWord(file)} ${shellWord(`${file}.off`)}`).join(" && "),
        ),
      };
}

async function scriptsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [] as string[]);
  return minimatch.match(names, SCRIPTS, BY_NAME_ALONE).map((name) => join(folder, name));
}
