import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { AegisError } from "../../kit/errors.ts";
import { say } from "../../kit/sentence.ts";
import type { Seed } from "./seed.ts";

/** All files that the plugin reads when it runs: a bundle for each half, without dependencies, and the templates. */
const PARTS = [
  "package.json",
  "dist/plugin.js",
  "dist/tui.js",
  "templates/agents",
  "templates/tools",
  "templates/shell",
  "templates/git-hooks",
];
const Manifest = z.object({ name: z.string(), version: z.string() });

/**
 * This package in OpenCode's package cache, as OpenCode's npm would leave it, so that `"plugin":
 * ["name@version"]` loads without a network. OpenCode only checks that the folder exists. Throws
 * PACKAGE_INCOMPLETE.
 */
export async function pluginFiles(packageRoot: string, packages: string): Promise<Seed[]> {
  const { name, version } = await manifestOf(packageRoot);
  const target = join(packages, `${name}@${version}`, "node_modules", name);
  const files = (await Promise.all(PARTS.map((part) => filesOf(packageRoot, part)))).flat();
  const wishes = await Promise.all(
    files.map(async (file): Promise<Seed[]> => {
      const wanted = await contentOf(join(packageRoot, file));
      const found = await contentOf(join(target, file)).catch(() => undefined);
      const same = found?.mode === wanted.mode && found.content.equals(wanted.content);
      return same ? [] : [{ path: join(target, file), ...wanted }];
    }),
  );
  return wishes.flat();
}

async function manifestOf(packageRoot: string): Promise<z.infer<typeof Manifest>> {
  const text = await readFile(join(packageRoot, "package.json"), "utf8").catch((cause) => {
    throw incomplete(packageRoot, cause);
  });
  return Manifest.parse(JSON.parse(text));
}

/** The path itself, or every file below it. */
async function filesOf(packageRoot: string, part: string): Promise<string[]> {
  const path = join(packageRoot, part);
  const found = await stat(path).catch((cause) => {
    throw incomplete(packageRoot, cause);
  });
  if (found.isFile()) return [part];
  const entries = await readdir(path, { withFileTypes: true });
  const nested = entries.map(({ name }) => filesOf(packageRoot, join(part, name)));
  return (await Promise.all(nested)).flat();
}

/** Keeps the right to execute; the other permission bits are the usual ones, whatever umask wrote the file. */
async function contentOf(path: string): Promise<{ content: Buffer; mode: number }> {
  const [content, { mode }] = await Promise.all([readFile(path), stat(path)]);
  return { content, mode: (mode & 0o111) === 0 ? 0o644 : 0o755 };
}

function incomplete(packageRoot: string, cause: Error): AegisError {
  return new AegisError(
    "PACKAGE_INCOMPLETE",
    say(
      `${packageRoot} is not a whole package: ${cause.message}`,
      `${packageRoot}에 패키지의 파일이 빠져 있습니다: ${cause.message}`,
    ),
    say(
      "Install it again; in a checkout, run `npm run build` first.",
      "다시 설치하세요. 체크아웃이라면 먼저 `npm run build`를 실행하세요.",
    ),
    { cause },
  );
}
