import { cp, mkdir, mkdtemp, readFile, realpath, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { execa } from "execa";

const ROOT = resolve(import.meta.dirname, "../..");
const COPIED = ["src", "scripts/lint", "package.json", "tsconfig.json", "biome.json"];
const FENCE = ".dependency-cruiser.mjs";

/** A copy of the sources and their rules, in which files may break a rule. */
export interface ScratchHouse {
  dir: string;
  /** Writes files by path; a text that begins with "+" goes before the existing content. */
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** Rules of the import fence that each file breaks, as `file: rule`, sorted. */
  fence(): Promise<string[]>;
  /** Rules of the lint that the files under a path break, as `file: rule`, sorted. */
  lint(): Promise<string[]>;
}

export async function scratchHouse(): Promise<ScratchHouse> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), "aegis-house-")));
  for (const path of [...COPIED, FENCE])
    await cp(join(ROOT, path), join(dir, path), { recursive: true });
  await symlink(join(ROOT, "node_modules"), join(dir, "node_modules"));
  const bin = (name: string) => join(ROOT, "node_modules/.bin", name);
  return {
    dir,
    async write(files) {
      for (const [path, text] of Object.entries(files)) {
        const file = join(dir, path);
        await mkdir(dirname(file), { recursive: true });
        const whole = text.startsWith("+") ? text.slice(1) + (await readFile(file, "utf8")) : text;
        await writeFile(file, whole);
      }
    },
    async fence() {
      const args = ["--config", FENCE, "--preserve-symlinks", "--output-type", "json", "src"];
      const { stdout } = await execa(bin("depcruise"), args, { cwd: dir, reject: false });
      const { summary } = JSON.parse(stdout) as {
        summary: { violations: { from: string; rule: { name: string } }[] };
      };
      const found = summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`);
      return [...new Set(found)].sort();
    },
    async lint() {
      const args = ["lint", "--reporter=json", "--max-diagnostics=500", "--vcs-enabled=false", "."];
      const { stdout } = await execa(bin("biome"), args, { cwd: dir, reject: false });
      const { diagnostics } = JSON.parse(stdout) as {
        diagnostics: { category: string; message: string; location: { path: string } }[];
      };
      const found = diagnostics.map(({ category, message, location: { path } }) => {
        const rule = category === "plugin" ? message.split(":")[0] : category.split("/").at(-1);
        return `${path}: ${rule}`;
      });
      return [...new Set(found)].sort();
    },
  };
}
