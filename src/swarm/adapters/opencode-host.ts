import { setTimeout as pause } from "node:timers/promises";
import type { createOpencodeClient } from "@opencode-ai/sdk/v2/client";
import { AegisError } from "../../kit/errors.ts";
import { say } from "../../kit/sentence.ts";
import type { TurnError } from "../core/run/server-fault.ts";
import { isAside } from "../core/text/aside.ts";
import { isShownPart } from "../core/text/shown-part.ts";
import type { AgentHost, LastTurn } from "../ports.ts";

export type HostClient = ReturnType<typeof createOpencodeClient>;

/** What the adapter needs to know about our own plugin instances. */
export interface InstanceGuard {
  /** True when our plugin runs in the instance of this directory. */
  guarded(directory: string): boolean;
  /**
   * The end of an instance of this directory that OpenCode opened before the project was open, as it does for a
   * conversation with Workers; undefined if there is none.
   */
  strayEnd(directory: string): Promise<void> | undefined;
  /**
   * Runs `boot` while the process environment makes a new instance load the project's resolved configuration
   * and our plugin instead of the worktree's files. Only one boot runs at a time in a process.
   */
  withInjectedConfig<T>(boot: () => Promise<T>): Promise<T>;
}

/** A second boot, because the folder may have come back since the first. */
const BOOTS = 2;

/** OpenCode ends an instance after it has answered; one that never ends is told as unguarded. */
const STRAY_MS = 10_000;

/** Runs agents over OpenCode's own API, in the same process. */
export function openCodeHost(client: HostClient, instances: InstanceGuard): AgentHost {
  const open = async (directory: string): Promise<void> => {
    ok("path.get", await client.path.get({ directory }));
  };
  const close = async (directory: string, ended: Promise<void>): Promise<void> => {
    await client.instance.dispose({ directory });
    await Promise.race([ended, pause(STRAY_MS, undefined, { ref: false })]);
  };
  const guardDirectory = async (directory: string): Promise<void> => {
    for (let boot = 0; boot < BOOTS; boot += 1) {
      if (instances.guarded(directory)) return;
      const stray = instances.strayEnd(directory);
      // Before the turn: the start of such an instance may wait for the turn itself.
      if (stray) await open(directory);
      await instances.withInjectedConfig(async () => {
        // In the turn: OpenCode may open the folder again at once, and then with our configuration.
        if (stray) await close(directory, stray);
        await open(directory);
      });
      if (instances.guarded(directory)) return;
      // OpenCode keeps the instance of a folder that was not there when it looked; disposed, it looks again.
      await client.instance.dispose({ directory });
    }
    throw new AegisError(
      "HOST_UNGUARDED",
      say(
        `OpenCode opened ${directory} without the Aegis plugin, so a Worker there would not be confined.`,
        `OpenCode가 ${directory}을(를) Aegis 플러그인 없이 열어, 거기서는 Worker를 범위 안에 묶어 둘 수 없습니다.`,
      ),
      say(
        "Run oh-my-qwencoder doctor; no prompt was sent.",
        "oh-my-qwencoder doctor를 실행하세요. 프롬프트는 보내지 않았습니다.",
      ),
    );
  };

  return {
    guardDirectory,
    async openWorker({ directory, parentID, title, scope, metadata }) {
      await guardDirectory(directory);
      const created = await client.session.create({
        directory,
        parentID,
        title,
        agent: "worker",
        metadata,
        permission: workerRules(scope),
      });
      return ok("session.create", created).id;
    },
    async prompt({ sessionID, agent, text, synthetic }) {
      const parts = [{ type: "text" as const, text, synthetic }];
      ok("session.promptAsync", await client.session.promptAsync({ sessionID, agent, parts }));
    },
    async lastTurn(sessionID, directory): Promise<LastTurn> {
      const status = ok("session.status", await client.session.status({ directory }));
      const messages = ok(
        "session.messages",
        await client.session.messages({ sessionID, limit: NEWEST }),
      );
      const busy = (status[sessionID]?.type ?? "idle") !== "idle";
      const last = messages.findLast(
        ({ parts }) => !isShownAlone(parts) && (busy || !isAside(parts)),
      );
      // Our prompt is accepted before it is stored, so that an empty session has not begun yet.
      if (last === undefined) return { busy: true, empty: true, text: "" };
      // A newer user message means that an answer is still to come.
      if (last.info.role !== "assistant") return { busy: true, text: "" };
      const text = last.parts
        .flatMap((part) => (part.type === "text" && !isShownPart(part) ? [part.text] : []))
        .join("\n");
      const { error, time } = last.info;
      // After an error the host reports idle twice: once before and once after it stores the error.
      const at = time.created;
      if (error) return { busy, at, text, error: turnError(error) };
      const open = time.completed === undefined;
      return {
        busy: busy || open,
        at,
        text,
        ...(open && !busy ? { broken: true } : {}),
        ...(last.info.finish === "length" ? { cut: true } : {}),
        ...(last.parts.some(({ type }) => type === "tool") ? { called: true } : {}),
      };
    },
    async endTurn(sessionID) {
      await client.session.abort({ sessionID });
    },
    async abort(sessionID) {
      const children = await client.session.children({ sessionID });
      for (const child of children.data ?? []) await client.session.abort({ sessionID: child.id });
      await client.session.abort({ sessionID });
    },
    async release(directory) {
      if (instances.guarded(directory)) await client.instance.dispose({ directory });
    },
  };
}

