import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import { filesBelow } from "../../support/fingerprint.ts";
import { at, expectCommitted, wholeRun } from "../../support/odd-grounds.ts";
import { expectRefused } from "../../support/refused.ts";
import {
  bash,
  call,
  calls,
  plan,
  propose,
  reported,
  says,
  write,
} from "../../support/script-lines.ts";
import { IS_WHOLE } from "../../support/whole.ts";

const arena = sharedArena({ undo: true });

test.skipIf(!IS_WHOLE)("a detached HEAD carries a run: HEAD moves and no branch does", async () => {
  const ground = await arena.ground();
  await ground.git("checkout", "-q", "--detach");
  const before = await ground.git("rev-parse", "HEAD");
  const talk = await arena.talk(ground, wholeRun());
  await expectCommitted(talk, ground, before);
  expect((await talk.last("commit")).text).toContain("detached HEAD");
  expect(await ground.git("rev-parse", "--abbrev-ref", "HEAD")).toBe("HEAD");
  expect(await ground.git("rev-parse", "main")).toBe(before);
  expect(await ground.git("status", "--porcelain")).toBe("");
});

test("a subdirectory of a monorepo as OpenCode's directory: scopes start at the repository's top", async () => {
  const ground = await arena.ground({
    "README.md": "# mono\n",
    "packages/app/index.js": "1\n",
    "packages/lib/index.js": "2\n",
  });
  const before = await ground.git("rev-parse", "HEAD");
  const own = "packages/app/src/a/ok.txt";
  const base = plan(["a"]).workers;
  const lines = wholeRun(
    {
      shared: ["packages/app/docs/**"],
      workers: base.map((one) => ({
        ...one,
        scope: ["packages/app/src/a/**"],
        qa: [`test -f ${own}`],
      })),
      qa: [{ name: "File", command: `test -f ${own}` }],
    },
    {
      a: [
        calls(write("src/a/ok.txt", "at the top\n")),
        calls(write(own, "a\n")),
        ...reported("a", { changes: [{ path: own, what: "new" }] }),
      ],
    },
  );
  const talk = await arena.talk(at(ground, join(ground.dir, "packages/app")), lines);
  await expectCommitted(talk, ground, before);
  expectRefused((await talk.calls(await talk.worker("a")))[0], "OUT_OF_SCOPE", "packages/app");
  // The Commander's relative path starts where OpenCode was opened.
  expect(await ground.git("diff", "--name-only", before, "HEAD")).toBe(
    `packages/app/docs/contract.md\n${own}`,
  );
  expect(await ground.git("status", "--porcelain")).toBe("");
});

test.skipIf(!IS_WHOLE)("odd file names of a Worker reach the commit as they are", async () => {
  const NAMES = [
    "with space.txt",
    "한글 이름.txt",
    "cafe\u0301-nfd.txt",
    "line\nbreak.txt",
    "quote\"'d.txt",
    "-dash.txt",
    "star*[x].txt",
    "tab\there.txt",
  ];
  const ground = await arena.ground();
  const before = await ground.git("rev-parse", "HEAD");
  const byShell = `printf shell > "$(printf 'src/a/line\\nbreak.txt')"`;
  const talk = await arena.talk(
    ground,
    wholeRun(
      {},
      {
        a: [
          calls(
            write("src/a/ok.txt", "a\n"),
            ...NAMES.filter((name) => !name.includes("\n")).map((name) =>
              write(`src/a/${name}`, `${name}\n`),
            ),
            bash(byShell),
          ),
          ...reported("a", {
            changes: NAMES.map((name) => ({ path: `src/a/${name}`, what: "new" })),
          }),
        ],
      },
    ),
  );
  await expectCommitted(talk, ground, before);
  const committed = (await ground.git("ls-tree", "-rz", "--name-only", "HEAD", "src/a")).split(
    "\0",
  );
  expect(committed).toEqual(expect.arrayContaining(NAMES.map((name) => `src/a/${name}`)));
  expect(committed.filter(Boolean)).toHaveLength(NAMES.length + 1);
  expect(await ground.read("src/a/한글 이름.txt")).toBe("한글 이름.txt\n");
  expect(await ground.git("status", "--porcelain")).toBe("");
});

