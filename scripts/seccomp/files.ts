import { fileURLToPath } from "node:url";
import { filterBytes } from "./filter.ts";

/** The filters that templates/shell/bash hands to bubblewrap; `npm run build` writes them. */
export const FILTER_FILES = (["own", "none"] as const).map((unix) => ({
  unix,
  file: fileURLToPath(
    new URL(`../../templates/shell/seccomp/${unix}-sockets.bpf`, import.meta.url),
  ),
  bytes: filterBytes(unix),
}));
