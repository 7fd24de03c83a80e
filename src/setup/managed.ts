import { access, constants } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { AegisError } from "../kit/errors.ts";
import { isThere } from "../kit/is-there.ts";
import { say } from "../kit/sentence.ts";
import { configSources } from "./adapters/config-sources.ts";
import { pluginFiles } from "./adapters/plugin-files.ts";
import type { Seed } from "./adapters/seed.ts";
import type { SetupContext } from "./context.ts";
import { isOurPlugin } from "./core/settings.ts";
import type { SetupTarget } from "./target.ts";

/** A copy of this package beside the managed configuration, which every user may read and only an administrator change. */
const COPY = "oh-my-qwencoder-plugin";

/** The plugin of a managed configuration: its files, and the entry that names them by their absolute path. */
export async function managedPlugin(
  { top }: Pick<SetupTarget, "top">,
  { packageRoot, version }: Pick<SetupContext, "packageRoot" | "version">,
): Promise<{ entry: string; files: Seed[] }> {
  const copy = join(top, COPY);
  const name = "oh-my-qwencoder";
  const file = join(copy, `${name}@${version}`, "node_modules", name, "dist/plugin.js");
  return { entry: pathToFileURL(file).href, files: await pluginFiles(packageRoot, copy) };
}

/** Throws NOT_PERMITTED if this user may not write the managed configuration. */
export async function refuseOrdinaryUser({ scope, top }: SetupTarget): Promise<void> {
  if (scope !== "managed") return;
  let folder = top;
  while (!(await isThere(folder)) && dirname(folder) !== folder) folder = dirname(folder);
  const may = await access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (may) return;
  throw new AegisError(
    "NOT_PERMITTED",
    say(
      `${top} holds OpenCode's configuration for all users of this machine, and you may not write there. Nothing was written.`,
      `${top}에는 이 컴퓨터의 모든 사용자에게 적용되는 OpenCode 설정이 있고, 쓸 권한이 없습니다. 아무것도 쓰지 않았습니다.`,
    ),
    say(
      "Run the command as an administrator, such as with sudo.",
      "sudo 등을 써서 관리자 권한으로 실행하세요.",
    ),
  );
}

/** True if the administrator's configuration brings our plugin: a second entry would be a second copy. */
export async function isManaged({ env, cwd }: Pick<SetupContext, "env" | "cwd">): Promise<boolean> {
  const sources = await configSources({ top: cwd, cwd, env, platform: process.platform });
  return sources.some(({ kind, config }) => {
    const list = config?.["plugin"];
    return kind === "managed" && Array.isArray(list) && list.some(isOurPlugin);
  });
}
