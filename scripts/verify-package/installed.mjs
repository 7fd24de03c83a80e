import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Checks that the package's entry has the form that OpenCode needs; the importing process prints the result. */
const PROBE = `
const module = await import(process.argv.at(-1));
const names = Object.keys(module).join();
const { id, server, setup } = module.default ?? {};
if (names !== "default") throw new Error("exports " + names + ", expected only default");
if (id !== "oh-my-qwencoder" || typeof server !== "function" || typeof setup !== "function")
  throw new Error("default is not { id, server, setup }");
console.log(process.versions.bun ? "Bun " + process.versions.bun : "Node " + process.versions.node);
`;

/** Installs as in a closed network: no registry answers and npm's cache is empty, so the tarball has to be all there is. */
export async function installs({ tarball, consumer }) {
  await mkdir(consumer);
  await writeFile(join(consumer, "package.json"), '{ "private": true }\n');
  const closed = ["--registry", "http://127.0.0.1:9", "--fetch-retries", "0"];
  const quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel", "error"];
  const cache = ["--cache", join(consumer, "empty-cache")];
  await run("npm", ["install", "--omit=dev", ...closed, ...quiet, ...cache, tarball], {
    cwd: consumer,
  }).catch((error) => {
    throw new Error(firstLines(error));
  });
  const { stdout } = await run("npm", ["ls", "--all", "--parseable"], { cwd: consumer });
  const packages = stdout.trim().split("\n").length - 1;
  if (packages !== 1) throw new Error(`${packages} packages in all: all code has to be bundled`);
  return "no registry, empty cache, 1 package in all";
}

export async function command({ consumer, manifest }) {
  const bin = join(consumer, "node_modules/.bin/oh-my-qwencoder");
  const version = (await run(bin, ["--version"])).stdout.trim();
  if (version !== manifest.version) throw new Error(`says ${version}, is ${manifest.version}`);
  const help = (await run(bin, ["--help"])).stdout;
  if (!/\brehearse\b/.test(help)) throw new Error("--help does not name the rehearse command");
  return version;
}

/** OpenCode loads the file from any folder, so the file must not need any file beside it. */
export async function pluginInNode({ bare }) {
  return probe(process.execPath, {}, pathToFileURL(join(bare, "dist/plugin.js")).href, bare);
}

export async function pluginByName({ consumer }) {
  await probe(process.execPath, {}, "oh-my-qwencoder", consumer);
  return probe(process.execPath, {}, "oh-my-qwencoder/server", consumer);
}

export async function pluginInBun({ bare, root }) {
  const manifest = createRequire(join(root, "package.json")).resolve("opencode-ai/package.json");
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
    throw new Error(firstLines(error));
  } finally {
    await rm(script, { force: true });
  }
}

function firstLines(error) {
  return String(error.stderr || error.message)
    .trim()
    .split("\n")
    .slice(0, 6)
    .join(" | ");
}
