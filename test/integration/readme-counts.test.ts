import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";

/** Rows of the promises table: `| P1 | promise | files | cases |`. */
function promises(readme: string): { name: string; files: string[]; cases: number }[] {
  return [...readme.matchAll(/^\| (P\d+) \|[^|]*\|([^|]*)\| (\d+) \|$/gm)].map(
    ([, name = "", files = "", cases]) => ({
      name,
      files: [...files.matchAll(/`([^`]+)`/g)].map(([, file = ""]) => file),
      cases: Number(cases),
    }),
  );
}

test("the cases per promise that the documents name are the ones there are", async () => {
  // The environment of this run would make the inner one a worker of it.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^VITEST|^NODE_ENV$/.test(name)),
  );
  // Cases that the quick part leaves out count too.
  env["AEGIS_FAULTS"] = "all";
  const args = ["vitest", "list", "--project", "e2e", "--json"];
  const { stdout } = await execa("npx", args, { env, extendEnv: false, stdin: "ignore" });
  const listed = JSON.parse(stdout.slice(stdout.indexOf("["))) as { file: string }[];
  const counts = new Map<string, number>();
  for (const { file } of listed) {
    const name = basename(file, ".test.ts");
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  for (const document of ["README.md", "README.ko.md"]) {
    const rows = promises(await readFile(document, "utf8"));
    expect(rows.length).toBeGreaterThan(8);
    for (const { name, files, cases } of rows) {
      const sum = files.reduce((total, file) => total + (counts.get(file) ?? Number.NaN), 0);
      expect([document, name, cases]).toEqual([document, name, sum]);
    }
  }
});
