import { createHash } from "node:crypto";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { applyFixes } from "../../../src/doctor/apply-fixes.ts";
import { setupScene } from "../../support/setup-scene.ts";

const REFUSED = /\.aegis\/install was not written|\/sub is a link that leads out/;
const sha = (text: string) => createHash("sha256").update(text).digest("hex");

/** A project whose state would put other bytes into a file of the user's home. */
async function poisoned(change: (home: string) => object, tracked: boolean) {
  const scene = await setupScene();
  const home = scene.env["HOME"] ?? "";
  const victim = join(home, ".bashrc");
  await writeFile(victim, "mine\n");
  await symlink(home, join(scene.dir, "sub"));
  const put = async (path: string, text: string) => {
    const file = join(scene.dir, ".aegis/install", path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  };
  await put("pending.json", JSON.stringify(change(home)));
  await put(`backup/${sha("evil\n")}`, "evil\n");
  await scene.git("add", tracked ? "-f" : "-N", ".aegis");
  if (!tracked) await scene.git("reset", "-q");
  return { scene, victim };
}

const pending = (path: string) => ({
  v: 1,
  kind: "install",
  id: "x",
  version: "3.2.0",
  changes: [
    {
      kind: "file",
      path,
      role: "config",
      after: sha("mine\n"),
      before: { sha: sha("evil\n"), mode: 0o755, uid: 0, gid: 0 },
    },
  ],
});

describe.each([
  ["a file outside the project", (home: string) => pending(join(home, ".bashrc")), false],
  ["a file of the project, and git tracks the state", () => pending("README.md"), true],
  ["a file of git", () => pending(".git/config"), false],
  ["another state", () => pending(".aegis/runs/x.jsonl"), false],
  ["a file to which a link leads", () => pending("sub/.bashrc"), false],
])("state that names %s", (_what, change, tracked) => {
  test.each(["install", "uninstall", "doctor --fix"])("is refused by %s", async (command) => {
    const { scene, victim } = await poisoned(change, tracked);
    const { dir: cwd, env } = scene;
    const place = { cwd, env, packageRoot: cwd, version: "3.2.0", openCodeRange: "*" };
    if (command === "doctor --fix") await expect(applyFixes(place)).rejects.toThrow(REFUSED);
    else {
      const said = command === "install" ? await scene.install() : await scene.uninstall();
      expect(said.code).toBe(2);
      expect(said.error).toMatch(REFUSED);
    }
    expect(await readFile(victim, "utf8")).toBe("mine\n");
  });
});
