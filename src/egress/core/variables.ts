/** Variables that lead to a proxy: a request to a proxy would hide where it goes. */
const PROXY = /^((https?|all|ftp|rsync)_proxy|npm_config_(https?[-_])?proxy)$/i;

/** Variables that lead to a socket file of another program, or to the terminal of this one. */
const SOCKET =
  /^(.*_SOCK(ET)?|DBUS_.*|SSH_AGENT_PID|GPG_AGENT_INFO|XDG_RUNTIME_DIR|TMUX(_.*)?|STY|NVIM.*)$/i;

/** The user's variables as the audited OpenCode gets them, and the names of those that it does not get. */
export function auditVariables(env: Readonly<Record<string, string | undefined>>): {
  kept: Record<string, string>;
  left: string[];
} {
  const kept: Record<string, string> = {};
  const left: string[] = [];
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) continue;
    if (PROXY.test(name) || SOCKET.test(name)) left.push(name);
    else kept[name] = value;
  }
  return { kept, left: left.sort() };
}
