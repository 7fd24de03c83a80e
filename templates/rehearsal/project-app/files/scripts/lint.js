// Parses every source file, also those that only browsers run; no dependency needed.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SourceTextModule } from "node:vm";

const files = ["src", "test", "scripts"].flatMap((folder) =>
  readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith(".js"))
    .map((file) => join(folder, file)),
);

for (const file of files) {
  // Throws at the first mistake; Node prints the file, the line and the place in it.
  new SourceTextModule(readFileSync(file, "utf8"), { identifier: file });
}

console.log(`${files.length} files parsed, no mistake found.`);
