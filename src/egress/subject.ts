import { realpath } from "node:fs/promises";
import { dirname } from "node:path";
import { commonDirOf, locate } from "../git/checkout.ts";
import { createRunner } from "../git/run-git.ts";
import { findOpenCode, type OpenCode } from "../host/find.ts";
import { openCodeFolders } from "../host/opencode-folders.ts";
import { modelServers } from "../jail/core/model-servers.ts";
import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import { homeFolder } from "../kit/home-folders.ts";
import { alike, say } from "../kit/sentence.ts";
import type { Source } from "../setup/core/sources.ts";
import { readInForce } from "../setup/in-force.ts";

/** What is audited: the user's OpenCode in a project, with the configuration in force. */
export interface Subject {
  readonly opencode: OpenCode;
  readonly cwd: string;
  /** The top of the checkout; undefined outside a repository. */
  readonly top: string | undefined;
  readonly env: Environment;
  /** The sources that count, lowest rank first. */
  readonly sources: readonly Source[];
  /** Addresses of the model servers; may be empty. */
  readonly urls: readonly string[];
  /** Folders that OpenCode may write into. */
  readonly writable: readonly string[];
}

/** Throws OPENCODE_MISSING, OPENCODE_BROKEN, CONFIG_REFUSED, PROJECT_NOT_APPROVED. */
export async function findSubject(place: {
  cwd: string;
  env: Environment;
  /** Of this package. */
  version: string;
  signal?: AbortSignal | undefined;
}): Promise<Subject> {
  const { env, version, signal } = place;
  const cwd = await realpath(place.cwd);
  const opencode = await findOpenCode({ searchPath: env["PATH"] ?? "", signal });
  if (opencode === undefined)
    throw new AegisError(
      "OPENCODE_MISSING",
      say("There is no opencode on PATH.", "PATH에 opencode가 없습니다."),
      alike("npm install -g opencode-ai@1.18.33"),
    );
  const { top, commonDir } = await checkoutOf(cwd, env);
  const { counted, waiting } = await readInForce({ top, cwd, env, version });
  if (waiting.some(({ held }) => !held))
    throw new AegisError(
      "PROJECT_NOT_APPROVED",
      say(
        "OpenCode would run what came with this repository or lies in a folder above it, which you have not approved.",
        "OpenCode를 실행하면 이 저장소나 상위 폴더에 들어 있는, 아직 승인하지 않은 것이 실행됩니다.",
      ),
      say(
        "oh-my-qwencoder install --approve-project, after you have read what it would run",
        "무엇이 실행되는지 확인한 뒤: oh-my-qwencoder install --approve-project",
      ),
    );
  const folders = openCodeFolders(env);
  const writable = [
    ...[env["HOME"], homeFolder(env, "state"), env["OPENCODE_CONFIG_DIR"]].filter(isNamed),
    ...Object.values(folders).map(dirname),
    ...[cwd, top, commonDir && dirname(commonDir)].filter(isNamed),
  ];
  const urls = modelServers(counted, env);
  return { opencode, cwd, top, env, sources: counted, urls, writable };
}

function isNamed(path: string | undefined): path is string {
  return path !== undefined && path !== "";
}

async function checkoutOf(
  cwd: string,
  env: Environment,
): Promise<{ top?: string; commonDir?: string }> {
  const git = createRunner({ env });
  try {
    const { top } = await locate(git, cwd);
    return { top: await realpath(top), commonDir: await commonDirOf(git, cwd) };
  } catch (error) {
    if (!(error instanceof AegisError) || error.code !== "NOT_A_REPOSITORY") throw error;
    return {};
  }
}
