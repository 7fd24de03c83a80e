/** Rows of OpenCode 1.18's own English, which stand on a Korean screen too. */
export const OPENCODE_TEXTS: readonly RegExp[] = [
  /Ask anything… "…"/g,
  /● Tip.*/g,
  /tab agents|ctrl\+p commands|esc interrupt|esc dismiss|enter submit|↑↓ select/g,
  /▣ .* interrupted/g,
  // The title that the scripted model gives the session.
  /Aegis run/g,
  /# Questions|Asked \d questions?|Type your own answer/g,
  /ctrl\+x down view subagents|↳ .*/g,
  /\d+ tokens|\d+% used|\$[\d.]+ spent|LSPs are disabled|• OpenCode|OpenCode/g,
  /# Wrote .*|\d+ # contract/g,
  /Worker Task — |← Write |→ Read /g,
  /^ *[⚙$] .*/gm,
];

/** What is the same in both languages: names of phases, roles, tools, keys, states of the model's server, units. */
export const IDENTIFIERS: ReadonlySet<string> = new Set(
  [
    "Aegis DESIGN FOUNDATION DISPATCH MONITORING INTEGRATE FINAL QA DONE UTC ID",
    "auth pay search mail board bill feat commit commander INTERRUPTED main worktree Git diff",
    "Commander Worker Diff Tab Enter Esc PgUp PgDn Home End LSP Context",
  ]
    .join(" ")
    .split(" "),
);

/** Commands, called tools, paths, codes, hashes and names of models: of no language. */
export const NAMES =
  /grep -q refund(?: \S+)?|test -[df] \S+|git (?:show|revert) \S+|git commit -am done|\/aegis \w+|ctrl\+x w|oh-my-qwencoder(?: (?:abort|doctor))?|(?<=(?:Commander|지금|직전): )[a-z]+\b|\bbash\b|qwen3-coder-next(?: vLLM)?|\S*[/._=]\S*|\b0123456789ab\b|\d+T\d+-abcdef|“QA \d”|\b[A-Z]+(?:_[A-Z]+)+\b/g;
