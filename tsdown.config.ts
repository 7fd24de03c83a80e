import { readFileSync, writeFileSync } from "node:fs";
import { defineConfig } from "tsdown";
import { FILTER_FILES } from "./scripts/seccomp/files.ts";
import { solidJsx } from "./scripts/solid-jsx.ts";
import { thirdPartyNotices } from "./scripts/third-party-notices.ts";

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
const define = { __VERSION__: JSON.stringify(version) };
/** Nothing is left to fetch at the install: the package has no dependencies. */
const deps = { alwaysBundle: [/.*/], onlyBundle: false as const };
// jsonc-parser's CommonJS form cannot be bundled: it requires its parts by name at run time.
const inputOptions = { resolve: { mainFields: ["module", "main"] } };
const plugins = [thirdPartyNotices("dist/THIRD-PARTY-NOTICES.txt", ["bench.js"])];

/** Comments and blanks are a third of a bundle. Names stay, for the stack traces of users. */
const minified = {
  comments: { legal: true, annotation: false, jsdoc: false },
  minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
} as const;

/** What runs in OpenCode's program at the start of a confined call: one small file each, without a part that they share. */
const alone = {
  format: "esm" as const,
  platform: "node" as const,
  target: "node20",
  dts: false,
  fixedExtension: false,
  deps: { ...deps, alwaysBundle: [/^(?!bun:)/], neverBundle: [/^bun:/] },
  outputOptions: minified,
  inputOptions,
  clean: false,
  define,
};

export default defineConfig([
  {
    // OpenCode loads one self-contained file: it must not depend on a node_modules up the tree.
    entry: { plugin: "src/plugin.ts" },
    format: "esm",
    platform: "node",
    target: "node20",
    dts: false,
    fixedExtension: false,
    deps,
    outputOptions: minified,
    inputOptions,
    plugins,
    clean: false,
    define,
    onSuccess() {
      for (const { file, bytes } of FILTER_FILES) writeFileSync(file, bytes);
    },
  },
  {
    // The half that runs in OpenCode's terminal, which serves its renderer and Solid itself.
    entry: { tui: "src/tui.ts" },
    format: "esm",
    platform: "node",
    target: "node20",
    dts: false,
    fixedExtension: false,
    deps: {
      ...deps,
      alwaysBundle: [/^(?!@opentui\/|solid-js$)/],
      neverBundle: [/^@opentui\//, "solid-js"],
    },
    // Not without blanks: OpenCode finds what it serves by the blank in `from "solid-js"`.
    outputOptions: { comments: minified.comments },
    inputOptions,
    plugins: [solidJsx(), ...plugins],
    clean: false,
    define,
  },
  {
    entry: {
      cli: "src/cli.ts",
      "jail-bridge": "src/jail/bridge.ts",
      "egress-inside": "src/egress/inside.ts",
      bench: "bench/main.ts",
    },
    // Without a hash: what an older build left behind would be packed too.
    outputOptions: { chunkFileNames: "[name].js", comments: { jsdoc: false } },
    format: "esm",
    platform: "node",
    target: "node20",
    dts: false,
    fixedExtension: false,
    deps,
    inputOptions,
    plugins,
    clean: false,
    define,
  },
  { entry: { landlock: "src/shell/landlock/confine.ts" }, ...alone },
  { entry: { "shell-bridge": "src/shell/network/inside-call.ts" }, ...alone },
  { entry: { "shell-runtime": "src/shell/runtime/wrap.ts" }, ...alone },
]);
