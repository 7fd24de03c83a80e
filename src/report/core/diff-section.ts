import { h } from "hastscript";
import type { Element } from "./element.ts";
import { type Cell, code, type Drawing, figure, note, table } from "./html.ts";
import { endsOf } from "./limits.ts";
import type { Diff, ReportData } from "./report-data.ts";

/** A table of all diffs, and under it the files of each. */
export function diffSection({ diffs }: ReportData, drawing: Drawing): Element[] {
  const { words, limits } = drawing;
  const head = words.diffs;
  if (diffs.length === 0) return [note(words.none)];
  const files = diffs.filter((diff) => diff.files.length > 0);
  const { shown } = endsOf(files, limits.rows);
  return [
    table(drawing, {
      caption: words.section.diffs,
      head: [head.of, words.head.commit, head.file, head.added, head.removed],
      rows: diffs.map((diff) => [
        whose(diff, drawing),
        diff.commit === undefined ? "–" : code(drawing, diff.commit.slice(0, 12)),
        ...totals(diff, drawing),
      ]),
      numbers: [3, 4],
    }),
    ...shown.map((diff) =>
      h("details", [
        h("summary", [...[whose(diff, drawing)].flat(), `: ${head.total(diff.files.length)}`]),
        table(drawing, {
          caption: nameOf(diff, drawing),
          head: [head.file, head.added, head.removed],
          rows: diff.files.map(({ path, added, removed }) => [
            code(drawing, path),
            ...(added === undefined || removed === undefined
              ? [head.binary, head.binary]
              : [`+${figure(added)}`, `−${figure(removed)}`]),
          ]),
          numbers: [1, 2],
        }),
      ]),
    ),
  ];
}

function nameOf({ of }: Diff, { words }: Drawing): string {
  return of.what === "worker" ? `${of.id} ${of.name}` : words.diffs[of.what];
}

function whose(diff: Diff, drawing: Drawing): Element | string {
  const name = nameOf(diff, drawing);
  return diff.of.what === "worker" ? code(drawing, name) : name;
}

function totals({ state, files }: Diff, { words }: Drawing): Cell[] {
  if (state !== "kept") return [words.diffs.state[state], "–", "–"];
  const sum = (side: "added" | "removed") =>
    files.reduce((all, file) => all + (file[side] ?? 0), 0);
  return [
    words.diffs.total(files.length),
    `+${figure(sum("added"))}`,
    `−${figure(sum("removed"))}`,
  ];
}
