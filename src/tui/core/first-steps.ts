import { isRecord } from "../../kit/json.ts";
import { countsOf, outcomeOf, titleOf } from "../../runs/core/outcome.ts";
import { RUN_WORDS } from "../../runs/core/words.ts";
import { WORDS } from "../../swarm/core/text/messages.ts";
import { folded, type Line } from "./line.ts";
import { finished, type PanelLook } from "./look.ts";
import { isDriven, type Seen } from "./seen.ts";
import { TUI_WORDS } from "./words.ts";

/**
 * Does the plugin's other half run in this project? It puts `/aegis` into OpenCode's configuration. Undefined as long as
 * OpenCode's terminal has no configuration. Read by hand: the configuration is a proxy, which zod takes for no object.
 */
export function isPluginThere(config: unknown): boolean | undefined {
  if (!isRecord(config) || Object.keys(config).length === 0) return undefined;
  const commands = config["command"];
  return isRecord(commands) && commands["aegis"] !== undefined;
}

/**
 * The rows at OpenCode's start: what is missing without the plugin, what to type before a first run, or which run is
 * open and how it goes on. None while a process drives the run, and after a run that is over.
 */
export function firstLines(seen: Seen, isThere: boolean | undefined, look: PanelLook): Line[] {
  const { run, trouble } = seen;
  if (isThere === undefined || trouble) return [];
  const words = TUI_WORDS[look.language].first;
  if (!isThere) return drawn("warn", words.missing, look);
  if (!run) return drawn("plain", words.start, look);
  if (outcomeOf(run) !== "open" || isDriven(seen)) return [];
  const { done, all } = countsOf(run.state);
  const title = titleOf(run) ?? RUN_WORDS[look.language].noTitle;
  const progress = all > 0 ? `, ${WORDS[look.language].completedOf(done, all)}` : "";
  return drawn("warn", words.open(title, `${run.state.phase}${progress}`), look);
}

/** The first sentence in the colour that its weight asks for, the others plain. */
function drawn(role: "warn" | "plain", texts: readonly string[], look: PanelLook): Line[] {
  const rows = texts.flatMap((text, at) => folded(at === 0 ? role : "plain", text, look.columns));
  return finished(rows, look);
}
