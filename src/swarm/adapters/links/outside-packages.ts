import { join } from "node:path";
import { type Sentence, say } from "../../../kit/sentence.ts";
import type { UnfitFolder } from "../../ports.ts";
import { inside, realOrNone } from "./ground.ts";
import { packagesIn, readManifest } from "./node-packages.ts";

/** A package of the checkout that a package outside the checkout imports. */
interface Import {
  readonly name: string;
  /** Relative to the checkout. */
  readonly from: string;
  readonly fix: (name: string, folder: string) => Sentence;
}

/**
 * Packages that lie outside the checkout (`npm link`, a store that pnpm shares between projects) and that import from
 * it: there is one of them for all worktrees.
 */
export async function linkedFromOutside(top: string, folder: string): Promise<UnfitFolder[]> {
  const found: UnfitFolder[] = [];
  const seen = new Set<string>();
  for (const { name, entry } of await packagesIn(join(top, folder))) {
    const real = entry.isSymbolicLink() ? await realOrNone(join(top, folder, name)) : undefined;
    if (real === undefined || inside(top, real) !== undefined) continue;
    const back = await importBack(top, real, seen);
    if (back === undefined) continue;
    found.push({
      folder,
      why: say(
        `${name} is linked from ${real}, which imports ${back.name} from ${back.from} of this checkout`,
        `${name}이(가) 링크된 ${real}이(가) 이 체크아웃의 ${back.from}에서 ${back.name}을(를) 가져옵니다`,
      ),
      fix: back.fix(name, folder),
    });
  }
  return found;
}

async function importBack(
  top: string,
  real: string,
  seen: Set<string>,
): Promise<Import | undefined> {
  if (seen.has(real)) return undefined;
  seen.add(real);
  for (const { name } of await packagesIn(join(real, "node_modules"))) {
    const from = await inCheckout(top, join(real, "node_modules", name));
    if (from !== undefined) return { name, from, fix: installIt };
  }
  return importBeside(top, real, seen);
}

/** In a store, the links to a package's dependencies lie beside the package. */
async function importBeside(
  top: string,
  real: string,
  seen: Set<string>,
): Promise<Import | undefined> {
  const end = real.lastIndexOf("/node_modules/");
  if (end < 0) return undefined;
  for (const [name] of await readManifest(join(real, "package.json"))) {
    const link = join(real.slice(0, end), "node_modules", name);
    const from = await inCheckout(top, link);
    if (from !== undefined) return { name, from, fix: ownStore };
    const next = await realOrNone(link);
    const deeper = next === undefined ? undefined : await importBack(top, next, seen);
    if (deeper) return deeper;
  }
  return undefined;
}

async function inCheckout(top: string, link: string): Promise<string | undefined> {
  const end = await realOrNone(link);
  return end === undefined ? undefined : inside(top, end);
}

function installIt(name: string, folder: string): Sentence {
  return say(
    `Install ${name} into ${folder} instead of linking it.`,
    `${name}을(를) 링크하지 말고 ${folder}에 설치하세요.`,
  );
}

function ownStore(name: string, folder: string): Sentence {
  return say(
    `Install ${name} into ${folder} instead of linking it; with pnpm: enableGlobalVirtualStore: false in pnpm-workspace.yaml, then pnpm install.`,
    `${name}을(를) 링크하지 말고 ${folder}에 설치하세요. pnpm이라면 pnpm-workspace.yaml에 enableGlobalVirtualStore: false를 넣고 pnpm install을 실행하세요.`,
  );
}
