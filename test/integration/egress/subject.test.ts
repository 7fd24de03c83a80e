import { join } from "node:path";
import { expect, test } from "vitest";
import { findSubject } from "../../../src/egress/subject.ts";
import { VERSION } from "../../support/setup-scene.ts";
import { tempRepo } from "../../support/temp-repo.ts";
import { versionAtOnce } from "../../support/version-at-once.ts";

/** The subject in a repository whose user's configuration lies elsewhere, so that a folder above it is nobody's own. */
async function subjectIn(files: Record<string, string>) {
  const [{ dir, env, write }, elsewhere] = [await tempRepo(), await tempRepo()];
  for (const [path, text] of Object.entries(files)) await write(path, text);
  const found = await versionAtOnce(join(dir, "../bin"), env["PATH"]);
  const XDG_CONFIG_HOME = join(elsewhere.env["HOME"] ?? "", ".config");
  return findSubject({ cwd: dir, env: { ...env, ...found, XDG_CONFIG_HOME }, version: VERSION });
}

test.each([
  ["in the repository", ".opencode/plugin/theirs.js", "export const T = async () => ({});\n"],
  ["for the terminal, above the repository", "../tui.json", '{"plugin": ["./theirs.js"]}'],
])("an audit starts nothing that waits for an approval %s", async (_where, path, text) => {
  await expect(subjectIn({ [path]: text })).rejects.toMatchObject({ code: "PROJECT_NOT_APPROVED" });
});

test("without it the audit has its subject (control)", async () => {
  expect((await subjectIn({})).opencode.version).toBe("1.18.33");
});
