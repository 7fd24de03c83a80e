import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** Imports by which a source can start a program. `kit/process/` itself starts what it is told. */
const STARTERS =
  /from "(?:node:child_process|execa|simple-git|[./]+(?:kit\/)?process\/(?:attach|run|serve|start)\.ts)"/;
const TYPES_ONLY = /import type .*|\{ isNotStarted \} from/g;

function starters(): string[] {
  const files = readdirSync("src", { recursive: true, encoding: "utf8" });
  return files
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts") && !file.startsWith("kit/process/"))
    .filter((file) =>
      STARTERS.test(readFileSync(join("src", file), "utf8").replaceAll(TYPES_ONLY, "")),
    );
}

function listed(): string[] {
  const text = readFileSync("SECURITY.md", "utf8");
  const section = text.slice(
    text.indexOf("## Programs that we start"),
    text.indexOf("## Approval"),
  );
  const cells = section.split("\n").filter((line) => /^\| `/.test(line));
  return cells.flatMap((line) =>
    [...(line.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, file = ""]) => file),
  );
}

test("SECURITY.md names every source that starts a program, with its reason", () => {
  expect(listed().sort()).toEqual(starters().sort());
});
