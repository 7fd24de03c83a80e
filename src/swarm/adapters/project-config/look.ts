import { basename, join } from "node:path";
import type { Environment } from "../../../kit/environment.ts";
import { homeFolder, neededHomeFolder } from "../../../kit/home-folders.ts";
import { isThere } from "../../../kit/is-there.ts";
import { realPath } from "../../../kit/real-path.ts";
import { PRODUCT_FOLDER } from "../../../kit/state-paths.ts";
import {
  canonicalText,
  type Finding,
  findingsOf,
  needApproval,
  type RepositoryDocument,
} from "../../core/project-config/findings.ts";
import { approvalFiles, fingerprintOf } from "./approvals.ts";
import { readAround } from "./read-around.ts";
import { foldersUpTo, readDocuments } from "./read-documents.ts";

/** The configuration that came with a repository, as it is now. */
export interface ProjectConfig {
  /** The repository, for an approval. */
  readonly top: string;
  readonly findings: readonly Finding[];
  /** The findings that wait for the user's approval; none if the user or the administrator has approved them. */
  readonly waiting: readonly Finding[];
  readonly fingerprint: string;
}

/** Where OpenCode starts. */
export interface ProjectPlace {
  /** "/" without a repository: OpenCode then reads every folder above. */
  top: string;
  cwd: string;
  env: Environment;
  platform: NodeJS.Platform;
  /** Of this package. */
  version: string;
}

/** An empty folder of the user, made when it is needed, in which no repository's configuration counts. */
export function ownFolder(env: Environment): string {
  return join(neededHomeFolder(env, "config"), `${PRODUCT_FOLDER}-own`);
}

/**
 * Reads the configuration in force for `cwd` in the repository at `top`. What lies above the user's own configuration
 * is the user's.
 */
export async function lookAtProject(place: ProjectPlace): Promise<ProjectConfig> {
  const { top, cwd, folders } = await foldersOf(place);
  return judged(
    place,
    { top, cwd },
    await readDocuments(top, folders, await usersFolders(place.env)),
  );
}

/**
 * Reads what acts at a start of OpenCode without being its configuration for this repository: its terminal looks above
 * the repository too, and npm looks above `.opencode`. No hook of ours can hold any of it, so it has an approval of its
 * own, which the plugin does not ask for.
 */
export async function lookAround(place: ProjectPlace): Promise<ProjectConfig> {
  const { top, cwd, folders } = await foldersOf(place);
  return judged(place, { top, cwd }, await readAround(top, folders, await usersFolders(place.env)));
}

/** OPENCODE_DISABLE_PROJECT_CONFIG hides nothing here: OpenCode loads the plugins of opencode.json in spite of it. */
async function foldersOf(place: ProjectPlace) {
  const [top, cwd] = [realPath(place.top), realPath(place.cwd)];
  // OpenCode goes by the path it was given, which a link may have made longer.
  const folders = [...foldersUpTo(top, cwd), ...foldersUpTo(place.top, place.cwd)];
  return { top, cwd, folders: [...new Set(folders)] };
}

async function judged(
  { env, platform, version }: ProjectPlace,
  { top, cwd }: { top: string; cwd: string },
  documents: readonly RepositoryDocument[],
): Promise<ProjectConfig> {
  const findings = findingsOf(documents, `${PRODUCT_FOLDER}@${version}`);
  const fingerprint = fingerprintOf(canonicalText(findings));
  const need = needApproval(findings);
  // Without a repository each folder counts for itself.
  const key = top === "/" ? cwd : top;
  const approved = need.length === 0 || (await approvalFiles(env, platform).has(key, fingerprint));
  return { top: key, findings, waiting: approved ? [] : need, fingerprint };
}

/** The folders above the user's own configuration, OpenCode's there, and the user's `.opencode`. */
async function usersFolders(env: Environment): Promise<string[]> {
  const home = env["HOME"] || env["USERPROFILE"];
  const inHome = home ? [join(home, ".opencode")] : [];
  const config = homeFolder(env, "config");
  if (config === undefined) return inHome;
  const own = ownFolder(env);
  const real = (await isThere(config)) ? join(realPath(config), basename(own)) : own;
  const openCodes = join(config, "opencode");
  return [...foldersUpTo("/", own), ...foldersUpTo("/", real), openCodes, ...inHome];
}
