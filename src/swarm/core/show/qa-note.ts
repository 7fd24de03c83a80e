import type { Language } from "../../../kit/sentence.ts";
import { qaReason } from "../qa.ts";
import type { EventOf, QaResult } from "../run/events.ts";
import { duration } from "../text/dashboard.ts";
import { code, fenced } from "../text/quoted-text.ts";
import { listed, short } from "./lines.ts";
import { NOTE_WORDS } from "./words.ts";

/** The last lines of the first failed command that a person sees. */
const TAIL_LINES = 6;
const LINE_LENGTH = 160;

/** The final QA: a head and a row per command. Passed and failed differ in words and marks, not in colour alone. */
export function qaNote(event: EventOf<"QA_PASSED" | "QA_FAILED">, language: Language): string[] {
  const words = NOTE_WORDS[language].qa;
  const { results } = event;
  const bad = results.filter(({ exitCode }) => exitCode !== 0);
  const rows = results.map((result) => [
    short(result.name),
    `${outcome(result, language)} ${duration(result.seconds)}`,
    code(result.command).replaceAll("|", "\\|"),
  ]);
  const table = rows.length === 0 ? [] : [drawn([words.columns, ["---", "---", "---"], ...rows])];
  if (event.type === "QA_PASSED") return [words.passed(results.length), ...table];
  const { suspects } = event;
  return [
    words.failed(bad.length, results.length),
    ...table,
    words.why(short(qaReason(event)[language], 300)),
    ...(suspects.length > 0 ? [words.suspects(listed(suspects, language))] : []),
    ...bad.slice(0, 1).flatMap((result) => output(result, language)),
    words.uncommitted,
  ];
}

function outcome({ exitCode, timedOut, counts }: QaResult, language: Language): string {
  const words = NOTE_WORDS[language].qa;
  const result = exitCode === 0 ? words.pass : timedOut ? words.timeout : words.fail(exitCode);
  return counts ? `${result} (${words.counts(counts.passed, counts.failed)})` : result;
}

function output({ name, tail }: QaResult, language: Language): string[] {
  const lines = tail
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-TAIL_LINES)
    .map((line) => line.slice(0, LINE_LENGTH));
  if (lines.length === 0) return [];
  return [`${NOTE_WORDS[language].qa.output(short(name))}\n${fenced(lines.join("\n"))}`];
}

function drawn(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
