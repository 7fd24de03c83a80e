/** What a key does in a terminal of its own. */
export type ViewMove = "up" | "down" | "page-up" | "page-down" | "first" | "last" | "end";

const MOVES: Readonly<Record<string, ViewMove>> = {
  "\u001b[A": "up",
  k: "up",
  "\u001b[B": "down",
  j: "down",
  "\u001b[5~": "page-up",
  "\u001b[6~": "page-down",
  " ": "page-down",
  "\u001b[H": "first",
  "\u001b[1~": "first",
  "\u001b[F": "last",
  "\u001b[4~": "last",
  q: "end",
  // Ctrl-C: without the terminal's own handling of keys it comes as a sign.
  "\u0003": "end",
};

/** The move of a key as the terminal sends it; undefined for any other key. */
export function moveOf(sent: string): ViewMove | undefined {
  return MOVES[sent];
}

/** The first row that is shown after a move; the view itself stops at both ends. */
export function rowAfter(move: Exclude<ViewMove, "end">, from: number, rows: number): number {
  const page = Math.max(1, rows - 3);
  const by = { up: -1, down: 1, "page-up": -page, "page-down": page };
  if (move === "first") return 0;
  return move === "last" ? Number.MAX_SAFE_INTEGER : Math.max(0, from + by[move]);
}
