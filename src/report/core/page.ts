import { h } from "hastscript";
import type { Language } from "../../kit/sentence.ts";
import { sumOf, type Used } from "./agents.ts";
import { diffSection } from "./diff-section.ts";
import { htmlText } from "./document.ts";
import type { Element } from "./element.ts";
import { headline } from "./headline.ts";
import { type Drawing, momentText } from "./html.ts";
import { LIMITS } from "./limits.ts";
import { qaSection } from "./qa-section.ts";
import type { ReportData } from "./report-data.ts";
import type { ReportWords } from "./report-words.ts";
import {
  agentSection,
  conflictSection,
  refusalSection,
  reportTable,
  retrySection,
  serverSection,
} from "./sections.ts";
import { STYLE } from "./style.ts";
import { timelineSection } from "./timeline-section.ts";
import { REPORT_WORDS, ruleText } from "./words.ts";

/** The content of the page's `generator`, by which we know a report of ours again. */
export const GENERATOR = "oh-my-qwencoder report";

/** The most bytes of a report. */
export const MOST_BYTES = 1_500_000;

/** The whole page, of at most `MOST_BYTES`. `madeAt` is in epoch milliseconds. */
export function reportPage(data: ReportData, language: Language, madeAt: number): string {
  const words = REPORT_WORDS[language];
  let html = "";
  for (const limits of LIMITS) {
    html = drawn(data, { words, limits, language }, madeAt);
    if (new TextEncoder().encode(html).length <= MOST_BYTES) break;
  }
  return html;
}

function drawn(data: ReportData, drawing: Drawing, madeAt: number): string {
  const { words, language } = drawing;
  return htmlText({
    language,
    title: words.page(data.id),
    generator: GENERATOR,
    style: STYLE,
    body: [
      h("main", [headline(data, drawing, language), ...sections(data, drawing, language)]),
      h("footer", [h("p", words.madeAt(momentText(madeAt)))]),
    ],
  });
}

function sections(data: ReportData, drawing: Drawing, language: Language): Element[] {
  const { section } = drawing.words;
  const reports = reportTable(data, drawing);
  const rules = (code: string) => ruleText(code, language);
  const parts: [keyof ReportWords["section"], Element[]][] = [
    ["timeline", timelineSection(data, drawing)],
    ["agents", agentSection(data, drawing, total(data))],
    ["refusals", refusalSection(data, drawing, rules)],
    ...(reports ? [["reports", [reports]] as ["reports", Element[]]] : []),
    ["retries", retrySection(data, drawing)],
    ["qa", qaSection(data, drawing)],
    ["conflicts", conflictSection(data, drawing)],
    ["diffs", diffSection(data, drawing)],
    ["server", serverSection(data, drawing)],
  ];
  return parts.map(([name, content]) =>
    h("section", { id: name, ariaLabelledBy: [`${name}-head`] }, [
      h("h2", { id: `${name}-head` }, section[name]),
      ...content,
    ]),
  );
}

/** The sum of all answers; undefined if none were recorded. */
function total({ lines }: ReportData): Used | undefined {
  return lines && sumOf(lines);
}
