import { join } from "node:path";
import { namesIn } from "../../adapters/setup/state-files.ts";
import type { TakingOut } from "../../adapters/setup/take-back.ts";
import { isThere } from "../../adapters/setup/wish.ts";
import { withoutOurs } from "./config-files.ts";
import type { Place } from "./place.ts";

/**
 * What an uninstall takes out of edited files, and what it leaves: git's list of ignored files counts for all
 * worktrees of a repository, and `.aegis` of another one, or runs that stay here, must not turn up in git.
 */
export function takingOut(place: Place, purge = false): TakingOut {
  return {
    withoutOurs,
    async isNeeded({ role }) {
      if (role !== "lines") return false;
      for (const other of place.worktrees ?? [])
        if (await isThere(join(other, ".aegis"))) return true;
      return !purge && (await namesIn(join(place.top, ".aegis/runs"))).length > 0;
    },
  };
}
