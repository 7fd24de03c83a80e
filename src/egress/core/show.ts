import type { Language } from "../../kit/sentence.ts";
import type { EgressWords } from "./egress-words.ts";
import type { AuditedSession } from "./observation.ts";
import type { AuditDocument } from "./report-document.ts";
import { countsOf } from "./verdict.ts";
import { EGRESS_WORDS } from "./words.ts";

export type Mark = "ok" | "bad" | "unseen" | "plain";

/** One line for a person; `deep` lines explain the line before them. */
export interface Line {
  readonly mark: Mark;
  readonly text: string;
  readonly deep?: true;
}

/** An audit as lines, from how it was looked to the verdict. */
export function auditLines(document: AuditDocument, language: Language): Line[] {
  const words = EGRESS_WORDS[language];
  const { observation, verdict, modelServers, leftVariables } = document;
  const { sessions, attempts, blind } = observation;
  return [
    plain(words.title(document.versions["opencode"] ?? "", document.project)),
    ...(document.noNamespace === undefined ? [] : [plain(words.noNamespace(document.noNamespace))]),
    plain(words.mode[document.mode]),
    plain(modelServers.length > 0 ? words.modelServers(modelServers) : words.noModelServer),
    ...(document.addressReplaced ? [plain(words.addressReplaced)] : []),
    ...(leftVariables.length > 0 ? [plain(words.leftVariables(leftVariables))] : []),
    blind.length === 0
      ? { mark: "ok", text: words.control.ok }
      : { mark: "unseen", text: words.control.blind(blind) },
    ...sessions.flatMap((session) => sessionLines(session, words)),
    ...attempts.flatMap((attempt, at): Line[] =>
      attempt.session === "control" || attempt.session === "layer"
        ? []
        : [
            { mark: "bad", text: words.attempt(attempt) },
            ...explanationLines(document.explanations[at] ?? [], words, language),
          ],
    ),
    ...checkLines(document, language),
    verdictLine(document, words),
    ...(document.cooperative && verdict === "quiet" ? [plain(words.cooperative)] : []),
  ];
}

function plain(text: string): Line {
  return { mark: "plain", text };
}

function sessionLines(session: AuditedSession, words: EgressWords): Line[] {
  const { name, finished, why, seconds, called, notCalled, requests, languages } = session;
  const what = name === "headless" ? words.tools(called, requests) : words.languages(languages);
  const parts = finished ? [what, words.seconds(seconds)] : [words.unfinished(why ?? "")];
  const text = `${words.session[name]}: ${parts.join(", ")}`;
  return [
    { mark: finished ? "ok" : "unseen", text },
    ...(notCalled.length > 0 ? [deep(words.notCalled(notCalled))] : []),
  ];
}

function explanationLines(
  sentences: AuditDocument["explanations"][number],
  words: EgressWords,
  language: Language,
): Line[] {
  if (sentences.length === 0) return [deep(words.nothingKnown)];
  return sentences.map((sentence) => deep(`${words.knownHere}: ${sentence[language]}`));
}

function deep(text: string): Line {
  return { mark: "plain", text, deep: true };
}

function checkLines({ checks }: AuditDocument, language: Language): Line[] {
  const { title, status: statuses } = EGRESS_WORDS[language].verify;
  if (checks.length === 0) return [];
  const marks = { ok: "ok", failed: "bad", unseen: "unseen", open: "plain" } as const;
  return [
    plain(title),
    ...checks.flatMap(({ layer, what, status, details }): Line[] => [
      { mark: marks[status], text: `${layer}: ${statuses[status]}. ${what[language]}` },
      ...(details === undefined ? [] : [deep(details)]),
    ]),
  ];
}

function verdictLine({ observation, verdict }: AuditDocument, words: EgressWords): Line {
  const marks = { quiet: "ok", found: "bad", unseen: "unseen" } as const;
  return { mark: marks[verdict], text: words.verdict[verdict](countsOf(observation.attempts)) };
}
