import { realPath, realPathIfThere } from "../../src/kit/real-path.ts";

/** Prints what the paths of its arguments lead to, one line each in JSON. Runs in OpenCode's own Bun. */
for (const path of process.argv.slice(2)) {
  const found = realPathIfThere(path);
  process.stdout.write(`${JSON.stringify(found === undefined ? codeOf(path) : found)}\n`);
}

function codeOf(path: string): unknown {
  try {
    return realPath(path);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}
