import type { TuiPluginApi } from "@opencode-ai/plugin/tui";
import type { Language } from "../../kit/sentence.ts";
import { heardIn } from "../../swarm/core/words/spoken.ts";

/** The language of the user's latest message in the conversation on the screen; undefined outside one. */
export function heardHere({ route, state }: TuiPluginApi): Language | undefined {
  const { current } = route;
  if (current.name !== "session") return undefined;
  const id = current.params?.["sessionID"];
  // In a session below another one our own words stand where the user's stand.
  if (typeof id !== "string" || state.session.get(id)?.parentID !== undefined) return undefined;
  for (const message of state.session.messages(id).toReversed()) {
    if (message.role !== "user") continue;
    const typed = state
      .part(message.id)
      .flatMap((part) =>
        part.type === "text" && !part.synthetic && !part.ignored ? [part.text] : [],
      );
    const language = heardIn(typed.join("\n"));
    if (language) return language;
  }
  return undefined;
}
