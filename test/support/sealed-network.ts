import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { inject } from "vitest";

/** Every address is this machine's, so that a sink sees what would leave. */
const PREPARED = `ip link set lo up && ip route add local default dev lo && mount --bind "$RESOLV" /etc/resolv.conf && exec "$@"`;
const INSIDE = ["unshare", "-Urnm", "sh", "-c", PREPARED, "sh"];
const DRIVER = join(process.cwd(), "test/support/egress-driver.mjs");

const [unshare = "", ...args] = INSIDE;
const { status, stderr, error } = spawnSync(unshare, [...args, "true"], {
  encoding: "utf8",
  env: { ...process.env, RESOLV: "/etc/hosts" },
});
/** Why this machine cannot seal a network; undefined if it can. */
export const NO_SEALED_NETWORK = status === 0 ? undefined : `${error ?? stderr.trim()}`;

/** What a program asked of the network, and of the model. */
export interface Seen {
  /** Every name that was looked up. */
  readonly lookups: readonly string[];
  /** Every connection but those to the model, as `name:port`. */
  readonly connections: readonly string[];
  /** Headers and bodies that the model received, as JSON. */
  readonly requests: readonly string[];
}
export interface SessionRow {
  readonly dir: string;
  readonly words?: string;
  readonly calls?: readonly { tool: string; args: object }[];
  readonly command?: string;
  /** null: OpenCode's own choice. */
  readonly agent?: string | null;
}
/** `wanted`: names whose look-up ends the watching; `seconds`: the longest watching. */
type Watch = { readonly wanted?: readonly string[]; readonly seconds?: number };
export type Step = Watch &
  (
    | {
        kind: "sessions";
        cwd: string;
        rows: readonly (SessionRow & Watch)[];
        /** Rows played at the same time; 1 if absent. */
        atOnce?: number;
      }
    | { kind: "command"; cwd: string; argv: readonly string[] }
    | { kind: "terminal"; cwd: string; argv?: readonly string[] }
  );
/** Of a session: the answer and OpenCode's live configuration. */
export type SeenSession = Seen & { readonly answer: string; readonly config: string };
export type SeenStep = Seen & {
  readonly rows: readonly SeenSession[];
  readonly log: string;
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly shown: boolean;
  readonly screen: string;
};

/** In one network in which nothing exists but a model: the steps, one after another. */
export async function inSealedNetwork(
  folder: string,
  env: Readonly<Record<string, string>>,
  steps: readonly Step[],
): Promise<SeenStep[]> {
  const [resolv, plan] = [join(folder, "resolv.conf"), join(folder, "steps.json")];
  await writeFile(resolv, "nameserver 198.51.100.53\n");
  await writeFile(plan, JSON.stringify(steps));
  const argv = [...args, process.execPath, DRIVER, inject("opencode").path, plan];
  const { stdout } = await execa(unshare, argv, {
    env: { ...env, RESOLV: resolv },
    extendEnv: false,
    stdin: "ignore",
    maxBuffer: 1e9,
  });
  return JSON.parse(stdout) as SeenStep[];
}

/** The command before a program that shall run in such a network. */
export const SEALED = INSIDE;
