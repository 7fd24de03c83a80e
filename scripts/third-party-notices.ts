import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Rolldown } from "tsdown";

/** Packages that come without their licence's text, and the package of the same repository that has it. */
const TEXT_OF: Readonly<Record<string, string>> = { "@opencode-ai/sdk": "opencode-ai" };

/**
 * A plugin for all builds that write into one folder: names every package whose code is in a published chunk, with its
 * licence, in `file`. Fails the build if a package has no licence text.
 */
export function thirdPartyNotices(file: string, unpublished: readonly string[]): Rolldown.Plugin {
  const folders = new Set<string>();
  return {
    name: "third-party-notices",
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== "chunk" || unpublished.includes(chunk.fileName)) continue;
        for (const id of chunk.moduleIds) {
          const folder = packageFolder(id);
          if (folder !== undefined) folders.add(folder);
        }
      }
    },
    writeBundle() {
      writeFileSync(file, document([...folders].map(notice)));
    },
  };
}

function packageFolder(id: string): string | undefined {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0];
}

function document(notices: readonly string[]): string {
  const head = "The files in this folder contain code of these packages, under these licences.\n";
  return [head, ...[...new Set(notices)].sort()].join(`\n${"-".repeat(80)}\n`);
}

function notice(folder: string): string {
  const { name, version, license } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  ) as { name: string; version: string; license: string };
  return `${name} ${version} (${license})\n\n${licenceText(name, folder).trim()}\n`;
}

function licenceText(name: string, folder: string): string {
  const other = TEXT_OF[name];
  const from = other === undefined ? folder : join(siblings(name, folder), other);
  const file = readdirSync(from).find((entry) => /^licen[cs]e(\.\w+)?$/i.test(entry));
  if (file === undefined) throw new Error(`${basename(from)} has no licence text: ${from}`);
  return readFileSync(join(from, file), "utf8");
}

function siblings(name: string, folder: string): string {
  return name.startsWith("@") ? dirname(dirname(folder)) : dirname(folder);
}
