import { readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** Shows a library that came in unseen. The plugin has 1.00 MB, of it 60 kB of Korean. */
const PLUGIN_LIMIT_BYTES = 1_050_000;
const REQUIRED = [
  "LICENSE",
  "README.md",
  "README.ko.md",
  "CHANGELOG.md",
  "SECURITY.md",
  "package.json",
  "bin/oh-my-qwencoder.js",
  "dist/cli.js",
  "dist/egress-inside.js",
  "dist/jail-bridge.js",
  "dist/landlock.js",
  "dist/shell-bridge.js",
  "dist/shell-runtime.js",
  "dist/plugin.js",
  "dist/tui.js",
  "dist/THIRD-PARTY-NOTICES.txt",
  "scripts/start-vllm.sh",
  "templates/agents/commander.md",
  "templates/git-hooks/gate",
  "templates/rehearsal/project-app/script.json",
  "templates/shell/bash",
  "templates/shell/seccomp/closed-sockets.bpf",
  "templates/shell/seccomp/ip-sockets.bpf",
  "templates/shell/seccomp/jail.bpf",
  "templates/shell/seccomp/none-sockets.bpf",
  "templates/shell/seccomp/own-sockets.bpf",
];
const TOP_LEVEL =
  /^(bin|dist|docs|templates)\/|^(package\.json|scripts\/start-vllm\.sh|LICENSE|README(\.ko)?\.md|CHANGELOG\.md|SECURITY\.md|CLAUDE\.md)$/;
const CHUNK = /(?:\bfrom|\bimport|\bimport\()\s*["']\.\/([\w.-]+\.js)["']/g;
const PROGRAMS = /^((bin|scripts|templates\/git-hooks)\/|templates\/shell\/bash$)/;

export async function listedFiles({ files }) {
  const missing = REQUIRED.filter((file) => !files.includes(file));
  const strange = files.filter((file) => !TOP_LEVEL.test(file) || file.endsWith(".map"));
  if (missing.length > 0) throw new Error(`missing ${missing.join(", ")}`);
  if (strange.length > 0) throw new Error(`not meant to be published: ${strange.join(", ")}`);
  return `${files.length} files`;
}

export async function executables({ bare, files }) {
  const programs = files.filter((file) => PROGRAMS.test(file));
  const modes = await Promise.all(
    programs.map(async (file) => (await stat(join(bare, file))).mode),
  );
  const plain = programs.filter((_, index) => (modes[index] & 0o111) === 0);
  if (plain.length > 0) throw new Error(`not executable: ${plain.join(", ")}`);
  return `${programs.length} programs`;
}

/** The bundler does not clean `dist`. */
export async function reachableChunks({ bare, files }) {
  const seen = new Set();
  const visit = async (file) => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = await readFile(join(bare, "dist", file), "utf8");
    for (const [, name] of text.matchAll(CHUNK)) await visit(name);
  };
  await visit("cli.js");
  await visit("plugin.js");
  await visit("tui.js");
  await visit("jail-bridge.js");
  await visit("egress-inside.js");
  await visit("landlock.js");
  await visit("shell-bridge.js");
  await visit("shell-runtime.js");
  const stale = files.filter((file) => /^dist\/.*\.js$/.test(file) && !seen.has(file.slice(5)));
  if (stale.length > 0)
    throw new Error(
      `no entry reaches ${stale.join(", ")}: from an old build (rm -r dist), or not to be published`,
    );
  return [...seen].join(", ");
}

export async function machinePaths({ bare, files, root }) {
  const traces = ["/tmp/", "/root/", "/work/", root, join(homedir(), "/")]; // "/root" is no trace.
  const found = [];
  for (const file of files) {
    const text = await readFile(join(bare, file), "utf8");
    for (const trace of new Set(traces))
      if (trace !== "/" && text.includes(trace)) found.push(`${trace} in ${file}`);
  }
  if (found.length > 0) throw new Error(found.join("; "));
  return "none found";
}

export async function bundleSize({ bare }) {
  const { size } = await stat(join(bare, "dist/plugin.js"));
  if (size > PLUGIN_LIMIT_BYTES) throw new Error(`${size} bytes, at most ${PLUGIN_LIMIT_BYTES}`);
  return `${size} bytes`;
}
