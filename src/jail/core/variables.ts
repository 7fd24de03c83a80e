/** Variables that lead to a socket, a display or a proxy outside the jail. */
const LEADS_OUT =
  /^((https?|all|ftp|no|rsync)_proxy|.*_SOCK(ET)?|DBUS_.*|.*_(IPC_HOOK|IPC_HOOK_CLI|IPC_HANDLE)|(DOCKER|CONTAINER|PODMAN)_HOST|SSH_AGENT_PID|GPG_AGENT_INFO|XDG_RUNTIME_DIR|XAUTHORITY|(WAYLAND_)?DISPLAY|PULSE_SERVER|TMUX(_.*)?|STY|NVIM.*|OTEL_.*|npm_config_.*proxy)$/i;

/** An address of a unix socket, or a path into a folder that the jail has for itself. */
const LEADS_TO_SOCKET = /^(unix|npipe|fd):|^\/(run|var\/run)\/[^:]*$/;

/** Nothing waits for a network that is not there. */
const OFFLINE = {
  npm_config_offline: "true",
  npm_config_fetch_retries: "0",
  npm_config_update_notifier: "false",
  OPENCODE_DISABLE_AUTOUPDATE: "1",
  OPENCODE_DISABLE_MODELS_FETCH: "1",
  OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
  OPENCODE_DISABLE_SHARE: "1",
};

/** The environment of OpenCode in the jail. `cwd`: OpenCode takes its project from PWD. */
export function jailVariables(
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Record<string, string> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !LEADS_OUT.test(entry[0]) && !LEADS_TO_SOCKET.test(entry[1]),
  );
  return { ...Object.fromEntries(kept), ...OFFLINE, TMPDIR: "/tmp", PWD: cwd };
}
