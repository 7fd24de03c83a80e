/** All groups of checks, in their display order. */
export const GROUPS = [
  "runtime",
  "git",
  "opencode",
  "tools",
  "sandbox",
  "config",
  "egress",
  "environment",
  "plugin",
  "server",
  "state",
] as const;
export type Group = (typeof GROUPS)[number];

/** All checks of the model server in their display order. */
export const SERVER_CHECKS = [
  "server.reachable",
  "server.health",
  "server.version",
  "server.key",
  "server.model",
  "server.context",
  "server.output",
  "server.tools.required",
  "server.tools.auto",
  "server.tools.pair",
  "server.tools.arguments",
  "server.prefix-cache",
  "server.parallel",
] as const;

/** The checks that can end as a warning or an error. A test holds a scene and a fix against each. */
export const FINDINGS = [
  "runtime.node",
  "git.repository",
  "git.identity",
  "git.links",
  "git.submodules",
  "git.filters",
  "git.readable",
  "opencode.version",
  "tools.ripgrep",
  "sandbox.backend",
  "sandbox.filter",
  "config.files",
  "config.model",
  "config.keys",
  "config.project",
  "config.terminal",
  "egress.enabled_providers",
  "egress.share",
  "egress.autoupdate",
  "egress.lsp",
  "egress.formatter",
  "egress.webfetch",
  "egress.websearch",
  "egress.remote",
  "egress.start",
  "egress.packages",
  "egress.plugins",
  "environment.keys",
  "environment.telemetry",
  "environment.opencode",
  "environment.proxy",
  "plugin.registered",
  "plugin.loaded",
  "agents.rights",
  ...SERVER_CHECKS,
  "state.journal",
  "state.run",
  "state.worktrees",
  "state.processes",
  "state.install",
] as const;
export type FindingId = (typeof FINDINGS)[number];

/** The checks that never end as a finding. */
export const OTHERS = ["config.managed", "egress.switches"] as const;

/** Stable names, as in `doctor server.tools`; the part before the dot is the group. The last kind: a group could not look. */
export type CheckId = FindingId | (typeof OTHERS)[number] | `${Group}.failed`;
