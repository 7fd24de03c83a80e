import { z } from "zod";
import { workerDiffs } from "./runs/worker-diffs.ts";
import { workerNamed } from "./swarm/core/run/workers-of.ts";
import { isAsciiOnly, panelLanguage } from "./tui/core/language.ts";
import { terminalHalf } from "./tui/opencode/panels.tsx";
import { watchProject } from "./tui/watch.ts";
import { watchAside } from "./tui/watch-aside.ts";

// zod loads its own words as a side effect, which it tells bundlers to leave out.
z.config(z.locales.en());

const { env } = process;

/** OpenCode loads this in each terminal. It reads alone: what the user does here goes to the plugin's other half. */
export default terminalHalf("oh-my-qwencoder", {
  ascii: isAsciiOnly(env),
  language: panelLanguage("auto", {}, env),
  watch: (place) => watchProject({ ...place, env }),
  watchAside: (place) => watchAside({ ...place, env }),
  async patchOf(top, { run }, worker) {
    const found = run && workerNamed(run.state, worker);
    return found ? (await workerDiffs(top, env)).patchOf(run, found) : "";
  },
});
