import { readdir, readFile, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { statePaths } from "../../kit/state-paths.ts";
import type { Fail } from "../../scripted-model/script.ts";
import type { ModelServer } from "../../scripted-model/server.ts";
import { journalPath, runIds } from "../../swarm/adapters/journal-reader.ts";
import type { Fault, ServerTrouble } from "../core/chaos-plan.ts";
import type { Keeper } from "./keeper.ts";
import type { UserWork } from "./user-work.ts";

/** What faults act on. `newConversation`: the user goes on in a new session. */
export interface Target {
  readonly repository: string;
  readonly model: ModelServer;
  readonly keeper: Keeper;
  readonly work: UserWork;
  newConversation(): void;
}

const FAILS: Record<Exclude<ServerTrouble, "down" | "stall">, Fail> = {
  "503": { error: { status: 503, message: "The engine is not ready." }, times: "always" },
  "429": {
    error: { status: 429, message: "Too many requests.", headers: { "retry-after": "2" } },
    times: "always",
  },
  cut: { cut: "mid", times: "always" },
};

/** Makes one fault happen, and ends it if it has an end. Resolves with what was done, for the story. */
export async function cause(fault: Fault, target: Target): Promise<string> {
  const { keeper, repository, work } = target;
  switch (fault.kind) {
    case "kill":
    case "term":
    case "torn": {
      const torn = fault.kind === "torn" ? () => tear(repository) : async () => {};
      if (fault.conversation === "new") target.newConversation();
      await keeper.restart(fault.kind === "term" ? "SIGTERM" : "SIGKILL", torn);
      return `OpenCode runs again (${fault.conversation} conversation)`;
    }
    case "suspend":
      keeper.signal("SIGSTOP");
      await delay(fault.ms);
      keeper.signal("SIGCONT");
      return `OpenCode stood still for ${fault.ms} ms`;
    case "server":
      await trouble(target.model, fault.trouble, fault.ms);
      return `the model server is well again after ${fault.ms} ms`;
    case "user":
      return work.do(fault.deed, fault.near);
    case "folder":
      return removeFolders(repository, fault);
  }
}

/** True for faults of OpenCode itself, which must not overlap. */
export function endsHost({ kind }: Fault): boolean {
  return kind === "kill" || kind === "term" || kind === "torn" || kind === "suspend";
}

async function trouble(model: ModelServer, kind: ServerTrouble, ms: number): Promise<void> {
  if (kind === "down") {
    const plug = await model.unplug();
    await delay(ms);
    return plug();
  }
  model.disturb(kind === "stall" ? "stall" : FAILS[kind]);
  await delay(ms);
  model.disturb();
}

/** Cuts the last line of the newest journal in half, as a lost write does. */
async function tear(repository: string): Promise<void> {
  const { runs } = statePaths(repository);
  const newest = (await runIds(runs)).at(-1);
  if (newest === undefined) return;
  const file = journalPath(runs, newest);
  const bytes = await readFile(file);
  const start = bytes.lastIndexOf("\n", bytes.length - 2) + 1;
  await truncate(file, start + Math.floor((bytes.length - start) / 2));
}

async function removeFolders(
  repository: string,
  { which, worker }: Extract<Fault, { kind: "folder" }>,
): Promise<string> {
  const { worktrees } = statePaths(repository);
  const names = await readdir(worktrees).catch(() => [] as string[]);
  const gone = which === "all" ? names : names.filter((name) => name.startsWith(`w0${worker}`));
  const folders = which === "all" ? [worktrees] : gone.map((name) => join(worktrees, name));
  for (const folder of folders)
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  return gone.length === 0 ? "there was no folder" : `deleted ${gone.join(", ")}`;
}
