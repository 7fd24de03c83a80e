import type { Language } from "../../kit/sentence.ts";
import { NOTE_WORDS } from "../core/show/words.ts";
import { WORDS } from "../core/text/messages.ts";
import type { Project } from "./project.ts";

/** For people: which layer holds the shells of agents here. */
export function shellLayerText(shell: Project["shell"], language: Language): string {
  return WORDS[language].sandbox[confinedBy(shell)];
}

/** The same at the start of a run, if the layer holds less than bubblewrap; a person should know it before Workers start. */
export function weakLayerText(shell: Project["shell"], language: Language): string | undefined {
  if (confinedBy(shell) === "bubblewrap") return undefined;
  return NOTE_WORDS[language].weakLayer(shellLayerText(shell, language));
}

function confinedBy({ kind, whole }: Project["shell"]) {
  if (kind === "compare" || whole) return kind;
  return kind === "bubblewrap" ? "unfiltered" : "unscoped";
}
