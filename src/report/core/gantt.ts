import { scaleUtc } from "d3-scale";
import { s } from "hastscript";
import { shortened } from "../../kit/width.ts";
import { PHASES } from "../../swarm/core/phases/phase.ts";
import type { Element } from "./element.ts";
import { endMark, marksPath, patterns, TRIANGLE } from "./gantt-shapes.ts";
import type { Drawing } from "./html.ts";
import { laneKey, type ReportData } from "./report-data.ts";
import type { Lane, Span, Timeline } from "./timeline.ts";

const WIDTH = 1200;
const LABELS = 180;
const RIGHT = 24;
const PHASE_ROW = 22;
const LANE_ROW = 46;
const BAR = 16;
const TOP = 28;
/** Columns of a label: its room in letters of 13 units. */
const LABEL_COLUMNS = 24;
/** More bars than this in one row are less than three units wide. */
const MOST_BARS = 400;
const SHORTEST_BAR = 2;

interface Row {
  label: string;
  top: number;
}

/** The picture of a run: phases, the Commander's calls, and each Worker's attempts, over one axis of time. */
export function gantt(data: ReportData, drawing: Drawing): Element {
  const { timeline } = data;
  const x = axisOf(timeline);
  const lanes = timeline.lanes.slice(0, MOST_LANES);
  const laneTop = TOP + PHASES.length * PHASE_ROW + 10;
  const height = laneTop + (lanes.length + 1) * LANE_ROW + 8;
  const { words } = drawing;
  return s(
    "svg",
    {
      ...{ viewBox: `0 0 ${WIDTH} ${height}`, role: "img", className: ["gantt"] },
      ariaLabelledBy: "gantt-title gantt-desc",
    },
    [
      s("title", { id: "gantt-title" }, words.timeline.title),
      s(
        "desc",
        { id: "gantt-desc" },
        words.timeline.about(timeline.lanes.length, words.span(timeline.to - timeline.from)),
      ),
      s("defs", patterns()),
      ...grid(x, height),
      ...phaseRows(timeline, x),
      ...commanderRow(data, drawing, { x, top: laneTop }),
      ...lanes.flatMap((lane, at) =>
        laneRow(data, drawing, { lane, x, top: laneTop + (at + 1) * LANE_ROW }),
      ),
    ],
  );
}

/** More Workers than one run may have, all plans together; the tables hold every one. */
const MOST_LANES = 64;

type Axis = ReturnType<typeof axisOf>;

function axisOf({ from, to }: Span) {
  // A run of one record has no length.
  return scaleUtc([from, Math.max(to, from + 1000)], [LABELS, WIDTH - RIGHT]);
}

function grid(x: Axis, height: number): Element[] {
  const [from = 0, to = 0] = x.domain().map(Number);
  const cut: [number, number] =
    to - from < 600_000 ? [11, 19] : to - from < 129_600_000 ? [11, 16] : [5, 16];
  return x.ticks(8).flatMap((tick) => {
    const at = round(x(tick));
    const label = tick
      .toISOString()
      .slice(...cut)
      .replace("T", " ");
    return [
      s("line", { className: ["grid"], x1: at, x2: at, y1: TOP - 6, y2: height }),
      s("text", { className: ["tick"], x: at, y: TOP - 12, textAnchor: "middle" }, label),
    ];
  });
}

function phaseRows({ phases }: Timeline, x: Axis): Element[] {
  return PHASES.flatMap((phase, row) => {
    const top = TOP + row * PHASE_ROW;
    const own = phases.filter((span) => span.phase === phase).slice(0, MOST_BARS);
    return [
      label({ label: phase, top: top + 13 }),
      ...own.map((span) => bar(span, x, { top: top + 3, height: PHASE_ROW - 8, kind: "phase" })),
    ];
  });
}

function commanderRow(
  data: ReportData,
  drawing: Drawing,
  { x, top }: { x: Axis; top: number },
): Element[] {
  const name = drawing.words.agents.role.commander;
  const key = laneKey({ agent: "commander" });
  return [
    label({ label: name, top: top + 24 }),
    // There is no bar between these marks.
    ...marks(data, drawing, { name, key, who: ["commander"], x, top: top - 10 }),
  ];
}

function laneRow(
  data: ReportData,
  drawing: Drawing,
  { lane, x, top }: { lane: Lane; x: Axis; top: number },
): Element[] {
  const spans = lane.attempts.flatMap((attempt) => attempt.spans).slice(-MOST_BARS);
  const { timeline } = drawing.words;
  return [
    label({ label: `${lane.id} ${lane.name}`, top: top + 24 }),
    ...spans.map((span) =>
      bar(span, x, { top: top + 12, height: BAR, kind: span.what }, timeline.activity[span.what]),
    ),
    ...lane.attempts
      .slice(-MOST_BARS)
      .map(({ end, to }) => endMark(end, round(x(to)), top + 12 + BAR / 2, timeline.end[end])),
    ...marks(data, drawing, {
      ...{ name: lane.name, key: laneKey({ worker: lane.name }), x, top },
      who: [lane.name, lane.id],
    }),
  ];
}

function marks(
  { calls, happened, timeline }: ReportData,
  { words }: Drawing,
  { name, key, who, x, top }: { name: string; key: string; who: string[]; x: Axis; top: number },
): Element[] {
  const within = (at: number) => at >= timeline.from && at <= timeline.to;
  const at = (times: number[]) => times.filter(within).map((time) => Math.round(x(time)));
  const own = calls?.get(key) ?? [];
  const refused = happened.refusals.filter((one) => who.includes(one.who));
  const ticks = marksPath(at(own.map((call) => call.at)), top + 31, "v8");
  const triangles = marksPath(at(refused.map((one) => one.at)), top + 2, TRIANGLE);
  const told = calls ? String(own.length) : words.notRecorded;
  return [
    s("g", [
      s("title", words.timeline.marks(name, told, refused.length)),
      ...(ticks === "" ? [] : [s("path", { className: ["call"], d: ticks })]),
      ...(triangles === "" ? [] : [s("path", { className: ["refused"], d: triangles })]),
    ]),
  ];
}

function bar(
  { from, to }: Span,
  x: Axis,
  { top, height, kind }: { top: number; height: number; kind: string },
  title?: string,
): Element {
  const left = x(from);
  const width = Math.max(SHORTEST_BAR, x(to) - left);
  const place = { x: round(left), y: top, width: round(width), height };
  const name = { className: ["bar", kind] };
  return s("rect", { ...place, ...name }, title === undefined ? [] : [s("title", title)]);
}

function label({ label: text, top }: Row): Element {
  const place = { className: ["label"], x: LABELS - 10, y: top, textAnchor: "end" };
  return s("text", place, shortened(text, LABEL_COLUMNS));
}

/** A tenth of a unit is less than what a screen shows. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}
