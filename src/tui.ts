import { z } from "zod";
import { isAsciiOnly, panelLanguage } from "./tui/core/language.ts";
import { terminalHalf } from "./tui/opencode/panels.tsx";
import { watchProject } from "./tui/watch.ts";

// zod loads its own words as a side effect, which it tells bundlers to leave out.
z.config(z.locales.en());

const { env } = process;

/** OpenCode loads this in each terminal. It only reads; the plugin's other half does not know of it. */
export default terminalHalf("oh-my-qwencoder", {
  ascii: isAsciiOnly(env),
  language: panelLanguage("auto", undefined, env),
  watch: (place) => watchProject({ ...place, env }),
});
