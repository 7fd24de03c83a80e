import type { SettingReason } from "./core/setting-edit.ts";

/** Why a file is part of a plan; `words.ts` has a sentence for each. */
export type Reason =
  | SettingReason
  | "prompt"
  | "prompt-newer"
  | "prompt-kept"
  | "prompt-forced"
  | "settings-file"
  | "exclude"
  | "seed"
  | "managed-copy"
  | "shared-seed";
