import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { APPROVE, changed, deeper, globally, home, INSTALL } from "./doctor-config.ts";
import type { Scenes } from "./doctor-stand.ts";

export const SETTINGS: Scenes = {
  "config.files": [
    {
      name: "no configuration at all",
      fix: "command",
      printed: INSTALL,
      with: ["config.model", "config.terminal"],
      make: async () => undefined,
    },
    {
      name: "a file with an error",
      fix: "person",
      printed: "correct …/opencode.jsonc at that place",
      installed: true,
      async make(stand) {
        const file = home(stand, ".config/opencode/opencode.jsonc");
        await mkdir(join(file, ".."), { recursive: true });
        await writeFile(file, '{ "share" "disabled" }');
      },
      act: (stand) => stand.config(home(stand, ".config/opencode/opencode.jsonc"), {}),
    },
  ],
  "config.model": [
    {
      name: "no model",
      fix: "command",
      printed: INSTALL,
      with: ["config.terminal"],
      make: (stand) => globally(stand, { username: "me" }),
    },
    {
      name: "a model of a hosted provider",
      fix: "command",
      printed: INSTALL,
      with: ["config.terminal"],
      make: (stand) => globally(stand, { model: "openai/gpt" }),
    },
    {
      name: "a hosted model in a file of higher rank",
      fix: "edit",
      printed: `in …/opencode.json, remove model; then run ${APPROVE}`,
      installed: true,
      make: (stand) => deeper(stand, { model: "openai/gpt" }),
    },
  ],
  "config.keys": [
    {
      name: "a key with a quote",
      fix: "person",
      printed:
        "give the server a key of letters and digits, and put the same key into VLLM_API_KEY",
      installed: true,
      async make({ env }) {
        env["VLLM_API_KEY"] = 'a"b';
      },
      async act({ env }) {
        env["VLLM_API_KEY"] = "ab";
      },
    },
  ],
  "config.project": [
    {
      name: "configuration that came with the repository",
      fix: "command",
      printed: APPROVE,
      with: ["config.model"],
      installed: true,
      make: (stand) => stand.config(".opencode/opencode.json", { instructions: ["docs/rules.md"] }),
    },
  ],
  "config.terminal": [
    {
      name: "no entry for OpenCode's terminal",
      fix: "command",
      printed: INSTALL,
      installed: true,
      make: (stand) => stand.config(".opencode/tui.json", {}),
    },
  ],
  "plugin.registered": [
    {
      name: "in no configuration",
      fix: "command",
      printed: INSTALL,
      make: (stand) => globally(stand, { username: "me" }),
    },
    {
      name: "another version",
      fix: "command",
      printed: INSTALL,
      installed: true,
      make: (stand) =>
        changed(stand, (config) => ({ ...config, plugin: ["oh-my-qwencoder@3.1.0"] })),
    },
    {
      name: "another version in a file of higher rank",
      fix: "edit",
      printed: `in …/opencode.json, set plugin to []; then run ${APPROVE}`,
      installed: true,
      make: (stand) => deeper(stand, { plugin: ["oh-my-qwencoder@3.1.0"] }),
    },
    {
      name: "a second copy in the user's own file",
      fix: "edit",
      printed: 'in …/opencode.json, set plugin to ["./mine.js"]',
      installed: true,
      // Then the user's own list counts for the command, too.
      make: (stand) =>
        globally(stand, { plugin: ["./mine.js", "oh-my-qwencoder@3.1.0"], autoupdate: false }),
    },
  ],
  "plugin.loaded": [
    {
      name: "a damaged file of the plugin",
      fix: "command",
      printed: INSTALL,
      why: "it needs a start of the real OpenCode",
    },
  ],
  "agents.rights": [
    {
      name: "a damaged file of the plugin",
      fix: "command",
      printed: INSTALL,
      why: "it needs a start of the real OpenCode",
    },
  ],
};
