import type { TuiPluginApi } from "@opencode-ai/plugin/tui";
import type { Accessor } from "solid-js";
import { DASHBOARD_COMMAND } from "../../runs/core/dashboard-command.ts";
import type { Aside } from "../core/aside.ts";
import type { PanelLook } from "../core/look.ts";
import type { Shown } from "../watch.ts";

/** The name of the full screen, of its command and of our group in the palette. */
export const DASHBOARD = DASHBOARD_COMMAND;
export const GROUP = "Aegis";

/** What every surface draws from. */
export interface Scene {
  readonly api: TuiPluginApi;
  readonly shown: Accessor<Shown>;
  /** Epoch milliseconds; stands still while nobody drives the run. */
  readonly now: Accessor<number>;
  readonly learned: Accessor<Pick<Aside, "server" | "diffs">>;
  readonly look: (columns: number) => PanelLook;
  /** Counts a surface as shown until it is taken away: only then are the server and git asked. */
  readonly showing: (surface: "sidebar" | "dashboard") => void;
  /** A Worker's diff as text, asked of git. */
  readonly patchOf: (worker: string) => Promise<string>;
}
