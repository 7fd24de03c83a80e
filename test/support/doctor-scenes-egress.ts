import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { APPROVE, changed, deeper, globally, home, INSTALL } from "./doctor-config.ts";
import type { Scenes, Stand } from "./doctor-stand.ts";
import { serving } from "./stand-ins.ts";

export const EGRESS: Scenes = {
  "egress.enabled_providers": [
    {
      name: "not set",
      fix: "command",
      printed: INSTALL,
      installed: true,
      make: (stand) => changed(stand, ({ enabled_providers: _, ...rest }) => rest),
    },
  ],
  "egress.share": [
    {
      name: "on in install's own file",
      fix: "command",
      printed: INSTALL,
      installed: true,
      make: (stand) => changed(stand, (config) => ({ ...config, share: "auto" })),
    },
    {
      name: "on in a file of higher rank",
      fix: "edit",
      printed: `in …/opencode.json, set share to "disabled"; then run ${APPROVE}`,
      installed: true,
      make: (stand) => deeper(stand, { share: "auto" }),
    },
  ],
  "egress.autoupdate": [
    {
      name: "not set",
      fix: "command",
      printed: INSTALL,
      installed: true,
      make: (stand) => globally(stand, {}),
    },
    {
      name: "on in the user's own file",
      fix: "edit",
      printed: "in …/opencode.json, set autoupdate to false",
      installed: true,
      make: (stand) => globally(stand, { autoupdate: true }),
    },
  ],
  ...Object.fromEntries(
    ["lsp", "formatter"].map((key) => [
      `egress.${key}`,
      [
        {
          name: "one chosen by the user",
          fix: "edit",
          printed: `in …/opencode.json, set ${key} to false; then run ${APPROVE}`,
          installed: true,
          make: (stand: Stand) => changed(stand, (config) => ({ ...config, [key]: { own: {} } })),
        },
      ],
    ]),
  ),
  "egress.webfetch": [
    {
      name: "a later rule allows it",
      fix: "command",
      printed: INSTALL,
      with: ["egress.websearch"],
      installed: true,
      make: (stand) =>
        changed(stand, (config) => ({
          ...config,
          permission: { webfetch: "deny", websearch: "deny", "*": "allow" },
        })),
    },
  ],
  "egress.websearch": [
    {
      name: "everything is allowed in a file of higher rank",
      fix: "edit",
      printed: `in …/opencode.json, remove permission; then run ${APPROVE}`,
      with: ["egress.webfetch"],
      installed: true,
      make: (stand) => deeper(stand, { permission: "allow" }),
    },
  ],
  "egress.remote": [
    {
      name: "instructions from an address",
      fix: "edit",
      printed: `in …/opencode.json, set instructions to ["docs/a.md"]; then run ${APPROVE}`,
      installed: true,
      make: (stand) =>
        changed(stand, (config) => ({
          ...config,
          instructions: ["https://far.example/rules.md", "docs/a.md"],
        })),
    },
    {
      name: "a remote MCP server",
      fix: "edit",
      printed: `in …/opencode.json, set mcp.far.enabled to false; then run ${APPROVE}`,
      installed: true,
      make: (stand) =>
        changed(stand, (config) => ({
          ...config,
          mcp: { far: { type: "remote", url: "https://far.example" } },
        })),
    },
  ],
  "egress.start": [
    {
      name: "files that OpenCode would fetch",
      fix: "command",
      printed: INSTALL,
      installed: true,
      make: (stand) => rm(home(stand, ".cache/opencode/models.json")),
    },
  ],
  "egress.packages": [
    {
      name: "an npm plugin that is not in OpenCode's cache",
      fix: "command",
      printed: "npm install --prefix … some-plugin@1.2.3",
      installed: true,
      async make(stand) {
        await globally(stand, { autoupdate: false, plugin: ["some-plugin@1.2.3"] });
        await registry(stand, "some-plugin");
      },
    },
    {
      name: "a provider package that OpenCode does not bring",
      fix: "command",
      printed: "npm install --prefix … @site/provider",
      installed: true,
      async make(stand) {
        await globally(stand, { autoupdate: false, provider: { own: { npm: "@site/provider" } } });
        await registry(stand, "@site/provider");
      },
    },
    {
      name: "a terminal plugin without a version",
      fix: "person",
      printed: "in …/tui.json, name an exact version (some-plugin@1.2.3), or take some-plugin out",
      installed: true,
      make: (stand) =>
        stand.config(home(stand, ".config/opencode/tui.json"), { plugin: ["some-plugin"] }),
      act: (stand) => stand.config(home(stand, ".config/opencode/tui.json"), { plugin: [] }),
    },
  ],
  "egress.plugins": [
    {
      name: "a script that OpenCode would run",
      fix: "command",
      printed: "mv … …",
      installed: true,
      async make(stand) {
        const folder = home(stand, ".config/opencode/plugin");
        await mkdir(folder, { recursive: true });
        await writeFile(join(folder, "$(touch pwned) `touch pwned`.js"), "");
      },
    },
  ],
};

/** A registry with this one package, which the user's npm asks. */
async function registry(stand: Stand, name: string): Promise<void> {
  const folder = await mkdtemp(join(stand.dir, "../package-"));
  await writeFile(join(folder, "package.json"), JSON.stringify({ name, version: "1.2.3" }));
  await execa("npm", ["pack", "--pack-destination", folder], { cwd: folder, env: stand.env });
  const file = `${name.replace("@", "").replace("/", "-")}-1.2.3.tgz`;
  await rename(join(folder, file), join(folder, "package.tgz"));
  const url = await serving(async (request, response) => {
    if (request.url?.endsWith(".tgz"))
      return response.end(await readFile(join(folder, "package.tgz")));
    const tarball = `http://${request.headers.host}/package.tgz`;
    const versions = { "1.2.3": { name, version: "1.2.3", dist: { tarball } } };
    return response.end(JSON.stringify({ name, "dist-tags": { latest: "1.2.3" }, versions }));
  });
  stand.env["npm_config_registry"] = url.replace("/v1", "/");
}
