import { h } from "hastscript";
import type { Language } from "../../kit/sentence.ts";
import { htmlText } from "../../report/core/document.ts";
import type { Element } from "../../report/core/element.ts";
import type { SignedReport } from "./report-document.ts";
import { auditLines, type Mark } from "./show.ts";
import { outbound } from "./verdict.ts";
import { EGRESS_WORDS } from "./words.ts";

/** The content of the page's `generator`, by which we know a page of ours again. */
export const GENERATOR = "oh-my-qwencoder doctor --egress";

const STYLE = `body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
td, th { border-bottom: 1px solid; padding: .25rem .75rem .25rem 0; text-align: left; vertical-align: top; }
code { overflow-wrap: anywhere; }
ul { list-style: none; padding: 0; }
.deep { margin-left: 2rem; }`;

const MARKS: Record<Mark, string> = { ok: "✓ ", bad: "✗ ", unseen: "? ", plain: "" };

/** The page of a signed report. */
export function auditPage(
  { document, signature }: SignedReport,
  fingerprint: string,
  language: Language,
): string {
  const words = EGRESS_WORDS[language];
  const { report } = words;
  const [title, ...lines] = auditLines(document, language);
  return htmlText({
    language,
    title: title?.text ?? "",
    generator: GENERATOR,
    style: STYLE,
    body: [
      h("main", [
        h("h1", title?.text ?? ""),
        h("p", report.madeAt(document.at)),
        h("h2", report.sessions),
        h(
          "ul",
          lines.map(({ mark, text, deep }) =>
            h("li", deep ? { className: ["deep"] } : {}, `${MARKS[mark]}${text}`),
          ),
        ),
        h("h2", report.seen),
        ...attemptTable(document),
        ...(outbound(document.observation.attempts).length === 0 ? [h("p", report.none)] : []),
        h("h2", report.versions),
        table(Object.entries(document.versions)),
        h("h2", report.hashes),
        table(document.hashes.map(({ path, sha256 }) => [path, sha256])),
        h("h2", report.signature),
        h("p", [h("code", `${fingerprint} ${signature.value}`)]),
        h("p", report.proves),
      ]),
    ],
  });
}

function attemptTable({ observation }: SignedReport["document"]): Element[] {
  const attempts = outbound(observation.attempts);
  if (attempts.length === 0) return [];
  return [
    table(
      attempts.map(({ at, session, protocol, host, port, program, count }) => [
        at,
        session,
        protocol,
        host === "" ? "?" : host,
        port === 0 ? "?" : `${port}`,
        program ?? "?",
        `${count}×`,
      ]),
    ),
  ];
}

function table(rows: readonly (readonly string[])[]): Element {
  return h("table", [
    h(
      "tbody",
      rows.map(([first = "", ...cells]) =>
        h("tr", [
          h("th", { scope: "row" }, first),
          ...cells.map((cell) => h("td", [h("code", cell)])),
        ]),
      ),
    ),
  ]);
}
