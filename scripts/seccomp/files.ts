import { fileURLToPath } from "node:url";
import { filterBytes } from "./filter.ts";

/** The filters that templates/shell/bash and the jail hand to bubblewrap; `npm run build` writes them. */
export const FILTER_FILES = (
  [
    ["own", "own-sockets"],
    ["none", "none-sockets"],
    ["ip", "ip-sockets"],
    ["closed", "closed-sockets"],
    ["jail", "jail"],
  ] as const
).map(([kind, name]) => ({
  kind,
  file: fileURLToPath(new URL(`../../templates/shell/seccomp/${name}.bpf`, import.meta.url)),
  bytes: filterBytes(kind),
}));
