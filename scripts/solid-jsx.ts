import { transformAsync } from "@babel/core";
import type { Rolldown } from "tsdown";

/**
 * A plugin for the build of OpenCode's terminal half: compiles the JSX of Solid for OpenCode's renderer. Installed
 * packages are loaded as they are, so the JSX has to be gone before the package is packed.
 */
export function solidJsx(): Rolldown.Plugin {
  return {
    name: "solid-jsx",
    transform: {
      filter: { id: /\.tsx$/ },
      async handler(code, id) {
        const compiled = await transformAsync(code, {
          filename: id,
          babelrc: false,
          configFile: false,
          presets: [
            ["babel-preset-solid", { generate: "universal", moduleName: "@opentui/solid" }],
            ["@babel/preset-typescript", { onlyRemoveTypeImports: true }],
          ],
        });
        if (!compiled?.code) throw new Error(`${id}: Babel gave no code`);
        return { code: compiled.code, moduleType: "js" };
      },
    },
  };
}
