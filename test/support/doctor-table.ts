import { FINDINGS, type FindingId } from "../../src/doctor/core/check-ids.ts";
import { EGRESS } from "./doctor-scenes-egress.ts";
import { ENVIRONMENT } from "./doctor-scenes-environment.ts";
import { MACHINE } from "./doctor-scenes-machine.ts";
import { SERVER } from "./doctor-scenes-server.ts";
import { SETTINGS } from "./doctor-scenes-settings.ts";
import { STATE } from "./doctor-scenes-state.ts";
import { TOOLS } from "./doctor-scenes-tools.ts";
import type { Scene, Unstaged } from "./doctor-stand.ts";

export interface FindingRow {
  readonly id: FindingId;
  readonly scene: Scene | Unstaged;
}

/** Every finding of doctor with the ways in which it comes about, in doctor's order. Throws for a finding without one. */
export function findingRows(): FindingRow[] {
  const all = { ...MACHINE, ...ENVIRONMENT, ...SETTINGS, ...EGRESS, ...SERVER, ...TOOLS, ...STATE };
  return FINDINGS.flatMap((id) => {
    const scenes = all[id] ?? [];
    if (scenes.length === 0) throw new Error(`no scene brings ${id} about`);
    return scenes.map((scene) => ({ id, scene }));
  });
}
