import { h, s } from "hastscript";
import type { Element } from "./element.ts";
import { gantt } from "./gantt.ts";
import { endMark, TRIANGLE } from "./gantt-shapes.ts";
import { code, type Drawing, moment, quoted, table } from "./html.ts";
import type { ReportData } from "./report-data.ts";
import { type Activity, type AttemptEnd, timeOf } from "./timeline.ts";

const ACTIVITIES: readonly Activity[] = ["queued", "working", "paused", "self-qa"];

/** The picture, its legend, and the same times as tables. */
export function timelineSection(data: ReportData, drawing: Drawing): Element[] {
  const { timeline: words } = drawing.words;
  return [
    h("section", { className: ["scroll"], tabIndex: 0, ariaLabel: words.scroll }, [
      gantt(data, drawing),
    ]),
    legend(data, drawing),
    h("details", [
      h("summary", words.asTable),
      phaseTable(data, drawing),
      ...(data.timeline.lanes.length > 0 ? [attemptTable(data, drawing)] : []),
    ]),
  ];
}

function legend({ timeline, calls }: ReportData, { words }: Drawing): Element {
  const { activity, end, calls: call, refusals } = words.timeline;
  const ends = new Set(timeline.lanes.flatMap(({ attempts }) => attempts.map((one) => one.end)));
  const sample = (shape: Element, text: string) =>
    h("li", [s("svg", { viewBox: "0 0 24 18", ariaHidden: "true" }, [shape]), text]);
  const bar = { x: 1, y: 2, width: 22, height: 14 };
  return h("ul", { className: ["legend"] }, [
    ...ACTIVITIES.map((what) =>
      sample(s("rect", { ...bar, className: ["bar", what] }), activity[what]),
    ),
    ...[...ends].map((how: AttemptEnd) => sample(endMark(how, 12, 9, end[how]), end[how])),
    sample(
      s("path", { className: ["call"], d: "M12 5v8" }),
      calls ? call : `${call}: ${words.notRecorded}`,
    ),
    sample(s("path", { className: ["refused"], d: `M8 6${TRIANGLE}` }), refusals),
  ]);
}

function phaseTable({ timeline }: ReportData, drawing: Drawing): Element {
  const { words } = drawing;
  const { phase, entered, left, time } = words.timeline.phases;
  return table(drawing, {
    ...{ caption: phase, head: [phase, entered, left, time], numbers: [3] },
    rows: timeline.phases.map((one) => [
      one.phase,
      moment(one.from),
      moment(one.to),
      words.span(one.to - one.from),
    ]),
  });
}

function attemptTable({ timeline }: ReportData, drawing: Drawing): Element {
  const { words } = drawing;
  const { attempts: head, activity, end, neverStarted } = words.timeline;
  return table(drawing, {
    caption: head.attempt,
    head: [
      ...[head.worker, head.attempt, head.from, head.to],
      ...ACTIVITIES.map((what) => activity[what]),
      ...[head.end, head.why],
    ],
    numbers: [1, 4, 5, 6, 7],
    rows: timeline.lanes.flatMap((lane) =>
      lane.attempts.map((attempt) => {
        const time = timeOf(attempt);
        return [
          code(drawing, `${lane.id} ${lane.name}`),
          attempt.number ?? neverStarted,
          ...[moment(attempt.from), moment(attempt.to)],
          ...ACTIVITIES.map((what) => words.span(time[what])),
          ...[end[attempt.end], quoted(drawing, attempt.why?.[drawing.language] ?? "")],
        ];
      }),
    ),
  });
}
