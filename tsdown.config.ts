import { defineConfig } from "tsdown";

export default defineConfig([
  {
    // OpenCode loads one self-contained file: it must not depend on a node_modules up the tree.
    entry: { plugin: "src/plugin.ts" },
    format: "esm",
    platform: "node",
    target: "node20",
    dts: false,
    fixedExtension: false,
    noExternal: [/.*/],
    clean: false,
  },
  {
    entry: { cli: "src/cli.ts" },
    format: "esm",
    platform: "node",
    target: "node20",
    dts: false,
    fixedExtension: false,
    clean: false,
  },
]);
