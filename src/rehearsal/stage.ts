import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createRepository } from "../git/history.ts";
import { findOpenCode } from "../host/find.ts";
import { isolatedHome } from "../host/isolated-home.ts";
import { type Host, startServe } from "../host/serve.ts";
import { AegisError } from "../kit/errors.ts";
import { alike, say } from "../kit/sentence.ts";
import type { Improviser, Script } from "../scripted-model/script.ts";
import { type ModelServer, startModelServer } from "../scripted-model/server.ts";

/** A repository, a scripted model and a real OpenCode with our plugin, all on this machine. */
export interface Stage {
  repository: string;
  model: ModelServer;
  host: Host;
  opencode: { path: string; version: string };
  /** Holds all files of this stage. */
  scratch: string;
  /** Starts a further OpenCode in the repository. */
  start(): Promise<Host>;
  /** Ends every OpenCode of this stage. */
  stopHosts(): Promise<void>;
  /** Ends all processes and removes everything except a kept repository. */
  close(): Promise<void>;
}

/** Throws AegisError OPENCODE_MISSING or KEEP_NOT_EMPTY with the fix. */
export async function buildStage(options: {
  packageRoot: string;
  plugin: string;
  searchPath: string;
  /** May need the repository before it exists: the first request comes after the stage is built. */
  script: Script | ((repository: string) => Improviser);
  /** Files of the first commit. */
  files?: Readonly<Record<string, string>>;
  /** Each OpenCode gets a session of its own, so that a signal reaches all its processes. */
  session?: boolean;
  keep?: string | undefined;
}): Promise<Stage> {
  const opencode = await findOpenCode(options);
  if (!opencode)
    throw new AegisError(
      "OPENCODE_MISSING",
      say("OpenCode is not installed here.", "OpenCode가 설치되어 있지 않습니다."),
      alike("npm install -g opencode-ai@1.18.33"),
    );
  const scratch = await realpath(await mkdtemp(join(tmpdir(), "aegis-rehearsal-")));
  let model: ModelServer | undefined;
  const closeRest = async () => {
    await model?.stop();
    // OpenCode's last git may still be writing.
    await rm(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  try {
    const repository = await firstCommit(
      options.keep ? resolve(options.keep) : join(scratch, "project"),
      options.files ?? { ".gitignore": "node_modules/\n" },
    );
    const { packageRoot, plugin, searchPath, script, session = false } = options;
    model = await startModelServer({
      script: typeof script === "function" ? script(repository) : script,
    });
    const { url: baseURL } = model;
    const { env } = await isolatedHome(scratch, { baseURL, searchPath, packageRoot, plugin });
    const hosts: Host[] = [];
    const start = async () => {
      const logFile = join(scratch, `opencode-${hosts.length + 1}.log`);
      const host = await startServe({ opencode, cwd: repository, env, logFile, session });
      hosts.push(host);
      return host;
    };
    const host = await start();
    const stopHosts = async () => {
      await Promise.all(hosts.map((each) => each.stop()));
    };
    const close = () => stopHosts().finally(closeRest);
    return { repository, model, host, opencode, scratch, start, stopHosts, close };
  } catch (error) {
    await closeRest();
    throw error;
  }
}

/** A fixed first commit, so that the same script always ends in the same tree. */
async function firstCommit(
  directory: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  await mkdir(directory, { recursive: true });
  const present = await readdir(directory);
  if (present.length > 0)
    throw new AegisError(
      "KEEP_NOT_EMPTY",
      say(`${directory} is not empty.`, `${directory} 폴더가 비어 있지 않습니다.`),
      say("Name a new directory with --keep.", "--keep에 새 폴더를 지정하세요."),
    );
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(directory, dirname(path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
  const author = { name: "Aegis Rehearsal", email: "rehearsal@localhost" };
  await createRepository(directory, process.env, author);
  return realpath(directory);
}
