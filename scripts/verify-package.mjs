// Checks the package as users get it: packs it, installs the tarball in an empty project and checks the result. Prints
// one line per check; the exit code is 1 if a check fails, 2 if nothing could be checked.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

const run = promisify(execFile);
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const PLUGIN_LIMIT_BYTES = 800_000;
const REQUIRED = [
  "LICENSE",
  "README.md",
  "README.ko.md",
  "CHANGELOG.md",
  "package.json",
  "bin/oh-my-qwencoder.js",
  "dist/cli.js",
  "dist/plugin.js",
  "scripts/start-vllm.sh",
  "templates/agents/commander.md",
  "templates/git-hooks/gate",
  "templates/rehearsal/project-app/script.json",
  "templates/shell/bash",
];
const TOP_LEVEL =
  /^(bin|dist|templates)\/|^(package\.json|scripts\/start-vllm\.sh|LICENSE|README(\.ko)?\.md|CHANGELOG\.md)$/;
const PROGRAMS = /^(bin|scripts|templates\/git-hooks|templates\/shell)\//;

/** Each check returns text for its line, or throws an Error with the reason. */
const CHECKS = {
  "files: all there, nothing else": listedFiles,
  "files: programs are executable": executables,
  "dist: no chunk of an older build": reachableChunks,
  "no path of a build machine": machinePaths,
  "plugin bundle size": bundleSize,
  "installs from its tarball": installs,
  "bin answers --version and --help": command,
  "plugin loads in Node, alone": pluginInNode,
  "plugin loads in Node, by its package name": pluginByName,
  "plugin loads in OpenCode's Bun": pluginInBun,
  publint: lintPackage,
  "types (attw)": typesResolve,
};

/** Checks that the package's entry has the form that OpenCode needs; the importing process prints the result. */
const PROBE = `
const module = await import(process.argv.at(-1));
const names = Object.keys(module).join();
const { id, server } = module.default ?? {};
if (names !== "default") throw new Error("exports " + names + ", expected only default");
if (id !== "oh-my-qwencoder" || typeof server !== "function") throw new Error("default is not { id, server }");
console.log(process.versions.bun ? "Bun " + process.versions.bun : "Node " + process.versions.node);
`;

const scratch = await realpath(await mkdtemp(join(tmpdir(), "verify-package-")));
try {
  process.exitCode = await verify();
} catch (error) {
  console.error(`✗ cannot check: ${error.message}`);
  process.exitCode = 2;
} finally {
  await rm(scratch, { recursive: true, force: true });
}

