import type { Dirent } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { isThere } from "../../../kit/is-there.ts";
import { isRecord, parsedJson } from "../../../kit/json.ts";
import { say } from "../../../kit/sentence.ts";
import type { UnfitFolder } from "../../ports.ts";
import { type Ground, inside, realOrNone, textOf } from "./ground.ts";
import { linkedFromOutside } from "./outside-packages.ts";
import { pathsNamed } from "./python-paths.ts";
import { isVirtualenv } from "./virtualenv.ts";

type Checkout = Pick<Ground, "top" | "folders" | "ignored">;

/** Folders through which QA would test the checkout, in spite of all that `link` can do. */
export async function unfitFolders(checkout: Checkout): Promise<UnfitFolder[]> {
  return (await Promise.all(checkout.folders.map((folder) => judge(checkout, folder)))).flat();
}

async function judge(checkout: Checkout, folder: string): Promise<UnfitFolder[]> {
  const at = join(checkout.top, folder);
  const isEnvironment = await isVirtualenv(at);
  if (basename(folder) === "node_modules") return linkedFromOutside(checkout.top, folder);
  const sites = await siteFolders(at);
  const python = await Promise.all(
    sites.map(async (site) => [
      ...(await editables(checkout, { folder, site, isEnvironment })),
      ...(await copies(checkout, folder, site)),
    ]),
  );
  if (isEnvironment) return python.flat();
  return [...python.flat(), ...(await plainFolder(checkout, folder))];
}

async function siteFolders(environment: string): Promise<string[]> {
  const names = await readdir(join(environment, "lib")).catch(() => [] as string[]);
  return names
    .filter((name) => /^(python|pypy)/.test(name))
    .map((name) => join(environment, "lib", name, "site-packages"));
}

interface Site {
  folder: string;
  site: string;
  isEnvironment: boolean;
}

/** Editable installs that name a path that no tree under test holds, or that lie where no path can be changed. */
async function editables(checkout: Checkout, place: Site): Promise<UnfitFolder[]> {
  const found: UnfitFolder[] = [];
  for (const entry of await entriesOf(place.site))
    if (entry.isFile() && /\.(pth|egg-link|py)$/.test(entry.name)) {
      const back = await unmovable(checkout, place, entry.name);
      if (back !== undefined) found.push(editable(place, entry.name, back));
    }
  return found;
}

async function unmovable(
  { top, folders, ignored }: Checkout,
  { site, isEnvironment }: Site,
  file: string,
): Promise<string | undefined> {
  const text = (await textOf(join(site, file))) ?? "";
  for (const named of pathsNamed(file, text)) {
    const real = await realOrNone(resolve(site, named));
    const back = real === undefined ? undefined : inside(top, real);
    if (back === undefined || folders.some((one) => inside(one, back) !== undefined)) continue;
    if (!isEnvironment || (back !== "" && (await ignored(back)))) return back;
  }
  return undefined;
}

function editable({ folder, isEnvironment }: Site, file: string, back: string): UnfitFolder {
  return isEnvironment
    ? {
        folder,
        why: say(
          `${file} imports from ${back}, a build folder that git ignores`,
          `${file}이(가) git이 무시하는 빌드 폴더 ${back}에서 가져옵니다`,
        ),
        fix: say(
          "Install that package without a build folder: pip install -e . --config-settings editable_mode=lenient.",
          "빌드 폴더 없이 설치하세요: pip install -e . --config-settings editable_mode=lenient",
        ),
      }
    : {
        folder,
        why: say(
          `${file} imports from ${back || "the checkout"}, and ${folder} is not an environment of python -m venv`,
          `${file}이(가) ${back || "체크아웃"}에서 가져오는데, ${folder}은(는) python -m venv로 만든 환경이 아닙니다`,
        ),
        fix: say(
          `Delete ${folder} and create it again: rm -r ${folder} && python3 -m venv ${folder}, then install the packages again.`,
          `${folder}을(를) 삭제하고 다시 만든 뒤(rm -r ${folder} && python3 -m venv ${folder}) 패키지를 다시 설치하세요.`,
        ),
      };
}

/** Packages of the checkout that are installed as a copy: QA would import the copy. */
async function copies({ top }: Checkout, folder: string, site: string): Promise<UnfitFolder[]> {
  const found: UnfitFolder[] = [];
  for (const { name } of await entriesOf(site)) {
    if (!name.endsWith(".dist-info")) continue;
    const from = await installedFrom(join(site, name, "direct_url.json"));
    const real = from === undefined ? undefined : await realOrNone(from);
    const back = real === undefined ? undefined : inside(top, real);
    if (back === undefined) continue;
    found.push({
      folder,
      why: say(
        `${name.replace(/-.*/, "")} is installed as a copy of ${back || "the checkout"}`,
        `${name.replace(/-.*/, "")}이(가) ${back || "체크아웃"}의 사본으로 설치되어 있습니다`,
      ),
      fix: say(
        `Ask the user to run: ${join(folder, "bin/python")} -m pip install -e ./${back}`,
        `실행하세요: ${join(folder, "bin/python")} -m pip install -e ./${back}`,
      ),
    });
  }
  return found;
}

/** The folder that a package was copied from; undefined for an editable install. */
async function installedFrom(file: string): Promise<string | undefined> {
  const value = parsedJson(await readFile(file, "utf8").catch(() => ""));
  if (!isRecord(value) || !isRecord(value["dir_info"])) return undefined;
  const { url, dir_info: info } = value;
  const copied = typeof url === "string" && url.startsWith("file://") && info["editable"] !== true;
  return copied ? fileURLToPath(url) : undefined;
}

/** A folder of another tool is linked as a whole. */
async function plainFolder(checkout: Checkout, folder: string): Promise<UnfitFolder[]> {
  const at = join(checkout.top, folder);
  const setUp = say(
    "Take it out of worktree.link, and make it in worktree.setup.",
    "worktree.link에서 빼고 worktree.setup에서 만드세요.",
  );
  if (await isThere(join(at, "composer/autoload_real.php")))
    return [
      {
        folder,
        why: say(
          "Composer's autoloader follows the link to the checkout",
          "Composer의 autoloader가 링크를 따라 체크아웃을 읽습니다",
        ),
        fix: setUp,
      },
    ];
  const link = await linkBack(checkout, folder, folder, 3);
  return link === undefined
    ? []
    : [
        {
          folder,
          why: say(
            `${link} is a link to another folder of the checkout`,
            `${link}은(는) 체크아웃의 다른 폴더로 이어지는 링크입니다`,
          ),
          fix: setUp,
        },
      ];
}

async function linkBack(
  checkout: Checkout,
  folder: string,
  path: string,
  depth: number,
): Promise<string | undefined> {
  for (const entry of await entriesOf(join(checkout.top, path))) {
    const below = `${path}/${entry.name}`;
    if (entry.isSymbolicLink() && (await leavesFor(checkout.top, folder, below))) return below;
    const deeper = entry.isDirectory() && depth > 1;
    const found = deeper ? await linkBack(checkout, folder, below, depth - 1) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

async function leavesFor(top: string, folder: string, link: string): Promise<boolean> {
  const real = await realOrNone(join(top, link));
  const at = real === undefined ? undefined : inside(top, real);
  return at !== undefined && inside(folder, at) === undefined;
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}
