import { readFileSync, writeFileSync } from "node:fs";
import { defineConfig } from "tsdown";
import { FILTER_FILES } from "./scripts/seccomp/files.ts";

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
const define = { __VERSION__: JSON.stringify(version) };

export default defineConfig([
  {
    // OpenCode loads one self-contained file: it must not depend on a node_modules up the tree.
    entry: { plugin: "src/plugin.ts" },
    format: "esm",
    platform: "node",
    target: "node20",
    dts: false,
    fixedExtension: false,
    deps: { alwaysBundle: [/.*/] },
    // Comments and blanks are a third of it. Names stay, for the stack traces of users.
    outputOptions: {
      comments: { legal: true, annotation: false, jsdoc: false },
      minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
    },
    // jsonc-parser's CommonJS form cannot be bundled: it requires its parts by name at run time.
    inputOptions: { resolve: { mainFields: ["module", "main"] } },
    clean: false,
    define,
    onSuccess() {
      for (const { file, bytes } of FILTER_FILES) writeFileSync(file, bytes);
    },
  },
  {
    entry: { cli: "src/cli.ts", bench: "bench/main.ts" },
    // Without a hash: what an older build left behind would be packed too.
    outputOptions: { chunkFileNames: "[name].js" },
    format: "esm",
    platform: "node",
    target: "node20",
    dts: false,
    fixedExtension: false,
    clean: false,
    define,
  },
]);
