import { createGit } from "../../git/create-git.ts";
import { AegisError } from "../../kit/errors.ts";
import { namedHolder } from "../../kit/lease.ts";
import { localeLanguage } from "../../kit/locale.ts";
import { statePaths } from "../../kit/state-paths.ts";
import { viewNewestRun } from "../adapters/journal-reader.ts";
import type { HostClient } from "../adapters/opencode-host.ts";
import { replay } from "../core/run/evolve.ts";
import { interruptedIn } from "../core/run/interrupted.ts";
import { spokenLanguage } from "../core/words/spoken.ts";
import { redrawRows } from "./redraw-rows.ts";
import { loadSettings } from "./settings.ts";

/**
 * At a start: closes the rows of Workers whose OpenCode has ended, so that no conversation says that they work. It takes
 * nothing over and writes no journal: the first message or act does, and keeps the Workers' diffs.
 */
export async function closeDeadRows(
  client: HostClient,
  directory: string,
  env: Record<string, string | undefined>,
): Promise<void> {
  try {
    const { top } = await createGit({ env }).inspect(directory);
    const { records, fault } = await viewNewestRun(top);
    const last = records.at(-1);
    if (!last || fault === "broken" || fault === "newer") return;
    const state = interruptedIn(replay(records), last.at);
    // An OpenCode that takes the run over draws its rows, and our copy of the journal is then old.
    const isLeft = async () => {
      const now = (await viewNewestRun(top)).records.at(-1);
      return (
        now?.at === last.at && now.seq === last.seq && !namedHolder(statePaths(top).lease)?.alive
      );
    };
    if (!state || !(await isLeft())) return;
    const language = spokenLanguage({
      setting: (await loadSettings(top, env)).language,
      heard: undefined,
      run: state,
      locale: localeLanguage(env),
    });
    await redrawRows(client, { top, state, now: Date.parse(last.at), language }, isLeft);
  } catch (error) {
    // A folder without a usable repository has no rows, and its first step says what is wrong with it.
    if (!(error instanceof AegisError)) throw error;
  }
}