/**
 * The second fence of a Worker: OpenCode's own rules, of which the last match wins. The rules know only `*`, so
 * they are wider than the scope; the guard judges exactly. They never use `ask`, because no person would answer.
 */
export function workerRules(scope: readonly string[]) {
  const rule = (permission: string, pattern: string, action: "allow" | "deny") => ({
    permission,
    pattern,
    action,
  });
  return [
    rule("external_directory", "*", "deny"),
    rule("external_directory", "*/opencode/tool-output/*", "allow"),
    rule("question", "*", "deny"),
    rule("edit", "*", "deny"),
    ...scope.flatMap(spellings).map((pattern) => rule("edit", coarse(pattern), "allow")),
  ];
}

/** Both Unicode forms of a name, because OpenCode compares bytes. */
function spellings(pattern: string): string[] {
  return [...new Set([pattern, pattern.normalize("NFC"), pattern.normalize("NFD")])];
}

function coarse(pattern: string): string {
  const special = pattern.search(/[*?[{]/);
  return special === -1 ? pattern : `${pattern.slice(0, special)}*`;
}

/** Among these is the last turn: messages of ours may stand behind it. */
const NEWEST = 8;

/** A message that only shows the user a text of ours. */
function isShownAlone(parts: readonly { type: string; ignored?: boolean }[]): boolean {
  return parts.length > 0 && parts.every(({ type, ignored }) => type === "text" && ignored);
}

function turnError({ name, data }: { name: string; data?: unknown }): TurnError {
  const { message, statusCode } = (data ?? {}) as { message?: unknown; statusCode?: unknown };
  const status = typeof statusCode === "number" ? { status: statusCode } : {};
  return { name, message: String(message ?? ""), ...status };
}

function ok<T>(call: string, result: { data?: T | undefined; error?: unknown }): T {
  if (result.error !== undefined || result.data === undefined)
    throw new AegisError(
      "HOST_REFUSED",
      say(
        `OpenCode refused ${call}: ${JSON.stringify(result.error ?? "no answer")}`,
        `OpenCode가 ${call}을(를) 거부했습니다: ${JSON.stringify(result.error ?? "no answer")}`,
      ),
      say(
        "Repeat the step; if the error stays, restart OpenCode. The run is in the journal.",
        "다시 실행하고, 계속 실패하면 OpenCode를 다시 시작하세요. 실행은 저널에 남아 있습니다.",
      ),
    );
  return result.data;
}
