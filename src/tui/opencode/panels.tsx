// All of OpenCode's terminal API is in this file: another generation of OpenCode has another one.
import type {
  TuiPluginApi,
  TuiPluginModule,
  TuiRouteCurrent,
  TuiThemeCurrent,
} from "@opencode-ai/plugin/tui";
import { type BoxRenderable, type RGBA, StyledText, TextAttributes } from "@opentui/core";
import { useTerminalDimensions } from "@opentui/solid";
import {
  type Accessor,
  createEffect,
  createMemo,
  createRoot,
  createSignal,
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
  const lines = createMemo(
    () => sidebarLines(scene.shown().seen, scene.look(columns()), scene.now()),
    [],
    { equals: sameLines },
  );
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
  const lines = createMemo(
    () => {
      if (scene.api.route.current.name === DASHBOARD) return [];
      const line = bottomLine(scene.shown().seen, scene.look(size().width - 2), scene.now());
      return line ? [line] : [];
    },
    [],
    { equals: sameLines },
  );
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
  const lines = createMemo(
    () => dashboardLines(props.shown().seen, props.look(columns()), props.now()),
    [],
    { equals: sameLines },
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
      commands: keys.map(([name, , run]) => ({ name: `${DASHBOARD}.${name}`, category: GROUP, run })),
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
  return <text wrapMode="none" content={styled(props.lines, props.theme)} />;
}

/** The rows as one text in colours of the user's theme. */
function styled(lines: readonly Line[], theme: TuiThemeCurrent): StyledText {
  const chunks = lines.flatMap((line, index) => [
    ...(index > 0 ? [chunk("\n", theme.text)] : []),
    ...line.map(({ role, text }) =>
      chunk(text, colorOf(role, theme), role === "strong" ? TextAttributes.BOLD : 0),
    ),
  ]);
  return new StyledText(chunks);
}

function chunk(text: string, fg: RGBA, attributes = 0) {
  return { __isChunk: true as const, text, fg, attributes };
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

/** Nothing is drawn again for rows that have not changed. */
function sameLines(a: readonly Line[], b: readonly Line[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
