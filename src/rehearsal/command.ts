import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Language } from "../kit/sentence.ts";
import { loadScript } from "../scripted-model/script.ts";
import { type ChaosOptions, rehearseChaos } from "./chaos-command.ts";
import { play } from "./play.ts";
import { rehearsalScreen } from "./screen.ts";
import { buildStage, type Stage } from "./stage.ts";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** `oh-my-qwencoder rehearse --chaos`: the same stage, with faults. Resolves with the exit code. */
export function rehearseUnderFaults(
  options: Omit<ChaosOptions, "packageRoot" | "onStage">,
): Promise<number> {
  let current: Promise<Stage> | undefined;
  return rehearseChaos({
    ...options,
    packageRoot: ROOT,
    onStage: (building) => {
      if (current === undefined) closeAfterSignal(() => current);
      current = building;
    },
  });
}

/** `oh-my-qwencoder rehearse`. Resolves with the exit code: 0 when the run ended with its commit. */
export async function rehearse(options: {
  keep?: string | undefined;
  script?: string | undefined;
  json: boolean;
  language: Language;
  color: boolean;
}): Promise<number> {
  const started = Date.now();
  const script = await loadScript(
    options.script ?? join(ROOT, "templates/rehearsal/project-app/script.json"),
  );
  const screen = rehearsalScreen({
    live: process.stdout.isTTY === true && !options.json,
    quiet: options.json,
    language: options.language,
    color: options.color,
    write: (text) => process.stdout.write(text),
  });
  screen.opening(script.name);
  const building = buildStage({
    packageRoot: ROOT,
    plugin: join(ROOT, "dist/plugin.js"),
    searchPath: process.env["PATH"] ?? "",
    script,
    keep: options.keep,
  });
  closeAfterSignal(() => building);
  const stage = await building;
  try {
    const result = await play(stage, {
      request: REQUEST[options.language],
      onChange: screen.update,
    });
    const summary = {
      ...result,
      seconds: Math.round((Date.now() - started) / 100) / 10,
      kept: options.keep === undefined ? undefined : stage.repository,
      opencode: stage.opencode.version,
    };
    if (options.json) process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
    else screen.closing(summary);
    return result.ok ? 0 : 1;
  } finally {
    await stage.close();
  }
}

/** A signal closes the stage, also while it is being built, and ends with 130; a second signal ends at once. */
function closeAfterSignal(building: () => Promise<Stage> | undefined): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) process.exit(130);
    stopping = true;
    try {
      await (await building())?.close();
    } finally {
      process.exit(130);
    }
  };
  // The listeners stay: without one, signal-exit would end this process before the stage is closed.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
}

const REQUEST: Record<Language, string> = {
  en: "Build me a project management app: a dashboard, a kanban board, a live chat and notifications.",
  ko: "프로젝트 관리 앱을 만들어줘. 대시보드, 칸반보드, 실시간 채팅, 알림 기능이 필요해.",
};
