import { join } from "node:path";
import type { Environment } from "../kit/environment.ts";
import { homeFolder, homeFolderBelow } from "../kit/home-folders.ts";

/**
 * The languages whose grammar OpenCode's terminal downloads when it first shows such a block of code, by the names of
 * their files. Source: the binary of OpenCode 1.18.33 (`grammars.test.ts` compares).
 */
export const GRAMMARS = [
  ...["agda", "bash", "c", "c_sharp", "clojure", "cpp", "css", "diff", "elixir", "fsharp", "go"],
  ...["haskell", "hcl", "html", "java", "json", "julia", "kotlin", "lua", "make", "nix", "ocaml"],
  ...["php", "python", "r", "ruby", "rust", "scala", "swift", "toml", "vim", "vue", "xml", "yaml"],
] as const;

/** The file in which OpenCode's terminal looks before it downloads a grammar. `home` (default: HOME) as for OpenCode. */
export function grammarFile(name: string, env: Environment, home = env["HOME"] ?? ""): string {
  const data = homeFolder(env, "data") ?? homeFolderBelow(home, "data");
  return join(data, "opentui/tree-sitter/languages", `tree-sitter-${name}.wasm`);
}
