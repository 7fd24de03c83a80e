import { join, relative } from "node:path";
import { isThere } from "../../../kit/is-there.ts";
import { recordOf } from "../../../kit/json.ts";
import type { RepositoryDocument } from "../../core/project-config/findings.ts";
import {
  contentOf,
  foldersUpTo,
  hash,
  namedFiles,
  npmFiles,
  npmSettings,
  objectIn,
} from "./read-documents.ts";

/** OpenCode has npm install this package into each `.opencode`. */
const OPENCODE_PLUGIN = "@opencode-ai/plugin";
const KINDS = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];

/**
 * What acts at a start of OpenCode in the repository at `top` and is no part of its configuration there. `folders`: from
 * the top down. `own`: folders of the user.
 *
 * - OpenCode's terminal reads `tui.json`, and `.opencode`, in all folders above the repository too.
 * - npm takes its settings from the first folder with a `package.json` or `node_modules`, from `.opencode` upwards, or
 *   from one above that names it as a workspace; and its addresses from the lock.
 */
export async function readAround(
  top: string,
  folders: readonly string[],
  own: readonly string[],
): Promise<RepositoryDocument[]> {
  const above = foldersUpTo("/", top).filter((each) => each !== top && !own.includes(each));
  const found: RepositoryDocument[] = [];
  for (const folder of above) {
    const inside = join(folder, ".opencode");
    found.push(...(await namedFiles(top, folder, ["tui"])));
    if (own.includes(inside)) continue;
    found.push(...(await namedFiles(top, inside, ["tui"])), ...(await npmFiles(top, inside)));
  }
  const all = [...above, ...folders.filter((each) => !own.includes(each))];
  const npms = await Promise.all(all.map((folder) => npmRuns(join(folder, ".opencode"))));
  const lowest = all.filter((_, at) => npms[at]);
  for (const folder of all) {
    if (!lowest.some((each) => each === folder || each.startsWith(join(folder, "/")))) continue;
    found.push(...(await npmSettings(top, folder)));
    if (lowest.includes(folder)) found.push(...(await locks(top, join(folder, ".opencode"))));
  }
  return found;
}

/** True if OpenCode has npm install into this folder: it only compares the names in package.json and in the lock. */
async function npmRuns(folder: string): Promise<boolean> {
  if (!(await isThere(folder))) return false;
  if (!(await isThere(join(folder, "node_modules")))) return true;
  const [manifest, lock] = [await objectAt(folder, "package.json"), await lockAt(folder)];
  const root = recordOf(recordOf(lock["packages"])[""]);
  const locked = new Set(namesIn(root));
  return [...namesIn(manifest), OPENCODE_PLUGIN].some((name) => !locked.has(name));
}

function lockAt(folder: string): Promise<Record<string, unknown>> {
  return objectAt(folder, "package-lock.json");
}

async function objectAt(folder: string, name: string): Promise<Record<string, unknown>> {
  const content = await contentOf(join(folder, name));
  return recordOf(content && objectIn(content.toString("utf8")));
}

function namesIn(manifest: Record<string, unknown>): string[] {
  return KINDS.flatMap((kind) => Object.keys(recordOf(manifest[kind])));
}

async function locks(top: string, folder: string): Promise<RepositoryDocument[]> {
  const found: RepositoryDocument[] = [];
  for (const name of ["package-lock.json", "npm-shrinkwrap.json"]) {
    const path = join(folder, name);
    const content = await contentOf(path);
    if (content !== undefined)
      found.push({ file: relative(top, path), kind: "file", is: "packages", hash: hash(content) });
  }
  return found;
}
