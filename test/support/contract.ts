import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import type { OpenCode } from "../../src/host/find.ts";
import { isolatedHome } from "../../src/host/isolated-home.ts";
import { type Host, startServe } from "../../src/host/serve.ts";
import type { RecordedRequest } from "../../src/scripted-model/request-log.ts";
import type { Actor, Step } from "../../src/scripted-model/script.ts";
import { type ModelServer, startModelServer } from "../../src/scripted-model/server.ts";

export const LIMIT = 240_000;
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PLUGIN = join(ROOT, "test/support/contract-plugin.mjs");
const SHELL = `#!/bin/bash
export CONTRACT_SHELL_ARGS="$*"
exec /bin/bash "$@"
`;

/** A line of the recording plugin: the input of a hook, and the directory of its instance. */
export interface Note {
  hook: string;
  directory: string;
  data: Record<string, unknown>;
}

/** One real OpenCode with the recording plugin and a model that speaks the lines of each test. */
export interface Stage {
  host: Host;
  model: ModelServer;
  opencode: OpenCode;
  env: Readonly<Record<string, string>>;
  folder: string;
  /** The user's checkout; a git repository with one commit. */
  main: string;
  git(...args: string[]): Promise<string>;
  /** The notes of a hook, if `directory` is given only from the instance of that directory. */
  notes(hook: string, directory?: string): Note["data"][];
  /** Waits for a note of a hook for which OpenCode does not wait. */
  noted(hook: string, fits: (data: Note["data"]) => boolean): Promise<Note["data"]>;
  /** Calls the plugin's helm in OpenCode's process; rejects with the error of the action. */
  helm<T>(action: string, ...args: unknown[]): Promise<T>;
  /** From now on, sessions that begin with these words get these answers. */
  lines(agent: Actor["agent"], words: string, steps: Step[]): Promise<void>;
  /** A new session of the Commander in `main`; returns at its end. */
  turn(words: string, steps: Step[]): Promise<string>;
  /** Waits until the session's error is stored and the session is then reported idle. */
  failed(session: string): Promise<void>;
  /** The notes of a hook about one session. */
  of(hook: string, session: string): Note["data"][];
  /** The session's first request to the model. */
  first(session: string): RecordedRequest | undefined;
  /** The session's requests to the model, without those for its title. */
  requests(session: string): RecordedRequest[];
  close(): Promise<void>;
}

/**
 * Declares facts as tests that name the code that relies on them: `contract` maps each fact to source files. The last
 * test fails if a listed fact has no check or a named file is gone.
 */
export function facts<Fact extends string>(contract: Record<Fact, readonly string[]>) {
  const open = new Set<string>(Object.keys(contract));
  return {
    fact(name: Fact, check: () => Promise<void> | void): void {
      open.delete(name);
      test(`${name} (${contract[name].join(", ")})`, check);
    },
    complete(): void {
      test("every listed fact is checked, and the sources that rely on it exist", () => {
        expect([...open]).toEqual([]);
        const files = Object.values<readonly string[]>(contract).flat();
        expect(files.filter((file) => !existsSync(join(ROOT, "src", file)))).toEqual([]);
      });
    },
  };
}

/** The stage of a file, open from before its first test until after its last test. */
export function sharedStage(): Stage {
  const stage = {} as Stage;
  beforeAll(async () => {
    Object.assign(stage, await openStage());
  });
  afterAll(() => stage.close());
  return stage;
}

async function openStage(): Promise<Stage> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-contract-")));
  const searchPath = process.env["PATH"] ?? "";
  const opencode = inject("opencode");
  const actors: Actor[] = [{ agent: "other", steps: [] }];
  const model = await startModelServer({ script: { name: "contract", actors } });
  const home = await isolatedHome(folder, {
    baseURL: model.url,
    searchPath,
    packageRoot: ROOT,
    plugin: PLUGIN,
  });
  const main = join(folder, "main");
  const file = join(folder, "notes.jsonl");
  const shell = join(folder, "shell", "bash");
  await mkdir(join(folder, "shell"));
  await writeFile(shell, SHELL);
  await chmod(shell, 0o755);
  await writeFile(file, "");
  await mkdir(main);
  const env = {
    ...home.env,
    CONTRACT_NOTES: file,
    CONTRACT_SHELL: shell,
    CONTRACT_MAIN: main,
  };
  const git = async (...args: string[]) =>
    (await execa("git", args, { cwd: main, env, extendEnv: false })).stdout;
  await git("init", "--quiet");
  await git("commit", "--quiet", "--allow-empty", "--message=start");
  const host = await startServe({
    opencode,
    cwd: main,
    env,
    logFile: join(folder, "opencode.log"),
  });

  const notes: Stage["notes"] = (hook, directory) =>
    readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Note)
      .filter((note) => note.hook === hook && (directory ?? note.directory) === note.directory)
      .map(({ data }) => data);

  const stage: Stage = {
    host,
    model,
    opencode,
    env,
    folder,
    main,
    git,
    notes,
    noted: (hook, fits) =>
      vi.waitFor(
        () => {
          const found = notes(hook).find(fits);
          if (!found) throw new Error(`no such note of ${hook}`);
          return found;
        },
        { timeout: LIMIT, interval: 20 },
      ),
    async helm<T>(action: string, ...args: unknown[]) {
      await host.api("GET", "/path", undefined, { directory: main });
      const url = `http://127.0.0.1:${String(notes("helm").at(-1)?.["port"])}`;
      const response = await fetch(url, { method: "POST", body: JSON.stringify({ action, args }) });
      const answer = (await response.json()) as { value: T } | { error: string };
      if ("error" in answer) throw new Error(answer.error);
      return answer.value;
    },
    async lines(agent, words, steps) {
      actors.unshift({ agent, match: words.replace(/[^\w\s]/g, "\\$&"), steps });
      await model.setScript({ name: "contract", actors });
    },
    async turn(words, steps) {
      await stage.lines("commander", words, steps);
      const session = await host.createSession(main);
      await host.prompt(session, main, words, "commander");
      await host.waitIdle(session, main, LIMIT);
      return session;
    },
    async failed(session) {
      const stored = await host.waitEvent(
        ({ type, sessionID, properties }) =>
          type === "message.updated" &&
          sessionID === session &&
          (properties["info"] as { error?: object }).error !== undefined,
        LIMIT,
      );
      await host.waitEvent(
        ({ type, sessionID }) => type === "session.idle" && sessionID === session,
        LIMIT,
        host.events.indexOf(stored),
      );
    },
    of: (hook, session) => notes(hook).filter((data) => data["sessionID"] === session),
    first: (session) => stage.requests(session)[0],
    requests: (session) =>
      model.requests.filter((each) => each.session === session && each.agent !== "title"),
    async close() {
      await host.stop();
      await model.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return stage;
}

/** The results of the model's calls in one request, oldest first. */
export function toolResults(request: RecordedRequest | undefined): string[] {
  return texts(request, "tool");
}

/** The texts of all messages of a role in a request. */
export function texts(request: RecordedRequest | undefined, role: string): string[] {
  return (request?.body.messages ?? [])
    .filter((message) => message.role === role)
    .map(({ content }) =>
      typeof content === "string" ? content : (content ?? []).map((p) => p.text ?? "").join(""),
    );
}
