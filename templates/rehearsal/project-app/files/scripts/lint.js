// Parses every source file with `node --check`; no dependency needed.
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const files = ["src", "test", "scripts"].flatMap((folder) =>
  readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith(".js"))
    .map((file) => join(folder, file)),
);

const problems = [];
for (const file of files) {
  await run(process.execPath, ["--check", file]).catch((error) => problems.push(error.stderr));
}

if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exitCode = 1;
} else {
  console.log(`${files.length} files parsed, no problem found.`);
}
