import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { findOnPath } from "../../../src/kit/search-path.ts";

const ROOT = join(import.meta.dirname, "../../..");
const PATH = `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin`;
const tools = ["nft", "ip", "unshare", "nsenter", "setpriv"];
const missing = (
  await Promise.all(tools.map(async (name) => ((await findOnPath(name, PATH)) ? [] : [name])))
).flat();
const may =
  process.getuid?.() === 0 &&
  missing.length === 0 &&
  (await execa("unshare", ["--net", "true"], { reject: false })).exitCode === 0;

/** The recipe of docs/network.md as an administrator copies it. */
async function recipe(): Promise<string> {
  const text = await readFile(join(ROOT, "docs/network.md"), "utf8");
  const [, rules = ""] = /<!-- nftables -->\n```nft\n([\s\S]*?)```/.exec(text) ?? [];
  expect(rules).toContain("define model_port");
  return rules;
}

test.skipIf(!may)(
  "the recipe of docs/network.md: its users reach the model server alone, other users everything",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "aegis-nft-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const rules = join(folder, "opencode.nft");
    await writeFile(rules, await recipe());
    const support = join(ROOT, "test/support");
    const { stdout } = await execa(
      "unshare",
      [
        "--net",
        "sh",
        join(support, "nft-scene.sh"),
        rules,
        process.execPath,
        join(support, "nft-peer.mjs"),
      ],
      { env: { PATH }, stdin: "ignore" },
    );
    const [held, free] = stdout.split("\n").map((line) => JSON.parse(line) as string[]);
    expect(held).toEqual(["10.0.0.5 8001", "fd00::5 8001"]);
    expect(free).toHaveLength(9);
  },
);
