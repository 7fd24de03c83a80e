import type { Stats } from "node:fs";
import { readlink } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { AegisError } from "./errors.ts";
import { entryAt } from "./is-there.ts";
import { realPath } from "./real-path.ts";
import { type Sentence, say } from "./sentence.ts";
import { STATE_FOLDER } from "./state-paths.ts";

/** What may lie at a path of a project. */
export interface PathRule {
  kind: "file" | "folder";
  /** The file itself may not be a link; a folder above it may. */
  ownName?: boolean;
}

/** As many links as the system itself follows. */
const MOST_LINKS = 40;

/**
 * The place to which a path of the project at `top` leads; follows links, and the place need not exist. The author of a
 * repository also chose its links. So the function refuses a path that leads out of the project, into git's own folder
 * or into our state, and refuses pipes, sockets and devices. Reads no content. Throws LINK_REFUSED, NOT_A_FILE.
 */
export async function beneath(top: string, path: string, rule: PathRule): Promise<string> {
  const root = realPath(top);
  if (rule.ownName && (await entryAt(path))?.isSymbolicLink())
    throw refusedLink(
      path,
      say("is a link, and this file may not be one", "링크이고, 이 파일은 링크면 안 됩니다"),
    );
  const { at, link } = await followed(root, partsOf(relative(top, path)));
  if (!isOfProject(root, at))
    throw link === undefined
      ? refusedLink(path, say("is no file of the project's own", "프로젝트의 파일이 아닙니다"))
      : refusedLink(
          link,
          say(
            `is a link that leads out of the project's own files, to ${at}`,
            `프로젝트 밖(${at})으로 이어지는 링크입니다`,
          ),
        );
  refuseOther(at, await entryAt(at), rule.kind);
  return at;
}

/** Where names below a folder lead, and the first link on the way. As the system does, but past missing names too. */
async function followed(
  from: string,
  names: readonly string[],
): Promise<{ at: string; link: string | undefined }> {
  const rest = [...names];
  let at = from;
  let link: string | undefined;
  let links = 0;
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    const next = join(at, name);
    // For ".." this is a folder: where the walk stands holds no link.
    const found = await entryAt(next);
    if (found?.isSymbolicLink()) {
      link ??= next;
      links += 1;
      if (links > MOST_LINKS)
        throw refusedLink(
          link,
          say("is a link that leads in a circle", "서로를 가리키며 도는 링크입니다"),
        );
      const target = await targetOf(next);
      rest.unshift(...partsOf(target));
      if (isAbsolute(target)) at = sep;
    } else {
      if (found && rest.length > 0) refuseOther(next, found, "folder");
      at = next;
    }
  }
  return { at, link };
}

function partsOf(path: string): string[] {
  return path.split(sep).filter((part) => part !== "" && part !== ".");
}

async function targetOf(link: string): Promise<string> {
  const target = await readlink(link);
  if (target.includes("\uFFFD"))
    throw refusedLink(
      link,
      say("is a link to a name that is not UTF-8", "UTF-8이 아닌 이름을 가리키는 링크입니다"),
    );
  return target;
}

/** Throws NOT_A_FILE if something else is there. */
export function refuseOther(path: string, found: Stats | undefined, kind: PathRule["kind"]): void {
  if (found && !(kind === "file" ? found.isFile() : found.isDirectory())) throw notA(kind, path);
}

export function refusedLink(path: string, what: Sentence): AegisError {
  return new AegisError(
    "LINK_REFUSED",
    say(
      `${path} ${what.en}. Nothing was written.`,
      `${path}: ${what.ko}. 아무것도 쓰지 않았습니다.`,
    ),
    say(
      "Remove it, or put a file or folder of its own in its place, then repeat the command.",
      "삭제하거나 그 자리에 실제 파일이나 폴더를 둔 뒤 명령을 다시 실행하세요.",
    ),
  );
}

function notA(kind: PathRule["kind"], path: string): AegisError {
  return new AegisError(
    "NOT_A_FILE",
    say(
      kind === "file"
        ? `${path} has to be a regular file, but something else is there. Nothing was written.`
        : `${path} has to be a folder, but something else is there. Nothing was written.`,
      `${kind === "file" ? "일반 파일" : "폴더"}이(가) 있어야 할 자리에 다른 것이 있습니다: ${path}. 아무것도 쓰지 않았습니다.`,
    ),
    say("Move it away and repeat the command.", "다른 곳으로 옮긴 뒤 명령을 다시 실행하세요."),
  );
}

/** True for a path below `root`, except what belongs to git or is our state. Looks at no disk. */
export function isOfProject(root: string, path: string): boolean {
  const names = relative(root, path).split(sep);
  if (names[0] === "" || names[0] === ".." || names[0]?.toLowerCase() === STATE_FOLDER)
    return false;
  // Some file systems do not tell capitals from small letters.
  return names.every((name) => name.toLowerCase() !== ".git");
}
