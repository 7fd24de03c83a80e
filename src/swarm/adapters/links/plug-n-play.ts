import { readFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import { type Sentence, say } from "../../../kit/sentence.ts";
import type { UnfitFolder } from "../../ports.ts";
import type { Ground } from "./ground.ts";

type Checkout = Pick<Ground, "top" | "ignored">;

/** Where Yarn's Plug'n'Play says which package lies where; the second file has the list if it is not inlined. */
export const PNP_FILE = ".pnp.cjs";
const FILES = [PNP_FILE, ".pnp.data.json"];

/**
 * Plug'n'Play names places relative to its own file, so it works in a worktree only if git has the file and all that it
 * names: without the file, tools would search upwards and find the checkout's.
 */
export async function unfitPlugAndPlay(
  { top, ignored }: Checkout,
  folder: string,
): Promise<UnfitFolder[]> {
  const file = join(folder, PNP_FILE);
  const lists = await Promise.all(FILES.map((name) => textOf(join(top, folder, name))));
  if (lists[0] === undefined) return [];
  if (await ignored(file))
    return [
      unfit(
        file,
        say("git ignores it, so no worktree has it", "git이 무시하는 파일이라 worktree에 없습니다"),
      ),
    ];
  for (const place of placesIn(lists.join(""))) {
    const path = normalize(join(folder, place));
    if (path.startsWith("../"))
      return [
        unfit(
          file,
          say(
            `it names packages in ${dirname(path)}, relative to the checkout`,
            `체크아웃을 기준으로 ${dirname(path)}의 패키지를 가리킵니다`,
          ),
        ),
      ];
    if (await ignored(path))
      return [
        unfit(
          file,
          say(
            `it names packages in ${dirname(path)}, which git ignores`,
            `git이 무시하는 ${dirname(path)}의 패키지를 가리킵니다`,
          ),
        ),
      ];
  }
  return [];
}

function unfit(folder: string, why: Sentence): UnfitFolder {
  return {
    folder,
    why,
    fix: say(
      "Commit .pnp.cjs, .yarn/cache and .yarn/unplugged after: yarn config set enableGlobalCache false && yarn install. Or use node_modules: yarn config set nodeLinker node-modules && yarn install. Or take node_modules out of worktree.link, and install in worktree.setup.",
      "yarn config set enableGlobalCache false && yarn install을 실행한 뒤 .pnp.cjs, .yarn/cache, .yarn/unplugged를 커밋하세요. node_modules를 쓰려면: yarn config set nodeLinker node-modules && yarn install. 또는 worktree.link에서 node_modules를 빼고 worktree.setup에서 설치하세요.",
    ),
  };
}

/** The archives and folders that the list names, one of each folder. */
function placesIn(text: string): string[] {
  const found = new Map<string, string>();
  for (const [, named = ""] of text.matchAll(/"packageLocation":\s*"([^"]+)"/g)) {
    const place = normalize(real(named)).replace(/\/node_modules\/.*$/, "");
    found.set(dirname(place), place);
  }
  return [...found.values()];
}

/** A package with peers has a path of its own: `a/__virtual__/<hash>/<levels up>/<rest>`. */
function real(path: string): string {
  const virtual = /^(.*?)__virtual__\/[^/]+\/(\d+)\/(.*)$/.exec(path);
  if (!virtual) return path;
  const [, base = "", levels = "0", rest = ""] = virtual;
  return `${base}${"../".repeat(Number(levels))}${rest}`;
}

async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}
