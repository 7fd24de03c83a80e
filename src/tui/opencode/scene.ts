import type { TuiPluginApi } from "@opencode-ai/plugin/tui";
import type { Accessor } from "solid-js";
import { DASHBOARD_COMMAND } from "../../runs/core/dashboard-command.ts";
import type { Aside } from "../core/aside.ts";
import type { PanelLook } from "../core/look.ts";
import type { Shown } from "../watch.ts";

/** The name of the full screen, of its command and of our group in the palette. */
export const DASHBOARD = DASHBOARD_COMMAND;
export const GROUP = "Aegis";

export interface Notice {
  readonly message: string;
  readonly variant: "info" | "warning" | "error";
}

/** What every surface draws from. */
export interface Scene {
  readonly api: TuiPluginApi;
  readonly shown: Accessor<Shown>;
  /** Epoch milliseconds; stands still while nobody drives the run. */
  readonly now: Accessor<number>;
  readonly learned: Accessor<Pick<Aside, "server" | "diffs" | "calls">>;
  readonly look: (columns: number) => PanelLook;
  /** What the user was last told; the full screen shows it until the next key. */
  readonly notice: Accessor<Notice | undefined>;
  /** Tells the user: OpenCode draws its own messages everywhere but on the full screen. */
  readonly say: (message: string, variant: Notice["variant"]) => void;
  readonly unsay: () => void;
  /** Counts a surface as shown until it is taken away: only then are the server and git asked. */
  readonly showing: (surface: "sidebar" | "dashboard") => void;
  /** A Worker's diff as text, asked of git. */
  readonly patchOf: (worker: string) => Promise<string>;
}
