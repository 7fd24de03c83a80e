/** Names of languages as they stand before blocks of code: every grammar that a terminal may want, and a few more. */
export const LANGUAGES: readonly string[] = (
  "agda bash c clojure cpp csharp css diff elixir fsharp go haskell hcl html java json julia kotlin lua make nix " +
  "ocaml php python r ruby rust scala swift toml vim vue xml yaml typescript javascript markdown zig sql dockerfile"
).split(" ");

/** The last word of an answer: the session is over when it is seen. */
export const END_MARK = "AUDIT-END";

/** An answer with a block of code in each language. */
export const CODE_ANSWER = [
  ...LANGUAGES.map((name) => `\`\`\`${name}\nx = 1\n\`\`\``),
  END_MARK,
].join("\n\n");
