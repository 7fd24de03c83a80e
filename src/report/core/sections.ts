import { h } from "hastscript";
import { problemText } from "../../swarm/core/run/conflict-text.ts";
import type { AgentRow, Used } from "./agents.ts";
import type { Element } from "./element.ts";
import {
  type Cell,
  code,
  type Drawing,
  figure,
  moment,
  momentText,
  note,
  quoted,
  table,
} from "./html.ts";
import { loadRows } from "./load.ts";
import type { ReportData } from "./report-data.ts";

/** The table per agent, and what its figures are. */
export function agentSection(
  { agents, usage, happened }: ReportData,
  drawing: Drawing,
  sum: Used | undefined,
): Element[] {
  const { words } = drawing;
  const head = words.agents;
  const rows = agents.map((row) => [
    agentName(row, drawing),
    ...figures(row.used, row.refusals, drawing),
  ]);
  const all = [h("strong", head.sum), ...figures(sum, happened.refusals.length, drawing)];
  const { why } = words;
  const sessions = agents.some(({ refusals }) => refusals === undefined);
  return [
    table(drawing, {
      caption: words.section.agents,
      head: [
        ...[head.agent, head.requests, head.tokensIn, head.cached],
        ...[head.tokensOut, head.calls, head.refusals],
      ],
      rows: [...rows, all],
      numbers: [1, 2, 3, 4, 5, 6],
    }),
    ...(usage ? [note(why.tokens)] : [note(why.usage)]),
    ...(usage?.from !== undefined && usage.to !== undefined
      ? [note(why.usageSpan(usage.answers, momentText(usage.from), momentText(usage.to)))]
      : []),
    ...(sum && sum.withoutTokens > 0 ? [note(why.withoutTokens(sum.withoutTokens))] : []),
    ...(usage && usage.unreadable > 0 ? [note(why.unreadableUsage(usage.unreadable))] : []),
    ...(sessions ? [note(why.sessionRefusals)] : []),
  ];
}

function agentName({ role, worker, session }: AgentRow, drawing: Drawing): Cell {
  const { agents } = drawing.words;
  if (role === "worker") return code(drawing, worker ?? "");
  if (session === undefined) return agents.role[role];
  const name = role === "scout" ? "Scout" : "Librarian";
  return [quoted(drawing, agents.session(name, session, worker))];
}

function figures(used: Used | undefined, refusals: number | undefined, { words }: Drawing): Cell[] {
  const { requests, tokensIn, cached, tokensOut, toolCalls } = used ?? {};
  return [requests, tokensIn, cached, tokensOut, toolCalls, refusals].map((value) =>
    value === undefined ? h("span", { className: ["missing"] }, words.notRecorded) : figure(value),
  );
}

/** Each refused call: who, what, by which rule. */
export function refusalSection(
  { happened }: ReportData,
  drawing: Drawing,
  ruleText: (code: string) => string | undefined,
): Element[] {
  const { words } = drawing;
  const head = words.refusals;
  if (happened.refusals.length === 0) return [note(words.none)];
  return [
    table(drawing, {
      caption: words.section.refusals,
      head: [head.at, head.who, head.tool, head.tried, head.rule],
      rows: happened.refusals.map((one) => [
        ...[moment(one.at), code(drawing, one.who), code(drawing, one.tool)],
        ...[code(drawing, one.detail), rule(one.code, drawing, ruleText)],
      ]),
    }),
  ];
}

function rule(name: string, drawing: Drawing, text: (code: string) => string | undefined): Cell {
  const meaning = text(name);
  const shown = code(drawing, name);
  return meaning === undefined ? shown : [shown, { type: "text", value: ` ${meaning}` }];
}

/** Reports that were refused; empty if there was none. */
export function reportTable({ happened }: ReportData, drawing: Drawing): Element | undefined {
  const { reports: head, section } = drawing.words;
  if (happened.refusedReports.length === 0) return undefined;
  return table(drawing, {
    caption: section.reports,
    head: [head.at, head.worker, head.rule, head.why],
    rows: happened.refusedReports.map((one) => [
      ...[moment(one.at), code(drawing, one.worker)],
      ...[code(drawing, one.code), quoted(drawing, one.why[drawing.language])],
    ]),
  });
}

export function retrySection({ happened }: ReportData, drawing: Drawing): Element[] {
  const { words } = drawing;
  const head = words.retries;
  if (happened.retries.length === 0) return [note(words.none)];
  return [
    table(drawing, {
      caption: words.section.retries,
      head: [head.at, head.worker, head.after, head.instructions],
      rows: happened.retries.map((one) => [
        ...[moment(one.at), code(drawing, one.worker)],
        ...[
          quoted(drawing, one.after?.[drawing.language] ?? ""),
          quoted(drawing, one.instructions[drawing.language]),
        ],
      ]),
    }),
  ];
}

export function conflictSection({ happened }: ReportData, drawing: Drawing): Element[] {
  const { words } = drawing;
  const head = words.conflicts;
  if (happened.conflicts.length === 0) return [note(words.none)];
  return [
    table(drawing, {
      caption: words.section.conflicts,
      head: [head.at, head.head, head.commits, head.result],
      rows: happened.conflicts.map(({ at, head: id, commits, problems }) => [
        ...[moment(at), code(drawing, id.slice(0, 12)), commits],
        problems.length === 0
          ? `✓ ${head.clear}`
          : [
              h(
                "ul",
                problems
                  .slice(0, drawing.limits.rows)
                  .map((problem) =>
                    h("li", [
                      code(drawing, head.problem(problem.code, problem.worker)),
                      " ",
                      quoted(drawing, problemText(problem)[drawing.language]),
                    ]),
                  ),
              ),
            ],
      ]),
      numbers: [2],
    }),
  ];
}

/** The run's own load on the model server, and the Workers' pauses. */
export function serverSection(data: ReportData, drawing: Drawing): Element[] {
  const { words } = drawing;
  const { happened } = data;
  const head = words.server;
  const load = loadOf(data, drawing);
  if (happened.pauses.length === 0) return [...load, h("p", `${head.pauses}: ${words.none}`)];
  return [
    ...load,
    table(drawing, {
      caption: head.pauses,
      head: [head.worker, head.from, head.time, head.why],
      rows: happened.pauses.map(({ worker, from, to, why }) => [
        ...[code(drawing, worker), moment(from)],
        ...[
          to === undefined ? words.notRecorded : words.span(to - from),
          quoted(drawing, why[drawing.language]),
        ],
      ]),
      numbers: [2],
    }),
  ];
}

function loadOf({ lines, timeline }: ReportData, drawing: Drawing): Element[] {
  const { words } = drawing;
  const head = words.server;
  if (!lines?.length)
    return [
      h("p", [`${head.load}: `, h("span", { className: ["missing"] }, words.notRecorded), "."]),
    ];
  return [
    table(drawing, {
      caption: head.load,
      head: [head.phase, head.most, head.mean],
      rows: loadRows(lines, timeline).map(({ phase, most, mean }) => [
        phase,
        most,
        mean.toFixed(1),
      ]),
      numbers: [1, 2],
    }),
    note(words.why.load),
  ];
}
