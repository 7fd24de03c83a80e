import type { Left } from "./adapters/take-back.ts";
import type { Recovered } from "./adapters/transaction.ts";
import type { PlanItem } from "./plan-install.ts";
import type { Reason } from "./reasons.ts";

/** Texts of install and uninstall for people. */
export interface SetupWords {
  action: Record<PlanItem["action"] | "restore" | "remove", string>;
  reason: Record<Reason, string>;
  outside: (files: number, folder: string) => string;
  note: {
    server: (url: string, model: string, context: number) => string;
    noServer: (url: string, why: string) => string;
    notOffered: (model: string, offered: string) => string;
    ownServer: (model: string) => string;
    pathAdded: (url: string) => string;
    fetched: (spec: string, file: string) => string;
    managed: string;
    pluginManaged: string;
    stdio: (names: string) => string;
  };
  project: { came: (top: string) => string; approve: string };
  target: (file: string) => string;
  nothing: string;
  notInstalled: string;
  dry: string;
  ask: { server: string; model: string; go: string; uninstall: string; purge: string };
  declined: string;
  installed: (files: number) => string;
  asking: (url: string, seconds: number) => string;
  checking: (seconds: number) => string;
  verified: string;
  notVerified: string;
  next: string;
  uninstalled: (files: number) => string;
  stays: string;
  left: Record<Left["why"], string>;
  recovered: Record<Recovered["kind"], (folder: string, files: number) => string>;
  cutOff: (folder: string) => string;
  sharedKept: (projects: number) => string;
  sharedLost: (projects: string) => string;
  sharedRemoved: string;
  rolledBack: string;
  stopped: string;
  purged: (runs: number, refs: number) => string;
  unmerged: (names: string) => string;
  runsStay: string;
}
