import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const FOLDERS = ["hooks", "info", "objects/info", "objects/pack", "refs/heads", "refs/tags"];
/** Settings of a new repository, as `git init` writes them. */
const CORE = {
  "core.repositoryformatversion": "0",
  "core.filemode": "true",
  "core.bare": "false",
  "core.logallrefupdates": "true",
};
/** Without this, each commit starts a second git that looks for something to tidy up. */
export const NO_MAINTENANCE = ["-c", "maintenance.auto=false"] as const;

/**
 * Makes a repository on branch main as `git init` and `git config` would, without starting them: nearly every test
 * begins with a repository of its own.
 */
export async function gitInit(
  dir: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<void> {
  const at = join(dir, ".git");
  for (const folder of FOLDERS) await mkdir(join(at, folder), { recursive: true });
  await writeFile(join(at, "HEAD"), "ref: refs/heads/main\n");
  await writeFile(
    join(at, "info/exclude"),
    "# git ls-files --others --exclude-from=.git/info/exclude\n",
  );
  await writeFile(join(at, "description"), "Unnamed repository\n");
  await writeFile(join(at, "config"), configText({ ...CORE, ...settings }));
}

function configText(settings: Readonly<Record<string, string>>): string {
  const lines = Object.entries(settings).map(([name, value]) => {
    const [, section = "", below, key = ""] = /^([^.]+)(?:\.(.+))?\.([^.]+)$/.exec(name) ?? [];
    const header = below === undefined ? section : `${section} ${JSON.stringify(below)}`;
    return `[${header}]\n\t${key} = ${JSON.stringify(value)}\n`;
  });
  return lines.join("");
}
