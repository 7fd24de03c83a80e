import { h } from "hastscript";
import type { Language } from "../../kit/sentence.ts";
import { approvalText } from "../../runs/core/approval-text.ts";
import { RUN_WORDS } from "../../runs/core/words.ts";
import { choiceFact } from "../../swarm/core/text/choice-text.ts";
import type { Content, Element } from "./element.ts";
import { code, type Drawing, figure, moment, momentText, note, quoted } from "./html.ts";
import type { ReportData } from "./report-data.ts";

/** A sign beside each outcome, so that no outcome shows by its colour alone. */
const SIGNS = { committed: "✓", aborted: "✗", open: "…", unreadable: "?" } as const;

/** Title, outcome, commit, duration, branch. */
export function headline(data: ReportData, drawing: Drawing, language: Language): Element {
  const { words } = drawing;
  const { head, why } = words;
  const shared = RUN_WORDS[language];
  const { outcome, commit, aborted, startedAt, journal, choices } = data;
  const until = data.endedAt ?? journal.lastAt;
  const facts: [string, Content[]][] = [
    [
      head.outcome,
      [
        h("strong", { className: [outcome] }, `${SIGNS[outcome]} ${shared.outcome[outcome]}`),
        text(` (${data.phase})`),
      ],
    ],
    [
      head.commit,
      commit
        ? [code(drawing, commit.id.slice(0, 12)), text(" "), quoted(drawing, commit.subject)]
        : [text(words.none)],
    ],
    [
      head.duration,
      [
        text(
          startedAt === undefined || until === undefined
            ? words.notRecorded
            : words.span(Math.max(0, until - startedAt)),
        ),
      ],
    ],
    [head.branch, [branch(data, drawing, shared.detached)]],
    [head.started, [at(startedAt, drawing)]],
    [head.ended, [at(data.endedAt, drawing)]],
    [head.plan, [quoted(drawing, approvalText(data.approval, shared))]],
    ...(choices
      ? [[shared.head.choices, [text(choiceFact(choices, language))]] as [string, Content[]]]
      : []),
    ...(aborted ? [[head.aborted, [quoted(drawing, aborted.quote)]] as [string, Content[]]] : []),
    [head.run, [code(drawing, data.id)]],
    [head.records, [text(figure(journal.records))]],
  ];
  return h("header", [
    h("h1", [quoted(drawing, data.title ?? shared.noTitle)]),
    ...(data.summary === undefined ? [] : [h("p", [quoted(drawing, data.summary)])]),
    h(
      "dl",
      facts.map(([name, value]) => h("div", [h("dt", name), h("dd", value)])),
    ),
    ...(journal.fault ? [note(why[journal.fault](journal.records))] : []),
    ...(outcome === "open" && journal.lastAt !== undefined
      ? [note(why.open(momentText(journal.lastAt)))]
      : []),
  ]);
}

function branch({ branch: name }: ReportData, drawing: Drawing, detached: string): Content {
  if (name === undefined) return text(drawing.words.why.branch);
  return name === null ? text(detached) : code(drawing, name);
}

function at(time: number | undefined, { words }: Drawing): Content {
  return time === undefined ? text("–") : h("span", [moment(time), words.utc]);
}

function text(value: string): Content {
  return { type: "text", value };
}
