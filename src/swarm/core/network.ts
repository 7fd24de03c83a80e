import { USER_SETTINGS_FILE } from "../../kit/state-paths.ts";
import type { RefusedHost, ShellNetwork } from "../../shell/core/network.ts";
import { type Denial, deny } from "./run/denial.ts";

/** The setting that lists the hosts, as the user finds it. */
export const HOSTS_SETTING = "shell.network.allowedDomains";

/**
 * The network of a shell that may write the checkout: the hosts that the user lists, also while OpenCode listens. Without
 * a list the machine's, but none while OpenCode listens: on its port a program can do what the user can do.
 */
export function openNetwork(
  list: readonly string[] | undefined,
  openCodePort: number | undefined,
): ShellNetwork {
  if (list === undefined) return openCodePort === undefined ? "machine" : "none";
  return list.length === 0 ? "none" : { list, openCodePort };
}

const WHY: Record<RefusedHost["why"], string> = {
  unlisted: "not in the list",
  closed: "leads to loopback, a link-local address or a cloud's data service, which no list opens",
  own: "is an address of this machine, which needs an entry with this very address and port",
  opencode: "is OpenCode's own port, which no list opens",
  unreadable: "no request that a proxy reads",
};

/** What the Commander is told of the hosts that its command asked for in vain; undefined without any. */
export function refusedHosts(refused: readonly RefusedHost[]): Denial | undefined {
  if (refused.length === 0) return undefined;
  const each = refused.map(({ host, why }) => `${host} (${WHY[why]})`);
  return deny(
    "HOST_NOT_ALLOWED",
    `This shell reaches only the hosts that the user lists. Refused: ${each.join(", ")}.`,
    `Go on without, or tell the user which host you need and why: the user can add it to "${HOSTS_SETTING}" in their own ${USER_SETTINGS_FILE} (never in the project's file) and restart OpenCode.`,
  );
}
