import { isJsonObject, type Json, type JsonObject } from "../../../kit/json.ts";
import {
  CONFIG_FIELDS,
  type FieldRule,
  FOLDER_FILES,
  type FolderFile,
  ruleOfField,
  ruleOfNpmrc,
  SUBSTITUTION,
  TUI_FIELDS,
  UNKNOWN_FIELD,
} from "./fields.ts";

/** A file of a repository that OpenCode, or npm for it, reads as configuration. `file` is relative to the top. */
export type RepositoryDocument = { readonly file: string } & (
  | { readonly kind: "config"; readonly value: JsonObject }
  | { readonly kind: "tui"; readonly value: JsonObject }
  | { readonly kind: "npmrc"; readonly text: string }
  /** `hash`: SHA-256 of the content. `model`: in the head of an agent, command or mode. */
  | {
      readonly kind: "file";
      readonly is: FolderFile;
      readonly hash: string;
      readonly model?: string | undefined;
    }
  /** It cannot be read as what its name says. */
  | { readonly kind: "unreadable"; readonly hash: string }
);

/** One field or file that came with the repository. */
export interface Finding extends FieldRule {
  readonly file: string;
  /** Absent: the whole file. */
  readonly field?: string;
  /** For people: cut, without keys and without control characters. */
  readonly shown: string;
  /** The content, for the fingerprint. Never shown. */
  readonly content: string;
}

/** `ourEntry`: this version of this package in OpenCode's list of plugins. */
export function findingsOf(
  documents: readonly RepositoryDocument[],
  ourEntry?: string | undefined,
): Finding[] {
  return documents.flatMap((document) => {
    if (document.kind === "config") return fieldFindings(document, CONFIG_FIELDS);
    if (document.kind === "tui") return terminalFindings(document, ourEntry);
    if (document.kind === "npmrc") return npmrcFindings(document);
    if (document.kind === "file") return fileFindings(document);
    const { file, hash } = document;
    // OpenCode may read what we cannot: it replaces {env:…} before it parses.
    return [{ ...UNKNOWN_FIELD, held: false, file, shown: "", content: hash }];
  });
}

/** The findings that need the user's approval. */
export function needApproval(findings: readonly Finding[]): Finding[] {
  return findings.filter((finding) => finding.class !== "harmless");
}

/** The text whose hash is the fingerprint of a repository's configuration. */
export function canonicalText(findings: readonly Finding[]): string {
  const rows = needApproval(findings).map(({ file, field, content }) =>
    JSON.stringify([file, field ?? null, content]),
  );
  return rows.toSorted().join("\n");
}

function fieldFindings(
  { file, value }: { file: string; value: JsonObject },
  table: Readonly<Record<string, FieldRule>>,
): Finding[] {
  return leaves(value, []).map(([path, leaf]) => {
    const content = JSON.stringify(leaf);
    const substituted = hasSubstitution(content) || path.some(hasSubstitution);
    const plain = ruleOfField(path, table);
    const rule = substituted ? { ...SUBSTITUTION, held: plain.held } : plain;
    const field = safeText(path.join("."), 120);
    return {
      ...rule,
      file,
      field,
      shown: shownValue(content, rule),
      content: `${path.join("\0")}\0${content}`,
    };
  });
}

/**
 * OpenCode's terminal loads the plugins of every tui.json before anything of ours looks at it. It also reads all fields
 * inside `tui`. Our own entry is what the user has installed.
 */
function terminalFindings(
  { file, value }: { file: string; value: JsonObject },
  ourEntry: string | undefined,
): Finding[] {
  const { tui, ...rest } = value;
  const inside = isJsonObject(tui) ? { ...tui, ...rest } : value;
  const { plugin, ...others } = inside;
  const foreign = Array.isArray(plugin) ? plugin.filter((entry) => entry !== ourEntry) : plugin;
  const isOurs = Array.isArray(foreign) && foreign.length === 0;
  const judged = foreign === undefined || isOurs ? others : { ...others, plugin: foreign };
  return fieldFindings({ file, value: judged }, TUI_FIELDS).map((finding) => ({
    ...finding,
    held: finding.class === "harmless",
  }));
}

/** OpenCode replaces `{env:NAME}` and `{file:path}` anywhere in the text of a document. */
function hasSubstitution(text: string): boolean {
  return /\{(env|file):/.test(text);
}

/**
 * Objects are walked; lists, empty objects and permissions are values. In a permission the last matching rule wins, so
 * another order is another value.
 */
function leaves(value: Json, path: readonly string[]): [readonly string[], Json][] {
  if (!isJsonObject(value) || path.at(-1) === "permission") return [[path, value]];
  if (Object.keys(value).length === 0) return path.length > 0 ? [[path, value]] : [];
  return Object.entries(value).flatMap(([key, each]) => leaves(each, [...path, key]));
}

function npmrcFindings({ file, text }: { file: string; text: string }): Finding[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return lines
    .filter((line) => line !== "" && !/^[#;]/.test(line))
    .map((line) => {
      const key = line.split("=")[0]?.trim() ?? "";
      // npm replaces ${NAME} in any value.
      const rule = line.includes("${") ? { ...SUBSTITUTION, held: false } : ruleOfNpmrc(key);
      const value = line.slice(line.indexOf("=") + 1).trim();
      const secret = /auth|password|token|key|cert/i.test(key);
      return {
        ...rule,
        file,
        field: safeText(key, 120),
        shown: secret ? hidden(value) : safeText(withoutUser(value), 80),
        content: line,
      };
    });
}

function fileFindings(document: RepositoryDocument & { kind: "file" }): Finding[] {
  const { file, is, hash, model } = document;
  const whole: Finding = { ...FOLDER_FILES[is], file, shown: "", content: hash };
  if (model === undefined) return [whole];
  const rule = ruleOfField(["agent", "*", "model"], CONFIG_FIELDS);
  return [whole, { ...rule, file, field: "model", shown: safeText(model, 80), content: model }];
}

function shownValue(content: string, rule: FieldRule): string {
  // The names in {env:…} and {file:…} are no secret; they are what the reader has to judge.
  const references = content.match(/\{(env|file):[^}"]*\}?/g);
  if (references) return safeText(references.join(" "), 120);
  return rule.reason === "secret" ? hidden(content) : safeText(withoutUser(content), 80);
}

function hidden(value: string): string {
  return value === "" || value === '""' ? "" : "…";
}

/** An address without the name and password in it. */
function withoutUser(text: string): string {
  return text.replaceAll(/\/\/[^/@\s"]*@/g, "//…@");
}

/** Text of a stranger for a terminal: one line, no control characters, cut. */
function safeText(text: string, most: number): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "�");
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}
