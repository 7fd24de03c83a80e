// All of OpenCode's terminal API is in this folder: another generation of OpenCode has another one.
import type { TuiPluginApi, TuiPluginModule } from "@opencode-ai/plugin/tui";
import type { BoxRenderable } from "@opentui/core";
import { useTerminalDimensions } from "@opentui/solid";
import {
  batch,
  createEffect,
  createMemo,
  createRoot,
  createSignal,
  onCleanup,
  Show,
} from "solid-js";
import { NO_ASIDE } from "../core/aside.ts";
import { bottomLine } from "../core/bottom-bar.ts";
import { firstLines, isPluginThere } from "../core/first-steps.ts";
import type { PanelLook } from "../core/look.ts";
import { modelServerOf } from "../core/model-server.ts";
import { isDriven, NOTHING_SEEN, type Seen } from "../core/seen.ts";
import { sidebarLines } from "../core/sidebar.ts";
import { TUI_WORDS } from "../core/words.ts";
import type { Shown, Watch } from "../watch.ts";
import type { AsideWatch } from "../watch-aside.ts";
import { Dashboard } from "./dashboard.tsx";
import { heardHere } from "./heard-here.ts";
import { Rows, rowsOf } from "./rows.tsx";
import { DASHBOARD, GROUP, type Notice, type Scene } from "./scene.ts";
import { textOf } from "./user-acts.tsx";

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
  /** Tells what is not in the journal, until `stop` fires. */
  readonly watchAside: (place: Omit<AsideWatch, "env">) => Promise<void>;
  /** A Worker's diff as text. Throws the errors of git. */
  readonly patchOf: (top: string, seen: Seen, worker: string) => Promise<string>;
}

/** What OpenCode loads. */
export function terminalHalf(id: string, parts: PanelParts): TuiPluginModule {
  return { id, tui: async (api) => showPanels(api, parts) };
}

/** Puts panel, bottom row, full screen and its keys into OpenCode's terminal. */
function showPanels(api: TuiPluginApi, parts: PanelParts): void {
  const scene = createRoot((dispose) => {
    api.lifecycle.onDispose(dispose);
    const made = sceneOf(api, parts);
    const language = createMemo(() => made.shown().language);
    offerDashboard(api, language);
    return made;
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
}

/** Puts the command into the palette, again for each language. */
function offerDashboard(api: TuiPluginApi, language: () => PanelLook["language"]): void {
  createEffect(() => {
    const leave = api.keymap.registerLayer({
      commands: [
        {
          name: DASHBOARD,
          title: TUI_WORDS[language()].command,
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
    onCleanup(leave);
  });
}

/** Begins to watch; called inside the root that ends with the plugin. */
function sceneOf(api: TuiPluginApi, { ascii, language, ...parts }: PanelParts): Scene {
  const { signal: stop } = api.lifecycle;
  const [shown, setShown] = createSignal<Shown>({
    ...{ seen: NOTHING_SEEN, language, limits: undefined, top: undefined },
  });
  const [learned, setLearned] = createSignal<ReturnType<Scene["learned"]>>(NO_ASIDE);
  const [now, setNow] = createSignal(Date.now());
  const [notice, setNotice] = createSignal<Notice>();
  const say: Scene["say"] = (message, variant) => {
    setNotice({ message, variant });
    api.ui.toast({ title: GROUP, message, variant });
  };
  const failed = (error: unknown) => say(textOf(error), "error");
  const counts = { sidebar: 0, dashboard: 0 };
  createEffect(() => {
    if (!isDriven(shown().seen)) return;
    const timer = setInterval(() => {
      // A record that has just come has moved the clocks already.
      if (Date.now() - now() >= TICK_MS / 2) setNow(Date.now());
    }, TICK_MS);
    onCleanup(() => clearInterval(timer));
  });
  const beginAside = (top: string) =>
    parts.watchAside({
      ...{ top, stop, tell: setLearned },
      baseURL: () => modelServerOf(api.state.config),
      seen: () => shown().seen,
      shown: () => ({ server: counts.sidebar + counts.dashboard > 0, diffs: counts.dashboard > 0 }),
      trouble: (why) => say(why, "warning"),
    });
  const tell = (next: Shown) => {
    const isFirst = shown().top === undefined;
    batch(() => {
      setNow(Date.now());
      setShown(next);
    });
    if (isFirst && next.top !== undefined) beginAside(next.top).catch(failed);
  };
  const directory = () => api.state.path.directory;
  parts.watch({ directory, heard: () => heardHere(api), stop, tell }).catch(failed);
  return {
    ...{ api, shown, now, learned, notice, say },
    unsay: () => setNotice(undefined),
    look: (columns): PanelLook => ({ language: shown().language, columns, ascii }),
    showing(surface) {
      counts[surface] += 1;
      onCleanup(() => {
        counts[surface] -= 1;
      });
    },
    patchOf: async (worker) => {
      const { top, seen } = shown();
      return top === undefined ? "" : parts.patchOf(top, seen, worker);
    },
  };
}

function Sidebar(scene: Scene) {
  scene.showing("sidebar");
  const [columns, setColumns] = createSignal(SIDEBAR_COLUMNS);
  const lines = rowsOf(() =>
    sidebarLines(scene.shown().seen, scene.look(columns()), scene.now(), scene.learned().server),
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
  /** Only before a conversation: there the rows would take room from it. */
  const atStart = (seen: Seen, look: PanelLook) => {
    const { api, shown } = scene;
    if (api.route.current.name !== "home" || !api.state.ready || shown().top === undefined)
      return [];
    return firstLines(seen, isPluginThere(api.state.config), look);
  };
  const lines = rowsOf(() => {
    if (scene.api.route.current.name === DASHBOARD) return [];
    const look = scene.look(size().width - 2);
    const { seen } = scene.shown();
    const line = bottomLine(seen, look);
    return [...atStart(seen, look), ...(line ? [line] : [])];
  });
  return (
    <Show when={lines().length > 0}>
      <box paddingLeft={1} paddingRight={1} flexShrink={0}>
        <Rows lines={lines()} theme={scene.api.theme.current} />
      </box>
    </Show>
  );
}