test.skipIf(!IS_WHOLE)(
  "CRLF with core.autocrlf: line feeds in the commit, CRLF on disk, nothing looks changed",
  async () => {
    const ground = await arena.ground({ "README.md": "one\ntwo\n", "src/a/old.txt": "x\ny\n" });
    await ground.git("config", "core.autocrlf", "true");
    await ground.git("rm", "-rq", "--cached", ".");
    await ground.git("reset", "-q", "--hard");
    expect(await ground.read("README.md")).toBe("one\r\ntwo\r\n");
    const before = await ground.git("rev-parse", "HEAD");
    const talk = await arena.talk(
      ground,
      wholeRun(
        {},
        {
          a: [
            calls(write("src/a/ok.txt", "a\nb\n")),
            calls(call("read", { filePath: "src/a/old.txt" })),
            calls(
              call("edit", { filePath: "src/a/old.txt", oldString: "y", newString: "z" }),
              write("src/a/crlf.txt", "c\r\nd\r\n"),
            ),
            ...reported("a"),
          ],
        },
      ),
    );
    await expectCommitted(talk, ground, before);
    expect(await ground.git("diff", "--numstat", before, "HEAD", "--", "src/a/old.txt")).toBe(
      "1\t1\tsrc/a/old.txt",
    );
    expect(await ground.git("cat-file", "-p", "HEAD:src/a/crlf.txt")).toBe("c\nd");
    expect(await ground.read("README.md")).toBe("one\r\ntwo\r\n");
    expect(await ground.read("src/a/ok.txt")).toBe("a\r\nb\r\n");
    expect(await ground.git("status", "--porcelain")).toBe("");
  },
);

describe("a submodule", () => {
  const withSubmodule = async () => {
    const lib = await arena.ground({ "lib.js": "lib\n" });
    const ground = await arena.ground();
    const allow = ["-c", "protocol.file.allow=always"];
    await ground.git(...allow, "submodule", "--quiet", "add", lib.dir, "vendor/lib");
    await ground.git("commit", "-qm", "submodule");
    return ground;
  };

  test("belongs to nobody's scope", async () => {
    const ground = await withSubmodule();
    const scopes = ["vendor/lib/**", "vendor/lib", "vendor/**", "vendor/*/lib.js", "Vendor/Lib/x"];
    const proposals = scopes.map((scope) => {
      const workers = plan(["a"]).workers.map((one) => ({ ...one, scope: [scope] }));
      return propose(["a"], { workers });
    });
    const talk = await arena.talk(ground, { commander: [calls(...proposals), says("I see.")] });
    await talk.say("build a");
    for (const refused of await talk.calls())
      expectRefused(refused, "PLAN_REFUSED", "PROTECTED_PATH", "vendor");
    expect(await ground.records()).toEqual([]);
  });

  test("stays as it is beside a run", async () => {
    const ground = await withSubmodule();
    const before = await ground.git("rev-parse", "HEAD");
    const files = await filesBelow(join(ground.dir, "vendor"));
    const talk = await arena.talk(ground, wholeRun());
    await expectCommitted(talk, ground, before);
    expect(await ground.git("diff", "--name-only", before, "HEAD")).toBe(
      "docs/contract.md\nsrc/a/ok.txt",
    );
    expect(await filesBelow(join(ground.dir, "vendor"))).toEqual(files);
    expect(await readFile(join(ground.dir, "vendor/lib/lib.js"), "utf8")).toBe("lib\n");
    expect(await ground.git("status", "--porcelain")).toBe("");
  });
});
