// Checks the package as users get it: packs it, installs the tarball in an empty project and checks the result. Prints
// one line per check; the exit code is 1 if a check fails, 2 if nothing could be checked.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  bundleSize,
  executables,
  listedFiles,
  machinePaths,
  reachableChunks,
} from "./verify-package/contents.mjs";
import { documentLinks } from "./verify-package/document-links.mjs";
import {
  command,
  installs,
  pluginByName,
  pluginInBun,
  pluginInNode,
} from "./verify-package/installed.mjs";
import { lintPackage, typesResolve } from "./verify-package/standards.mjs";
import { bareImports, notices } from "./verify-package/third-party.mjs";

const run = promisify(execFile);
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Each check returns text for its line, or throws an Error with the reason. */
const CHECKS = {
  "files: all there, nothing else": listedFiles,
  "files: programs are executable": executables,
  "dist: no chunk of an older build": reachableChunks,
  "no path of a build machine": machinePaths,
  "documents: every link leads to a file of the package": documentLinks,
  "dist: no import of another package": bareImports,
  "dist: the licence of every bundled package": notices,
  "plugin bundle size": bundleSize,
  "installs from its tarball alone": installs,
  "bin answers --version and --help": command,
  "plugin loads in Node, alone": pluginInNode,
  "plugin loads in Node, by its package name": pluginByName,
  "plugin loads in OpenCode's Bun": pluginInBun,
  publint: lintPackage,
  "types (attw)": typesResolve,
};

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
  return { root: ROOT, manifest, tarball, bare, files, consumer: join(scratch, "consumer") };
}
