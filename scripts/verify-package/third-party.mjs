import { readdir, readFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { join } from "node:path";

/** An import or require in a chunk, also in a minified one. */
const IMPORT =
  /(?:\bfrom|\bimport|\bimport\(|\brequire\()\s*["'](@?[a-z][\w./@-]*(?::[\w/]+)?)["']/g;
/** The bundler's mark above the code of each file of another package. */
const REGION = /^\/\/#region (node_modules\/.*)$/gm;
/** What the code of the plugin takes from another package; types vanish. */
const VALUE_IMPORT = /^(?:import|export) (?!type\b)[^;]*?from "([^".]+)";/gm;

/** What OpenCode serves: its terminal to its half of the plugin, its Bun to Landlock's script. */
const SERVED = {
  "dist/tui.js": /^(?:@opentui\/(?:core|solid)|solid-js)$/,
  "dist/landlock.js": /^bun:ffi$/,
};

/** A package that is imported at run time would have to be fetched at the install. */
export async function bareImports({ bare, files }) {
  const found = [];
  for (const file of chunks(files))
    for (const [, name] of (await readFile(join(bare, file), "utf8")).matchAll(IMPORT))
      if (!isBuiltin(name) && !SERVED[file]?.test(name)) found.push(`${name} in ${file}`);
  if (found.length > 0) throw new Error(found.join("; "));
  return `${chunks(files).length} files`;
}

/** Names the bundled packages without the build's own list: by the bundler's marks and by the imports in `src`. */
export async function notices({ bare, files, root }) {
  const folders = new Set();
  for (const file of chunks(files))
    for (const [, path] of (await readFile(join(bare, file), "utf8")).matchAll(REGION))
      folders.add(folderOf(path));
  for (const name of await imported(join(root, "src")))
    folders.add(folderOf(`node_modules/${name}`));
  const text = await readFile(join(bare, "dist/THIRD-PARTY-NOTICES.txt"), "utf8");
  const sections = text.split(/^-{80}$/m).map((section) => section.trim());
  const missing = [];
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(
      await readFile(join(root, folder, "package.json"), "utf8"),
    );
    const head = `${name} ${version} (${license})\n`;
    const section = sections.find((one) => one.startsWith(head));
    const licence = section?.slice(head.length) ?? "";
    if (!/permi(t|ssion)|licen[cs]e/i.test(licence)) missing.push(head.trim());
  }
  if (missing.length > 0) throw new Error(`no licence of ${missing.join(", ")}`);
  return `${folders.size} packages`;
}

function chunks(files) {
  return files.filter((file) => /^(bin|dist)\/.*\.js$/.test(file));
}

function folderOf(path) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)[0];
}

async function imported(folder) {
  const names = new Set();
  for (const file of await readdir(folder, { recursive: true })) {
    if (!file.endsWith(".ts")) continue;
    for (const [, name] of (await readFile(join(folder, file), "utf8")).matchAll(VALUE_IMPORT))
      if (!isBuiltin(name) && !name.startsWith("bun:")) names.add(name);
  }
  return names;
}