async function verify() {
  const pack = await packed();
  let failed = 0;
  for (const [name, check] of Object.entries(CHECKS)) {
    try {
      console.log(`✓ ${name}: ${await check(pack)}`);
    } catch (error) {
      failed += 1;
      console.log(`✗ ${name}: ${error.message}`);
    }
  }
  console.log(`${Object.keys(CHECKS).length - failed} package checks passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** `bare` contains the package with no node_modules anywhere above it, `consumer` a project that installs it. */
async function packed() {
  const manifest = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  await stat(join(ROOT, "dist/plugin.js")).catch(() => {
    throw new Error("dist/plugin.js is missing: npm run build");
  });
  const { stdout } = await run("npm", ["pack", "--silent", "--pack-destination", scratch], {
    cwd: ROOT,
  });
  const tarball = join(scratch, stdout.trim().split("\n").at(-1));
  await mkdir(join(scratch, "bare"));
  await run("tar", ["-xzf", tarball, "-C", join(scratch, "bare")]);
  const bare = join(scratch, "bare/package");
  const entries = await readdir(bare, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(bare, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
  return { manifest, tarball, bare, files, consumer: join(scratch, "consumer") };
}

async function listedFiles({ files }) {
  const missing = REQUIRED.filter((file) => !files.includes(file));
  const strange = files.filter((file) => !TOP_LEVEL.test(file) || file.endsWith(".map"));
  if (missing.length > 0) throw new Error(`missing ${missing.join(", ")}`);
  if (strange.length > 0) throw new Error(`not meant to be published: ${strange.join(", ")}`);
  return `${files.length} files`;
}

async function executables({ bare, files }) {
  const programs = files.filter((file) => PROGRAMS.test(file));
  const modes = await Promise.all(
    programs.map(async (file) => (await stat(join(bare, file))).mode),
  );
  const plain = programs.filter((_, index) => (modes[index] & 0o111) === 0);
  if (plain.length > 0) throw new Error(`not executable: ${plain.join(", ")}`);
  return `${programs.length} programs`;
}

/** The bundler names chunks by content and does not clean `dist`. */
async function reachableChunks({ bare, files }) {
  const seen = new Set();
  const visit = async (file) => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = await readFile(join(bare, "dist", file), "utf8");
    for (const [, name] of text.matchAll(/["']\.\/([\w.-]+\.js)["']/g)) await visit(name);
  };
  await visit("cli.js");
  await visit("plugin.js");
  const stale = files.filter((file) => file.startsWith("dist/") && !seen.has(file.slice(5)));
  if (stale.length > 0)
    throw new Error(
      `no entry reaches ${stale.join(", ")}: from an old build (rm -r dist), or not to be published`,
    );
  return [...seen].join(", ");
}

async function machinePaths({ bare, files }) {
  const traces = ["/tmp/", "/root/", "/work/", ROOT, join(homedir(), "/")]; // "/root" is no trace.
  const found = [];
  for (const file of files) {
    const text = await readFile(join(bare, file), "utf8");
    for (const trace of new Set(traces))
      if (trace !== "/" && text.includes(trace)) found.push(`${trace} in ${file}`);
  }
  if (found.length > 0) throw new Error(found.join("; "));
  return "none found";
}

async function bundleSize({ bare }) {
  const { size } = await stat(join(bare, "dist/plugin.js"));
  if (size > PLUGIN_LIMIT_BYTES) throw new Error(`${size} bytes, at most ${PLUGIN_LIMIT_BYTES}`);
  return `${size} bytes`;
}

/** Installs from npm's cache if the cache holds everything (as after `npm ci`), otherwise from the registry. */
async function installs({ tarball, consumer }) {
  await mkdir(consumer);
  await writeFile(join(consumer, "package.json"), '{ "private": true }\n');
  const install = (...more) =>
    run("npm", ["install", "--omit=dev", "--no-audit", "--no-fund", "--silent", ...more, tarball], {
      cwd: consumer,
    });
  let how = "offline";
  await install("--offline").catch(async () => {
    how = "from the registry";
    await install();
  });
  const { stdout } = await run("npm", ["ls", "--all", "--parseable"], { cwd: consumer });
  return `${how}, ${stdout.trim().split("\n").length - 1} packages in all`;
}

async function command({ consumer, manifest }) {
  const bin = join(consumer, "node_modules/.bin/oh-my-qwencoder");
  const version = (await run(bin, ["--version"])).stdout.trim();
  if (version !== manifest.version) throw new Error(`says ${version}, is ${manifest.version}`);
  const help = (await run(bin, ["--help"])).stdout;
  if (!/\brehearse\b/.test(help)) throw new Error("--help does not name the rehearse command");
  return version;
}

/** OpenCode loads the file from any folder, so the file must not need any file beside it. */
async function pluginInNode({ bare }) {
  return probe(process.execPath, {}, pathToFileURL(join(bare, "dist/plugin.js")).href, bare);
}

async function pluginByName({ consumer }) {
  await probe(process.execPath, {}, "oh-my-qwencoder", consumer);
  return probe(process.execPath, {}, "oh-my-qwencoder/server", consumer);
}

async function pluginInBun({ bare }) {
  const manifest = createRequire(join(ROOT, "package.json")).resolve("opencode-ai/package.json");
  const binary = join(dirname(manifest), "bin/opencode.exe");
  return probe(binary, { BUN_BE_BUN: "1" }, pathToFileURL(join(bare, "dist/plugin.js")).href, bare);
}

async function probe(program, env, target, folder) {
  const script = join(folder, "probe.mjs");
  await writeFile(script, PROBE);
  try {
    const { stdout } = await run(program, [script, target], {
      cwd: folder,
      env: { ...process.env, ...env },
    });
    return stdout.trim();
  } catch (error) {
    throw new Error(
      String(error.stderr || error.message)
        .trim()
        .split("\n")
        .slice(0, 6)
        .join(" | "),
    );
  } finally {
    await rm(script, { force: true });
  }
}

async function lintPackage({ bare }) {
  const { messages, pkg } = await publint({
    pkgDir: bare,
    pack: false,
    level: "suggestion",
    strict: true,
  });
  if (messages.length > 0)
    throw new Error(
      messages.map((message) => formatMessage(message, pkg, { color: false })).join("; "),
    );
  return "no message";
}

/**
 * Nobody imports this package in TypeScript: OpenCode loads `{ id, server }` by path, and the rest is a command. The
 * package ships no declarations, so attw has nothing to check until package.json promises some.
 */
async function typesResolve({ manifest, tarball }) {
  const promised = JSON.stringify([manifest.types, manifest.exports]).includes(".d.ts");
  if (!promised) return "skipped: no declarations are published, nothing is imported by TypeScript";
  const attw = join(ROOT, "node_modules/.bin/attw");
  const { stdout } = await run(attw, [tarball, "--profile", "esm-only", "--format", "json"]).catch(
    (error) => {
      throw new Error(
        String(error.stdout || error.message)
          .trim()
          .slice(0, 600),
      );
    },
  );
  if (!JSON.parse(stdout).analysis?.types)
    throw new Error("package.json promises declarations; the package has none");
  return "esm-only, no problem";
}
