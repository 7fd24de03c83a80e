import { findingRows } from "./doctor-table.ts";

/** One row for each way in which a finding of doctor comes about. */
export function doctorRows(): { head: string[]; rows: string[][] } {
  const rows = findingRows().map(({ id, scene }) => [
    `\`${id}\``,
    scene.name,
    scene.fix,
    `\`${scene.printed.replaceAll("|", "\\|")}\``.replace("`…`", "the check's own words"),
    "make" in scene ? "yes" : `not staged: ${scene.why}`,
  ]);
  return { head: ["Finding", "Comes about by", "Fix", "As printed", "Clean afterwards"], rows };
}
