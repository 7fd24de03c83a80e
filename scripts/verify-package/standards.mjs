import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

const run = promisify(execFile);

export async function lintPackage({ bare }) {
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
export async function typesResolve({ manifest, tarball, root }) {
  const promised = JSON.stringify([manifest.types, manifest.exports]).includes(".d.ts");
  if (!promised) return "skipped: no declarations are published, nothing is imported by TypeScript";
  const attw = join(root, "node_modules/.bin/attw");
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
