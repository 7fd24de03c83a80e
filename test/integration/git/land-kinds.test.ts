import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { landScene } from "../../support/land-scene.ts";
import { tempRepo } from "../../support/temp-repo.ts";

const TEN = Array.from({ length: 10 }, (_, i) => `line ${i}\n`).join("");
const FIRST = TEN.replace("line 0", "user's");
const LAST = TEN.replace("line 9", "swarm's");
const BOTH = FIRST.replace("line 9", "swarm's");
const LANDED = { outcome: "landed" };

test("lands modes, links, folders for files and files for folders", async () => {
  const files = { run: "x\n", kind: "k\n", file: "f\n", "folder/a": "a\n", "folder/b": "b\n" };
  const { repo, commit, land } = await landScene({ files });
  const swarm = await commit(
    { kind: null, file: null, "folder/a": null, "folder/b": null },
    async (w) => {
      await chmod(join(w.dir, "run"), 0o755);
      await w.link("kind", "run");
      await w.write("file/inside", "f\n");
      await w.write("folder", "now a file\n");
    },
  );
  expect(await land(swarm)).toEqual(LANDED);
  expect(await repo.status()).toEqual([]);
  expect(await repo.git("ls-tree", "-r", "HEAD", "--format=%(objectmode) %(path)")).toBe(
    ["100644 file/inside", "100644 folder", "120000 kind", "100755 run"].join("\n"),
  );
  expect(await repo.read("folder")).toBe("now a file\n");
});

test("keeps CRLF where the checkout has CRLF", async () => {
  const crlf = (text: string) => text.replaceAll("\n", "\r\n");
  const { repo, commit, land } = await landScene({
    files: { converted: TEN, users: TEN, raw: crlf(TEN), ".gitattributes": "raw -text\n" },
    config: { "core.autocrlf": "true" },
  });
  const swarm = await commit({ converted: crlf(LAST), raw: crlf(LAST) });
  await repo.write("converted", crlf(FIRST));
  await repo.write("users", crlf(FIRST));
  await repo.write("raw", crlf(FIRST));
  expect(await land(swarm)).toEqual(LANDED);
  expect(await repo.read("converted")).toBe(crlf(BOTH));
  expect(await repo.read("users")).toBe(crlf(FIRST));
  expect(await repo.read("raw")).toBe(crlf(BOTH));
  expect(await repo.status()).toEqual([" M converted", " M raw", " M users"]);
});

test("lands every kind of name beside every kind of name", async () => {
  const names = [
    "sp ace",
    "line\nfeed",
    "한글.txt",
    "한글 NFD".normalize("NFD"),
    '"q"',
    ":(top)x",
    "-dash",
    "*",
    "tab\t",
  ];
  const files = Object.fromEntries(names.map((name) => [`d/${name}`, "1\n"]));
  const { repo, commit, land } = await landScene({ files: { ...files, "user/*": "1\n" } });
  const edits = Object.fromEntries(names.map((name) => [`d/${name}`, "2\n"]));
  const swarm = await commit({ ...edits, "d/new\n새": "3\n", "d/*": null });
  await repo.write("user/*", "2\n");
  expect(await land(swarm)).toEqual(LANDED);
  expect(await repo.status()).toEqual([" M user/*"]);
  expect(await repo.read("d/한글.txt")).toBe("2\n");
  expect(await repo.read("d/new\n새")).toBe("3\n");
});

test("lands beside a user's file that is not named in UTF-8", async () => {
  const { repo, commit, land } = await landScene({ files: { a: "1\n" } });
  const swarm = await commit({ a: "2\n" });
  await writeFile(Buffer.concat([Buffer.from(`${repo.dir}/`), Buffer.from([0xc7, 0xd1])]), "x");
  expect(await land(swarm)).toEqual(LANDED);
  expect(await repo.git("status", "--porcelain")).toBe('?? "\\307\\321"');
});

test("takes a submodule's new commit and leaves its files alone", async () => {
  const config = { "submodule.recurse": "true", "protocol.file.allow": "always" };
  const { repo, git, commit, land } = await landScene({ files: { a: "1\n" }, config });
  const inner = await tempRepo({ files: { file: "1\n" } });
  await repo.git(
    "-c",
    "protocol.file.allow=always",
    "submodule",
    "--quiet",
    "add",
    inner.dir,
    "sub",
  );
  await repo.git("commit", "--quiet", "--message=sub");
  await inner.write("file", "2\n");
  await inner.git("commit", "--quiet", "--all", "--message=2");
  const next = await inner.git("rev-parse", "HEAD");
  await repo.git("-C", "sub", "fetch", "--quiet");
  const swarm = await commit({ a: "2\n" }, (worktree) =>
    worktree.git("update-index", "--cacheinfo", `160000,${next},sub`),
  );
  expect((await git.files(repo.dir, swarm)).get("sub")?.oid).toBe(next);
  await repo.write("sub/own", "x\n");
  expect(await land(swarm)).toEqual(LANDED);
  expect(await repo.status()).toEqual([" M sub"]);
  expect([await repo.read("sub/file"), await repo.read("sub/own")]).toEqual(["1\n", "x\n"]);
  expect(await repo.git("rev-parse", ":sub")).toBe(next);
});
