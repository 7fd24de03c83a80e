// All of OpenCode's terminal API is in this file: another generation of OpenCode has another one.
import type {
  TuiPluginApi,
  TuiPluginModule,
  TuiRouteCurrent,
  TuiThemeCurrent,
} from "@opencode-ai/plugin/tui";
import { type BoxRenderable, type RGBA, TextAttributes } from "@opentui/core";
import { useTerminalDimensions } from "@opentui/solid";
import {
  type Accessor,
  createEffect,
  createMemo,
  createRoot,
  createSignal,
  Index,
  onCleanup,
  Show,
} from "solid-js";
import { bottomLine } from "../core/bottom-bar.ts";
import { dashboardLines, helpLine, visibleRows } from "../core/dashboard-view.ts";
import type { Line, Role } from "../core/line.ts";
import type { PanelLook } from "../core/look.ts";
import { isDriven, NOTHING_SEEN } from "../core/seen.ts";
import { sidebarLines } from "../core/sidebar.ts";
import { TUI_WORDS } from "../core/words.ts";
import type { Shown, Watch } from "../watch.ts";

/** The name of the full screen, of its command and of our group in the palette. */
const DASHBOARD = "aegis.dashboard";
const GROUP = "Aegis";
/** Above OpenCode's own parts of the sidebar. */
const ORDER = 50;
const TICK_MS = 1_000;
/** A row without a sign would have no height. */
const EMPTY: Line = [{ role: "plain", text: " " }];
/** Columns of OpenCode's sidebar before it has told us its width. */
const SIDEBAR_COLUMNS = 37;

export interface PanelParts {
  readonly ascii: boolean;
  /** Shown until the project is known. */
  readonly language: Shown["language"];
  /** Tells what the surfaces show, until `stop` fires. */
  readonly watch: (place: Omit<Watch, "env">) => Promise<void>;
}

/** What OpenCode loads. */
export function terminalHalf(id: string, parts: PanelParts): TuiPluginModule {
  return { id, tui: async (api) => showPanels(api, parts) };
}

interface Scene {
  readonly api: TuiPluginApi;
  readonly shown: Accessor<Shown>;
  /** Epoch milliseconds; stands still while nobody drives the run. */
  readonly now: Accessor<number>;
  readonly look: (columns: number) => PanelLook;
}

/** Puts panel, bottom row, full screen and its keys into OpenCode's terminal. */
function showPanels(api: TuiPluginApi, { ascii, language, watch }: PanelParts): void {
  const scene = createRoot((dispose) => {
    api.lifecycle.onDispose(dispose);
    const [shown, setShown] = createSignal<Shown>({ seen: NOTHING_SEEN, language });
    const [now, setNow] = createSignal(Date.now());
    createEffect(() => {
      if (!isDriven(shown().seen)) return;
      const timer = setInterval(() => setNow(Date.now()), TICK_MS);
      onCleanup(() => clearInterval(timer));
    });
    watch({
      directory: () => api.state.path.directory,
      stop: api.lifecycle.signal,
      tell(next) {
        setNow(Date.now());
        setShown(next);
      },
    }).catch((error) => {
      api.ui.toast({ variant: "error", title: GROUP, message: String(error) });
    });
    const look = (columns: number): PanelLook => ({ language: shown().language, columns, ascii });
    return { api, shown, now, look } satisfies Scene;
  });
  api.slots.register({
    order: ORDER,
    slots: {
      sidebar_content: () => <Sidebar {...scene} />,
      app_bottom: () => <BottomRow {...scene} />,
    },
  });
  api.route.register([
    { name: DASHBOARD, render: ({ params }) => <Dashboard {...scene} back={params?.["back"]} /> },
  ]);
  api.keymap.registerLayer({
    commands: [
      {
        name: DASHBOARD,
        title: TUI_WORDS[scene.shown().language].command,
        category: GROUP,
        namespace: "palette",
        run() {
          api.ui.dialog.clear();
          const back = api.route.current;
          if (back.name !== DASHBOARD) api.route.navigate(DASHBOARD, { back });
        },
      },
    ],
    bindings: [{ key: "<leader>w", cmd: DASHBOARD }],
  });
}

function Sidebar(scene: Scene) {
  const [columns, setColumns] = createSignal(SIDEBAR_COLUMNS);
  const lines = rowsOf(() => sidebarLines(scene.shown().seen, scene.look(columns()), scene.now()));
  return (
    <Show when={lines().length > 0}>
      <box
        onSizeChange={function (this: BoxRenderable) {
          setColumns(this.width);
        }}
      >
        <Rows lines={lines()} theme={scene.api.theme.current} />
      </box>
    </Show>
  );
}

function BottomRow(scene: Scene) {
  const size = useTerminalDimensions();
  const lines = rowsOf(() => {
    if (scene.api.route.current.name === DASHBOARD) return [];
    const line = bottomLine(scene.shown().seen, scene.look(size().width - 2));
    return line ? [line] : [];
  });
  return (
    <Show when={lines().length > 0}>
      <box paddingLeft={1} paddingRight={1} flexShrink={0}>
        <Rows lines={lines()} theme={scene.api.theme.current} />
      </box>
    </Show>
  );
}

function Dashboard(props: Scene & { back: unknown }) {
  const size = useTerminalDimensions();
  const [from, setFrom] = createSignal(0);
  // One column of air on each side, and one row for the keys.
  const columns = () => Math.max(1, size().width - 2);
  const rows = () => Math.max(1, size().height - 1);
  const lines = rowsOf(() =>
    dashboardLines(props.shown().seen, props.look(columns()), props.now()),
  );
  const view = createMemo(() => visibleRows(lines(), from(), rows()));
  const move = (by: number) => setFrom(Math.max(0, view().from + by));
  const page = () => Math.max(1, rows() - 2);
  const close = () => {
    const back = props.back as TuiRouteCurrent | undefined;
    props.api.route.navigate(back?.name ?? "home", back && "params" in back ? back.params : {});
  };
  const keys: [name: string, key: string, run: () => void][] = [
    ["close", "escape", close],
    ["down", "down,j", () => move(1)],
    ["up", "up,k", () => move(-1)],
    ["page.down", "pagedown,space", () => move(page())],
    ["page.up", "pageup", () => move(-page())],
    ["first", "home", () => setFrom(0)],
    ["last", "end", () => setFrom(lines().length)],
  ];
  onCleanup(
    props.api.keymap.registerLayer({
      commands: keys.map(([name, , run]) => ({
        name: `${DASHBOARD}.${name}`,
        category: GROUP,
        run,
      })),
      bindings: keys.map(([name, key]) => ({ key, cmd: `${DASHBOARD}.${name}` })),
    }),
  );
  return (
    <box flexDirection="column" width="100%" height="100%" paddingLeft={1} paddingRight={1}>
      <box flexGrow={1} flexShrink={1} minHeight={0} overflow="hidden">
        <Rows lines={view().shown} theme={props.api.theme.current} />
      </box>
      <box flexShrink={0}>
        <Rows lines={[helpLine(view(), props.look(columns()))]} theme={props.api.theme.current} />
      </box>
    </box>
  );
}

function Rows(props: { lines: readonly Line[]; theme: TuiThemeCurrent }) {
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
  return { fg: colorOf(role, theme), attributes: role === "strong" ? TextAttributes.BOLD : 0 };
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
  };
  return colors[role];
}

/** Rows that change only where their text does: nothing is drawn again for the others. */
function rowsOf(make: () => readonly Line[]): Accessor<readonly Line[]> {
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
