/** Whose value counts for a field of OpenCode's configuration that came with a repository. */
export type FieldClass =
  /** The user's own value counts, unless the user has approved this repository. Decides what is sent where, or what runs. */
  | "pinned"
  /** Counts once the user has approved this repository. */
  | "approve"
  /** Counts always. */
  | "harmless";

/** What a field decides. Each reason has one sentence for people (`words.ts`). */
export type FieldReason =
  | "destination"
  | "secret"
  | "program"
  | "fetch"
  | "rights"
  | "instruction"
  | "unknown"
  | "look";

export interface FieldRule {
  readonly class: FieldClass;
  readonly reason: FieldReason;
  /** False: OpenCode acts on the field before our hook runs, so only install and doctor can name it. */
  readonly held: boolean;
}

const rule = (kind: FieldClass, reason: FieldReason, held = true): FieldRule => ({
  class: kind,
  reason,
  held,
});

const DESTINATION = rule("pinned", "destination");
const SECRET = rule("pinned", "secret");
const PROGRAM = rule("pinned", "program");
const RIGHTS = rule("approve", "rights");
const INSTRUCTION = rule("approve", "instruction");
const LOOK = rule("harmless", "look");

/** A field that no row names. */
export const UNKNOWN_FIELD = rule("approve", "unknown");
/** `{env:…}` and `{file:…}` in any field: OpenCode puts the secret itself there. */
export const SUBSTITUTION = SECRET;

/**
 * The fields of opencode.json (OpenCode 1.18.33). `*` stands for one name. A row covers all fields below its path;
 * the row with the longest path counts, and a name counts before `*`.
 */
export const CONFIG_FIELDS = {
  $schema: LOOK,
  logLevel: LOOK,
  username: LOOK,
  snapshot: LOOK,
  watcher: LOOK,
  layout: LOOK,
  compaction: LOOK,
  tool_output: LOOK,
  attachment: LOOK,
  theme: LOOK,
  keybinds: LOOK,
  tui: LOOK,

  provider: DESTINATION,
  "provider.*.name": LOOK,
  "provider.*.npm": PROGRAM,
  "provider.*.options": DESTINATION,
  "provider.*.options.baseURL": DESTINATION,
  "provider.*.options.apiKey": SECRET,
  "provider.*.options.headers": SECRET,
  "provider.*.api": DESTINATION,
  "provider.*.env": SECRET,
  "provider.*.models.*.headers": SECRET,
  "provider.*.models.*.provider": DESTINATION,
  "provider.*.models.*.options": DESTINATION,
  "provider.*.models.*.variants": DESTINATION,
  "provider.*.models.*.name": LOOK,
  enabled_providers: DESTINATION,
  disabled_providers: DESTINATION,
  model: DESTINATION,
  small_model: DESTINATION,
  "agent.*.model": DESTINATION,
  "mode.*.model": DESTINATION,
  "command.*.model": DESTINATION,
  "agent.*.options": DESTINATION,
  "mode.*.options": DESTINATION,
  enterprise: DESTINATION,
  share: DESTINATION,
  autoshare: DESTINATION,
  server: DESTINATION,
  experimental: UNKNOWN_FIELD,
  "experimental.disable_paste_summary": LOOK,
  "experimental.mcp_timeout": LOOK,
  "experimental.openTelemetry": DESTINATION,
  "experimental.policies": RIGHTS,
  "experimental.primary_tools": RIGHTS,
  "experimental.continue_loop_on_deny": RIGHTS,
  "experimental.batch_tool": RIGHTS,

  shell: PROGRAM,
  plugin: rule("pinned", "program", false),
  mcp: PROGRAM,
  "mcp.*.url": DESTINATION,
  "mcp.*.headers": SECRET,
  "mcp.*.oauth": SECRET,
  lsp: PROGRAM,
  formatter: PROGRAM,
  autoupdate: rule("pinned", "fetch"),
  references: rule("approve", "fetch"),
  reference: rule("approve", "fetch"),
  skills: rule("approve", "instruction", false),
  "skills.urls": rule("pinned", "fetch", false),

  permission: RIGHTS,
  tools: RIGHTS,
  subagent_depth: RIGHTS,
  agent: INSTRUCTION,
  "agent.*.color": LOOK,
  "agent.*.permission": RIGHTS,
  "agent.*.tools": RIGHTS,
  mode: INSTRUCTION,
  "mode.*.color": LOOK,
  "mode.*.permission": RIGHTS,
  "mode.*.tools": RIGHTS,
  command: INSTRUCTION,
  instructions: INSTRUCTION,
  default_agent: INSTRUCTION,
} as const satisfies Record<string, FieldRule>;

/** The fields of tui.json, or of `tui` in it. The terminal reads them without our hook, so no field is held. */
export const TUI_FIELDS = {
  $schema: LOOK,
  theme: LOOK,
  keybinds: LOOK,
  scroll_speed: LOOK,
  scroll_acceleration: LOOK,
  diff_style: LOOK,
  mouse: LOOK,
  leader_timeout: LOOK,
  prompt: LOOK,
  cursor: LOOK,
  plugin: rule("pinned", "program", false),
  plugin_enabled: rule("pinned", "program", false),
} as const satisfies Record<string, FieldRule>;

/** The keys of an .npmrc: npm reads it when OpenCode starts. Other keys are addresses, keys and programs. */
export const NPMRC_KEYS = {
  offline: LOOK,
  audit: LOOK,
  fund: LOOK,
  "update-notifier": LOOK,
  progress: LOOK,
  loglevel: LOOK,
  "package-lock": LOOK,
  "save-exact": LOOK,
  "ignore-scripts": LOOK,
  "engine-strict": LOOK,
} as const satisfies Record<string, FieldRule>;
const OTHER_NPMRC_KEY = rule("pinned", "destination", false);

/** What lies in the folders of `.opencode/`. */
export const FOLDER_FILES = {
  agent: INSTRUCTION,
  command: INSTRUCTION,
  mode: INSTRUCTION,
  plugin: rule("pinned", "program", false),
  tool: rule("pinned", "program", false),
  skill: rule("approve", "instruction", false),
  /** `.opencode/package.json`: OpenCode has npm install what it names. */
  packages: rule("approve", "program", false),
} as const satisfies Record<string, FieldRule>;
export type FolderFile = keyof typeof FOLDER_FILES;

export function ruleOfField(path: readonly string[], table: Readonly<Record<string, FieldRule>>) {
  let best: { rule: FieldRule; rank: number } | undefined;
  for (const [pattern, each] of Object.entries(table)) {
    const rank = rankOf(pattern.split("."), path);
    if (rank !== undefined && (!best || rank > best.rank)) best = { rule: each, rank };
  }
  return best?.rule ?? UNKNOWN_FIELD;
}

export function ruleOfNpmrc(key: string): FieldRule {
  return Object.hasOwn(NPMRC_KEYS, key)
    ? NPMRC_KEYS[key as keyof typeof NPMRC_KEYS]
    : OTHER_NPMRC_KEY;
}

/** Undefined if the pattern does not cover the path; else more for a longer pattern and for a name instead of `*`. */
function rankOf(pattern: readonly string[], path: readonly string[]): number | undefined {
  if (pattern.length > path.length) return undefined;
  let rank = 0;
  for (const [index, part] of pattern.entries()) {
    if (part !== "*" && part !== path[index]) return undefined;
    rank += part === "*" ? 2 : 3;
  }
  return rank;
}
