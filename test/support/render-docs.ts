import type { Language } from "../../src/kit/sentence.ts";
import { CARDS } from "../../src/swarm/core/phases/cards.ts";
import {
  COMMANDER_TOOLS,
  PHASES,
  type Phase,
  WORKER_TOOLS,
} from "../../src/swarm/core/phases/phase.ts";
import { DENIAL_CODES } from "../../src/swarm/core/run/denial.ts";
import type { EventType } from "../../src/swarm/core/run/events.ts";
import { TRANSITIONS, transitionOf } from "../../src/swarm/core/run/transitions.ts";
import { DENIALS_KO } from "../../src/swarm/core/text/refusals-ko.ts";
import { LANDLOCK_GAPS, LANDLOCK_LISTS, type LandlockList } from "../attacks/landlock-gaps.ts";
import { RUNTIME_GAPS, RUNTIME_HOW } from "../attacks/runtime-gaps.ts";
import { PHASE_GOALS_KO } from "./korean-docs.ts";
import { doctorRows } from "./render-doctor.ts";
import { memoryRows } from "./render-memory.ts";
import { TOOL_DOCS } from "./tool-docs.ts";

/** The parts of the documents that are generated from data in `src`. */
export type DocPart = keyof typeof PARTS;

const HEADS = {
  en: {
    tools: ["Tool", "Who", "What it does"],
    phases: ["Phase", "What it is for", "The Commander writes", "Left by"],
    refusals: ["Code", "What it says"],
    writes: {
      checkout: "the project",
      integration: "the integration worktree",
      nothing: "nothing",
    },
  },
  ko: {
    tools: ["도구", "누가", "하는 일"],
    phases: ["단계", "하는 일", "Commander의 쓰기 범위", "다음으로 넘어가는 이벤트"],
    refusals: ["코드", "뜻"],
    writes: { checkout: "프로젝트", integration: "통합 worktree", nothing: "없음" },
  },
} as const;

const PARTS = { tools, phases, refusals, memory, doctor, landlock, runtime } as const;

/** The document with its generated parts rendered again. Throws if a marker is missing. */
export function withGenerated(text: string, parts: readonly DocPart[], language: Language): string {
  return parts.reduce((result, part) => {
    const open = `<!-- generated:${part} -->`;
    const from = result.indexOf(open);
    const to = result.indexOf("<!-- /generated -->", from);
    if (from < 0 || to < 0) throw new Error(`the markers of generated:${part} are missing`);
    const content = PARTS[part](language);
    return `${result.slice(0, from + open.length)}\n${content}\n${result.slice(to)}`;
  }, text);
}

export function tools(language: Language): string {
  const rows = (names: readonly (keyof typeof TOOL_DOCS)[], who: string) =>
    names.map((name) => [`\`${name}\``, who, TOOL_DOCS[name][language]]);
  return table(HEADS[language].tools, [
    ...rows(COMMANDER_TOOLS, "Commander"),
    ...rows(WORKER_TOOLS, "Worker"),
  ]);
}

/** A diagram of the transitions between phases, and a table of the phases. */
export function phases(language: Language): string {
  const { phases: head, writes } = HEADS[language];
  const rows = PHASES.map((phase, index) => [
    `${index + 1} ${phase}`,
    language === "ko" ? PHASE_GOALS_KO[phase] : CARDS[phase].goal,
    writes[CARDS[phase].writes],
    exits(phase)
      .map(({ type, to }) => `\`${type}\` → ${to}`)
      .join("<br>") || "–",
  ]);
  return `${diagram()}\n\n${table(head, rows)}`;
}

export function refusals(language: Language): string {
  const texts = language === "ko" ? DENIALS_KO : DENIAL_CODES;
  const rows = Object.entries(texts).map(([code, says]) => [`\`${code}\``, says]);
  return table(HEADS[language].refusals, rows);
}

export function memory(language: Language): string {
  const { head, rows } = memoryRows(language);
  return table(head, rows);
}

/** What doctor finds, and what removes each finding. */
export function doctor(): string {
  const { head, rows } = doctorRows();
  return table(head, rows);
}

/** What Landlock does not hold of the lists of attacks that bubblewrap holds whole. */
function landlock(): string {
  return heldTable("Landlock", (list) => LANDLOCK_LISTS[list].how, LANDLOCK_GAPS);
}

/** The same of sandbox-runtime in its form for Linux. */
function runtime(): string {
  return heldTable("sandbox-runtime on Linux", (list) => RUNTIME_HOW[list], RUNTIME_GAPS);
}

function heldTable(
  layer: string,
  howOf: (list: LandlockList) => string,
  allGaps: typeof LANDLOCK_GAPS,
): string {
  const lists = Object.entries(LANDLOCK_LISTS) as [LandlockList, { what: string }][];
  const rows = lists.flatMap(([list, { what }]) => {
    const how = howOf(list);
    const gaps = Object.entries(allGaps[list]);
    const held = gaps.length === 0 ? `held: ${how}` : `held but for the rows below: ${how}`;
    return [
      [what, held],
      ...gaps.map(([attack, instead]) => [`– ${attack}`, `not held; ${instead}`]),
    ];
  });
  return table([`attack under ${layer}`, "held?"], rows);
}

function diagram(): string {
  const edges = PHASES.flatMap((phase) =>
    exits(phase).map(({ type, to }) => `    ${phase} --> ${to}: ${type}`),
  );
  return [
    "```mermaid",
    "stateDiagram-v2",
    `    [*] --> ${PHASES[0]}`,
    ...edges,
    "    DONE --> [*]",
    "```",
  ].join("\n");
}

/** The events that end a phase. */
function exits(phase: Phase): { type: string; to: Phase }[] {
  return (Object.keys(TRANSITIONS[phase]) as EventType[]).flatMap((type) => {
    const to = transitionOf(phase, type)?.to;
    return to === undefined || to === phase ? [] : [{ type, to }];
  });
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
