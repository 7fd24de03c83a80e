import { paintWith } from "../kit/paint.ts";
import type { Language } from "../kit/sentence.ts";
import { wrapped } from "../kit/wrap.ts";
import type { CacheSize } from "./core/cache-size.ts";
import type { LogReading } from "./core/vllm-log.ts";
import { ENDED_LATER, type Fault } from "./faults.ts";
import type { Replica } from "./replicas.ts";
import { SERVE_WORDS } from "./serve-words.ts";

export interface ServeView {
  language: Language;
  color: boolean;
  json: boolean;
  /** Width of the terminal; undefined: the output is not a terminal. */
  columns?: number | undefined;
  write: (text: string) => void;
  /** Name with which clients ask for the model. */
  servedName: string;
  /** Number of full-length sessions in the plan; undefined: there is no plan. */
  plannedSessions: string | undefined;
  /** True if clients need a key. */
  hasKey: boolean;
  /** File of the key; undefined: there is no key, or the user gave it. */
  keyFile: string | undefined;
}

/** Output of start-vllm while it runs. With JSON: one document when the server is ready or has failed. */
export function serveScreen(look: ServeView) {
  const { language, json, write } = look;
  const words = SERVE_WORDS[language];
  const paint = paintWith(look.color);
  const print = (text: string) => json || write(`${text}\n`);
  const sentence = (text: string) => print(wrapped(text, look.columns));
  const document = (value: object) => json && write(`${JSON.stringify(value, null, 2)}\n`);
  const nameOf = ({ number, gpus }: Pick<Replica, "number" | "gpus">) =>
    words.replica(number, gpus.join(",") || "–");
  return {
    language,
    nameOf,
    said: (text: string) => sentence(paint.dim(text)),
    /** Shows a step and returns its text. */
    progress(replica: Replica, { stage = "starting", percent }: LogReading): string {
      const text = `${words.stage[stage]}${percent === undefined || stage !== "loading" ? "" : ` ${percent} %`}`;
      print(`${paint.cyan("…")} ${nameOf(replica)}: ${text}`);
      return text;
    },
    /** `stays`: the command stays in the foreground until Ctrl-C. */
    ready({
      url,
      measured,
      stays,
    }: {
      url: string;
      measured: CacheSize | undefined;
      stays: boolean;
    }) {
      document({ ok: true, url, model: look.servedName, measured: measured ?? null });
      print(`${paint.green("✓")} ${words.ready(url, look.servedName)}`);
      print(`  ${measured ? measuredText(measured) : words.notMeasured}`);
      if (look.keyFile) print(`  ${words.key(look.keyFile)}`);
      print(`  ${words.next(url, look.hasKey)}`);
      if (stays) print(`  ${words.stopHint}`);
    },
    failed({
      code,
      text,
      cause,
      lines,
      logFile,
      exitCode,
    }: Fault & { lines: readonly string[]; logFile: string }) {
      document({
        ok: false,
        exitCode,
        error: { code, message: text.en, lastLines: lines, logFile },
      });
      sentence(
        `${paint.red("✗")} ${(code === ENDED_LATER ? words.endedLater : words.ended)(text[language])}`,
      );
      if (cause) print(`  ${cause}`);
      print(words.lastLines);
      for (const line of lines) print(`  ${line}`);
      print(words.log(logFile));
    },
    lost: (name: string) => print(`${paint.red("✗")} ${name}: ${words.notRunning}`),
    stopping: () => print(words.stopping),
    stopped: (left: readonly number[]) =>
      print(left.length === 0 ? words.stopped : `${paint.red("✗")} ${words.left(left.join(" "))}`),
  };

  function measuredText({ cacheTokens, maximumConcurrency }: CacheSize): string {
    const sessions = maximumConcurrency.toFixed(1);
    return words.measured(String(cacheTokens), sessions, look.plannedSessions ?? "–");
  }
}
export type ServeScreen = ReturnType<typeof serveScreen>;
