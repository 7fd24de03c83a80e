import { paintWith } from "../kit/paint.ts";
import { placeOf, type RunsContext } from "../runs/context.ts";
import { answering } from "../runs/screen.ts";
import { NO_ASIDE } from "./core/aside.ts";
import { dashboardLines, helpLine, visibleRows } from "./core/dashboard-view.ts";
import { isAsciiOnly } from "./core/language.ts";
import type { Line, Role } from "./core/line.ts";
import { isDriven, NOTHING_SEEN } from "./core/seen.ts";
import { moveOf, rowAfter } from "./core/terminal-keys.ts";
import { TUI_WORDS } from "./core/words.ts";
import { pause } from "./pause.ts";
import { watchProject } from "./watch.ts";
import { watchAside } from "./watch-aside.ts";

/** A terminal that the dashboard has to itself for a while. */
export interface DashboardTerminal {
  size(): { columns: number; rows: number };
  /** Calls with each key as the terminal sends it, and at each change of the size; returns how to end that. */
  listen(heard: { key: (sent: string) => void; resize: () => void }): () => void;
  /** Fired by a signal, and by us when the user's key ends the view. */
  readonly stop: AbortController;
  /** The base URL of the model server, if the user names one. */
  readonly server: string | undefined;
}

/** While a process drives the run, the clocks of its Workers go on. */
const TICK_MS = 1_000;
const OPEN = "\u001b[?1049h\u001b[?25l";
const CLOSE = "\u001b[?25h\u001b[?1049l";

/**
 * Draws the dashboard of OpenCode's terminal in any terminal, until the user ends it: from the journal, the files beside
 * it and git. Gives the terminal back as it was. Resolves with the exit code.
 */
export function terminalDashboard(
  context: RunsContext,
  terminal: DashboardTerminal,
): Promise<number> {
  return answering(context, "status", async () => {
    const { top } = await placeOf(context);
    context.write(OPEN);
    try {
      await follow(top, context, terminal);
    } finally {
      context.write(CLOSE);
    }
    return 0;
  });
}

async function follow(
  top: string,
  context: RunsContext,
  { size, listen, stop, server }: DashboardTerminal,
): Promise<void> {
  const { env, language } = context;
  const ascii = isAsciiOnly(env);
  const now = { seen: NOTHING_SEEN, aside: NO_ASIDE, from: 0, drawn: "", drawnAt: 0 };
  const draw = () => {
    now.drawnAt = Date.now();
    const { columns, rows } = size();
    const look = { language, columns, ascii };
    const lines = dashboardLines(now.seen, look, Date.now(), now.aside);
    const view = visibleRows(lines, now.from, Math.max(1, rows - 1));
    now.from = view.from;
    const help = helpLine(view, look, TUI_WORDS[language].watchKeys);
    const frame = frameOf([...view.shown], help, { rows, color: context.color });
    if (frame === now.drawn) return;
    now.drawn = frame;
    context.write(frame);
  };
  const end = listen({
    resize: draw,
    key(sent) {
      const move = moveOf(sent);
      if (move === "end") return stop.abort();
      if (move) now.from = rowAfter(move, now.from, size().rows);
      draw();
    },
  });
  const { signal } = stop;
  try {
    await Promise.all([
      watchProject({
        ...{ directory: () => top, env, stop: signal },
        tell({ seen, limits }) {
          Object.assign(now, { seen, aside: { ...now.aside, limits } });
          draw();
        },
      }),
      watchAside({
        ...{ top, env, stop: signal },
        baseURL: () => server,
        seen: () => now.seen,
        shown: () => ({ server: server !== undefined, diffs: true }),
        tell(learned) {
          now.aside = { ...now.aside, ...learned };
          draw();
        },
        // A card without a size says that nothing is known of its diff.
        trouble: () => {},
      }),
      tick(signal, () => {
        const isOld = Date.now() - now.drawnAt >= TICK_MS / 2;
        if (isOld && isDriven(now.seen)) draw();
      }),
    ]);
  } finally {
    end();
  }
}

async function tick(stop: AbortSignal, act: () => void): Promise<void> {
  while (!stop.aborted) {
    await pause(TICK_MS, stop);
    act();
  }
}

/** One whole screen: each row is cleared before it is written, and the last one has no line feed, which would scroll. */
function frameOf(
  lines: readonly Line[],
  help: Line,
  { rows, color }: { rows: number; color: boolean },
): string {
  const empty = Array.from({ length: Math.max(0, rows - 1 - lines.length) }, (): Line => []);
  const paint = painter(color);
  const texts = [...lines, ...empty, help].map(
    (line) => `\u001b[K${line.map(({ role, text }) => paint[role](text)).join("")}`,
  );
  return `\u001b[H${texts.join("\r\n")}\u001b[J`;
}

function painter(color: boolean): Record<Role, (text: string) => string> {
  const paint = paintWith(color);
  return {
    plain: (text) => text,
    muted: paint.dim,
    strong: paint.bold,
    accent: paint.cyan,
    ok: paint.green,
    warn: paint.yellow,
    bad: paint.red,
    chosen: paint.bold,
  };
}
