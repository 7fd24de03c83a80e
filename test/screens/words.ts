/** Rows of OpenCode 1.18's own English, which stand on a Korean screen too. */
export const OPENCODE_TEXTS: readonly RegExp[] = [
  /Ask anything… "…"/g,
  /● Tip.*/g,
  /tab agents|ctrl\+p commands|esc interrupt|esc dismiss|enter submit|↑↓ select/g,
  /# Questions|Asked \d questions?|Type your own answer/g,
  /ctrl\+x down view subagents|↳ .*/g,
  /\d+ tokens|\d+% used|\$[\d.]+ spent|LSPs are disabled|• OpenCode|OpenCode/g,
  /Worker Task — |← Write |→ Read /g,
  /^ *[⚙$] .*/gm,
];

/** What is the same in both languages: names of phases, roles, tools, keys, states of the model's server, units. */
export const IDENTIFIERS: ReadonlySet<string> = new Set(
  [
    "Aegis DESIGN FOUNDATION DISPATCH MONITORING INTEGRATE FINAL QA DONE UTC ID",
    "auth pay search mail board bill feat",
    "Commander Worker Diff Tab Enter Esc PgUp PgDn Home End LSP Context",
  ]
    .join(" ")
    .split(" "),
);

/** Words of a command, a path, a code or a name: what holds one of these signs is none of a language. */
export const NAMES = /\S*[/._=]\S*|`[^`]*`|\[AEGIS \w+\]|\b[A-Z]+(?:_[A-Z]+)+\b/g;
