import { h } from "hastscript";
import { qaReason } from "../../swarm/core/qa.ts";
import type { QaResult } from "../../swarm/core/run/events.ts";
import type { Element } from "./element.ts";
import type { QaRun } from "./happenings.ts";
import { code, type Drawing, moment, note, output, quoted, table } from "./html.ts";
import { endsOf } from "./limits.ts";
import type { ReportData } from "./report-data.ts";

/** Every QA run, oldest first: commands, exit codes, seconds, and the end of what they printed. */
export function qaSection({ happened }: ReportData, drawing: Drawing): Element[] {
  const { words, limits } = drawing;
  if (happened.qa.length === 0) return [note(words.none)];
  // A run of QA is a table and texts: it counts as several rows.
  const { shown, all } = endsOf(happened.qa, Math.ceil(limits.rows / 5));
  const outputs = shown.reduce(
    (sum, { results }) => sum + Math.min(results.length, limits.rows),
    0,
  );
  const tail = Math.min(limits.tail, Math.ceil(limits.outputs / Math.max(1, outputs)));
  const within = { ...drawing, limits: { ...limits, tail } };
  return [
    ...shown.flatMap((run) => qaRun(run, within)),
    ...(shown.length < all ? [note(words.cut.rows(shown.length, all))] : []),
  ];
}

function qaRun(run: QaRun, drawing: Drawing): Element[] {
  const { words, limits } = drawing;
  const { qa } = words;
  const name = run.worker === undefined ? qa.final : qa.own(run.worker);
  const { shown } = endsOf(run.results, limits.rows);
  return [
    h("h3", [verdict(run.passed, drawing), " · ", quoted(drawing, name), " · ", moment(run.at)]),
    ...(run.why === undefined
      ? []
      : [h("p", [quoted(drawing, qaReason({ ...run, why: run.why })[drawing.language])])]),
    table(drawing, {
      caption: name,
      head: [qa.name, qa.command, qa.exit, qa.seconds, qa.tests],
      rows: run.results.map((result) => [
        ...[quoted(drawing, result.name), code(drawing, result.command)],
        ...[exitText(result, drawing), result.seconds.toFixed(1), testsOf(result, drawing)],
      ]),
      numbers: [3],
    }),
    ...shown.map((result) => tail(result, drawing)),
  ];
}

function verdict(passed: boolean, { words }: Drawing): Element {
  const { qa } = words;
  const text = passed ? `✓ ${qa.passed}` : `✗ ${qa.failed}`;
  return h("span", { className: [passed ? "good" : "bad"] }, text);
}

function exitText({ exitCode, timedOut }: QaResult, { words }: Drawing): Element {
  const text = timedOut ? words.qa.timeout : exitCode === null ? words.qa.signal : String(exitCode);
  const good = exitCode === 0 && !timedOut;
  return h("span", { className: [good ? "good" : "bad"] }, `${good ? "✓" : "✗"} ${text}`);
}

function testsOf({ counts }: QaResult, { words }: Drawing): string {
  return counts ? words.qa.counts(counts.passed, counts.failed) : words.notRecorded;
}

function tail({ command, tail: text }: QaResult, drawing: Drawing): Element {
  const { qa } = drawing.words;
  return h("details", [
    h("summary", [quoted(drawing, qa.output(command))]),
    text.trim() === "" ? note(qa.noOutput) : output(drawing, text),
  ]);
}
