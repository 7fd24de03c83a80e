import type { Language } from "../../kit/sentence.ts";
import { WORDS } from "../core/text/messages.ts";
import type { Project } from "./project.ts";

/** For people: which layer holds the shells of agents here. */
export function shellLayerText(shell: Project["shell"], language: Language): string {
  return WORDS[language].sandbox[confinedBy(shell)];
}

function confinedBy({ kind, whole }: Project["shell"]) {
  if (kind === "compare" || whole) return kind;
  return kind === "bubblewrap" ? "unfiltered" : "unscoped";
}
