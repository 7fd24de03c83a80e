import { toHtml } from "hast-util-to-html";
import { h } from "hastscript";
import type { Language } from "../../kit/sentence.ts";
import { sumOf, type Used } from "./agents.ts";
import { diffSection } from "./diff-section.ts";
import type { Element, Nodes } from "./element.ts";
import { headline } from "./headline.ts";
import { type Drawing, momentText } from "./html.ts";
import { LIMITS } from "./limits.ts";
import { qaSection } from "./qa-section.ts";
import type { ReportData } from "./report-data.ts";
import type { ReportWords } from "./report-words.ts";
import { makeSafe } from "./safe-text.ts";
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

/** No script, no request: nothing but the styles on the page itself. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The most bytes of a report. */
export const MOST_BYTES = 1_500_000;

/** The whole page, of at most `MOST_BYTES`. `madeAt` is in epoch milliseconds. */
export function reportPage(data: ReportData, language: Language, madeAt: number): string {
  const words = REPORT_WORDS[language];
  let html = "";
  for (const limits of LIMITS) {
    html = drawn(data, { words, limits }, { language, madeAt });
    if (new TextEncoder().encode(html).length <= MOST_BYTES) break;
  }
  return html;
}

function drawn(
  data: ReportData,
  drawing: Drawing,
  { language, madeAt }: { language: Language; madeAt: number },
): string {
  const { words } = drawing;
  const page: Nodes = {
    type: "root",
    children: [
      { type: "doctype" },
      h("html", { lang: language }, [
        h("head", headOf(words.page(data.id))),
        h("body", [
          h("main", [headline(data, drawing, language), ...sections(data, drawing, language)]),
          h("footer", [h("p", words.madeAt(momentText(madeAt)))]),
        ]),
      ]),
    ],
  };
  makeSafe(page);
  return `${toHtml(page, { upperDoctype: true })}\n`;
}

function headOf(title: string): Element[] {
  return [
    h("meta", { charSet: "utf-8" }),
    h("meta", { httpEquiv: "Content-Security-Policy", content: POLICY }),
    h("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
    h("meta", { name: "color-scheme", content: "light dark" }),
    h("meta", { name: "referrer", content: "no-referrer" }),
    h("meta", { name: "generator", content: GENERATOR }),
    h("title", title),
    h("style", STYLE),
  ];
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
