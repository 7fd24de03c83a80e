import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import type { PackageTool } from "./package-tools.ts";
import type { TempRepo } from "./temp-repo.ts";

/** A package as a registry delivers it: a tarball. */
async function packedPackage(
  repo: TempRepo,
  file: string,
  manifest: Record<string, unknown>,
  code: string,
): Promise<void> {
  const folder = join(repo.dir, "..", "packed", String(manifest["name"]), "package");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify({ version: "1.0.0", ...manifest }));
  await writeFile(join(folder, "index.js"), code);
  await mkdir(dirname(join(repo.dir, file)), { recursive: true });
  await execa("tar", ["-czf", join(repo.dir, file), "-C", dirname(folder), "package"]);
}

/** `@x/app` imports `@x/core` itself and through `between`, and `plain`, which the repository does not hold. */
export function workspaceFiles(tool: PackageTool, at = ""): Record<string, string> {
  const below = at === "" ? "" : `${at}/`;
  const version = (folder: string) => (tool.version === "file:" ? `file:${folder}` : tool.version);
  const files: Record<string, string> = {
    ...tool.settings,
    "package.json": JSON.stringify({
      name: "top",
      version: "1.0.0",
      private: true,
      workspaces: ["packages/*", "packages/group/*"],
    }),
    "packages/core/package.json": JSON.stringify({ name: "@x/core", version: "1.0.0" }),
    "packages/core/index.js": 'exports.answer = () => "right";\n',
    "packages/group/inner/package.json": JSON.stringify({
      name: "@x/inner",
      version: "1.0.0",
      dependencies: { "@x/core": version("../../core") },
    }),
    "packages/group/inner/index.js": 'exports.inner = () => require("@x/core").answer();\n',
    "packages/app/package.json": JSON.stringify({
      name: "@x/app",
      version: "1.0.0",
      dependencies: {
        "@x/core": version("../core"),
        "@x/inner": version("../group/inner"),
        between: "file:../../vendor/between.tgz",
        plain: "file:../../vendor/plain.tgz",
      },
    }),
    "packages/app/own.js": 'require("assert").equal(require("@x/core").answer(), "right");\n',
    "packages/app/inner.js": 'require("assert").equal(require("@x/inner").inner(), "right");\n',
    "packages/app/between.js": 'require("assert").equal(require("between")(), "right");\n',
    "packages/app/plain.js": 'require("assert").equal(require("plain"), "plain");\n',
  };
  const placed = Object.entries(files).map(([path, text]) => [`${below}${path}`, text]);
  const ignored = { ".gitignore": "node_modules\n.yarn/*\n!.yarn/cache\n" };
  return { ...ignored, ...Object.fromEntries(placed) };
}

export async function installWorkspace(repo: TempRepo, tool: PackageTool, at = "."): Promise<void> {
  const peerDependencies = { "@x/core": "*" };
  const asks = 'module.exports = () => require("@x/core").answer();\n';
  await packedPackage(
    repo,
    `${at}/vendor/between.tgz`,
    { name: "between", peerDependencies },
    asks,
  );
  const plain = 'module.exports = "plain";\n';
  await packedPackage(repo, `${at}/vendor/plain.tgz`, { name: "plain" }, plain);
  await tool.install(repo, at);
}
