import type { TuiThemeCurrent } from "@opencode-ai/plugin/tui";
import { type RGBA, TextAttributes } from "@opentui/core";
import { type Accessor, createMemo, Index } from "solid-js";
import type { Line, Role } from "../core/line.ts";

/** A row without a sign would have no height. */
const EMPTY: Line = [{ role: "plain", text: " " }];
const BOLD: ReadonlySet<Role> = new Set(["strong", "chosen"]);

/** Lines as rows of OpenCode's terminal, in the colours of the user's theme. */
export function Rows(props: { lines: readonly Line[]; theme: TuiThemeCurrent }) {
  return (
    <Index each={props.lines}>
      {(line) => (
        <text wrapMode="none" height={1}>
          <Index each={line().length > 0 ? line() : EMPTY}>
            {(part) => <span style={styleOf(part().role, props.theme)}>{part().text}</span>}
          </Index>
        </text>
      )}
    </Index>
  );
}

function styleOf(role: Role, theme: TuiThemeCurrent) {
  return { fg: colorOf(role, theme), attributes: BOLD.has(role) ? TextAttributes.BOLD : 0 };
}

function colorOf(role: Role, theme: TuiThemeCurrent): RGBA {
  const colors: Record<Role, RGBA> = {
    plain: theme.text,
    muted: theme.textMuted,
    strong: theme.text,
    accent: theme.info,
    ok: theme.success,
    warn: theme.warning,
    bad: theme.error,
    chosen: theme.primary,
  };
  return colors[role];
}

/** Rows that change only where their text does: nothing is drawn again for the others. */
export function rowsOf(make: () => readonly Line[]): Accessor<readonly Line[]> {
  return createMemo<readonly Line[]>((before) => {
    const next = make();
    const kept = next.map((line, at) => (same(before[at], line) ? (before[at] ?? line) : line));
    const isSame = kept.length === before.length && kept.every((line, at) => line === before[at]);
    return isSame ? before : kept;
  }, []);
}

function same(a: Line | undefined, b: Line): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
