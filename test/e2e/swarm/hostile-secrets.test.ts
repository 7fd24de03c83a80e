import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Call } from "../../../src/scripted-model/script.ts";
import { sharedArena } from "../../support/arena.ts";
import { childrenOf, type HostilePlace, hostilePlace } from "../../support/hostile.ts";
import { ALL_SCOPES } from "../../support/hostile-shell.ts";
import { expectAccepted, expectNoted, expectRefused } from "../../support/refused.ts";
import {
  bash,
  call,
  calls,
  committed,
  reported,
  says,
  task,
  write,
} from "../../support/script-lines.ts";
import type { Talk, ToolCall } from "../../support/talk.ts";

const WORD = "word-of-the-user";

/** Calls that may not show or change a secret: the tool and its arguments, with the tree's top for `%`. */
const REFUSED: [string, string, Record<string, string>][] = [
  ["its name", "read", { filePath: ".env" }],
  ["another case", "read", { filePath: ".ENV" }],
  ["a way round", "read", { filePath: "./src/a/../../.env" }],
  ["an absolute path", "read", { filePath: "%/.env" }],
  ["a link to it", "read", { filePath: "src/a/plain.txt" }],
  ["a link with its name", "read", { filePath: "src/a/.env" }],
  ["a link to its folder", "read", { filePath: "src/a/folder/.env" }],
  ["a file that git tracks", "read", { filePath: "tracked.pem" }],
  ["a secret folder", "read", { filePath: ".ssh" }],
  ["a search in it", "grep", { pattern: WORD, path: ".env" }],
  ["a search for its name", "grep", { pattern: WORD, include: ".env" }],
  ["a search for its kind", "grep", { pattern: WORD, include: "{*.pem,*.ts}" }],
  ["the names in a secret folder", "glob", { pattern: "*", path: ".ssh" }],
];
/** Searches that run, and must not find it. */
const SEARCHES: [string, Record<string, string>][] = [
  ["everywhere", { pattern: WORD }],
  ["in all files, ignored ones too", { pattern: WORD, include: "*" }],
  ["with a part of its name", { pattern: WORD, include: ".e*" }],
  ["in one line after another of its file", { pattern: "KEY=", include: ".e*" }],
  ["beside what it may find", { pattern: "KEY=|own", include: "{.e*,*.txt}" }],
];

const SHELLS = ["cat .env", "cat src/a/plain.txt", "grep -s KEY= .env", "cat src/a/folder/.ENV"];

async function secretPlace(arena: ReturnType<typeof sharedArena>): Promise<HostilePlace> {
  const place = await hostilePlace(arena, {
    ".gitignore": ".env\n.ssh/\n",
    "tracked.pem": `KEY=${WORD}\n`,
    "src/a/own.txt": "own\n",
    "src/a/open.pem": "open\n",
    "src/a/old.pem": "old\n",
    ".opencode/aegis.jsonc": '{ "worktree": { "setup": "cp ../../../.env .env || true" } }',
    "own.key": "",
  });
  const { ground, top } = place;
  await symlink("../../.env", join(top, "src/a/plain.txt"));
  await symlink("own.txt", join(top, "src/a/.env"));
  await symlink("../..", join(top, "src/a/folder"));
  await ground.git("add", "-Af", "src");
  await ground.git("commit", "-q", "-m", "links");
  await put(top);
  return { ...place, before: await ground.git("rev-parse", "HEAD") };
}

/** The user's secrets, of which git knows nothing. */
async function put(tree: string): Promise<void> {
  for (const name of [".env", ".ENV", ".ssh/id_rsa"]) {
    await mkdir(dirname(join(tree, name)), { recursive: true });
    await writeFile(join(tree, name), `KEY=${WORD}\n`);
  }
}

const within = (args: Record<string, string>, tree: string) =>
  Object.fromEntries(Object.entries(args).map(([name, value]) => [name, value.replace("%", tree)]));

/** The layers that hide a secret file from a shell. */
const LAYERS = ALL_SCOPES.filter(({ kind }) => kind !== "compare");
const READERS = LAYERS.flatMap(({ sandbox, kind }) =>
  (["scout", "librarian"] as const).map((agent) => ({ agent, sandbox, kind })),
);

describe.each(READERS)("a $agent, with $kind,", ({ agent, sandbox }) => {
  const arena = sharedArena({ sandbox });
  let said: ToolCall[];
  let place: HostilePlace;

  beforeAll(async () => {
    place = await secretPlace(arena);
    const tree = place.top;
    const talk = await arena.talk(place.ground, {
      commander: [
        calls(task(agent, "[look] look"), call("read", { filePath: ".env" })),
        says("Thanks."),
      ],
      [`${agent}s`]: {
        "\\[look\\]": [
          calls(...REFUSED.map(([, tool, args]) => call(tool, within(args, tree)))),
          calls(...SEARCHES.map(([, args]) => call("grep", args))),
          calls(...SHELLS.map(bash), bash("cat src/a/own.txt")),
          calls(
            call("read", { filePath: "src/a/own.txt" }),
            call("grep", { pattern: "^own$", include: "own.txt" }),
          ),
          says("Seen."),
        ],
      },
    });
    await talk.say("what is there?");
    const [child] = await childrenOf(arena, talk);
    said = await talk.calls(child?.id ?? "");
    expect(talk.divergences).toEqual([]);
    // The Commander works under the user's eyes.
    expect((await talk.calls()).find(({ tool }) => tool === "read")?.text).toContain(WORD);
  });

  test.each(REFUSED.map(([how], at) => [how, at] as const))(
    "does not read %s: SECRET_FILE",
    async (_how, at) => {
      expectRefused(said[at], "SECRET_FILE");
      expect(said[at]?.text).not.toContain(WORD);
    },
  );

  test.each(SEARCHES.map(([how], at) => [how, at + REFUSED.length] as const))(
    "does not find it %s",
    async (_how, at) => {
      expectAccepted(said[at]);
      expect(said[at]?.text).not.toContain(WORD);
      expect(said[at]?.text).not.toContain("KEY=");
    },
  );

  test.each(SHELLS.map((line, at) => [line, at + REFUSED.length + SEARCHES.length] as const))(
    "does not read it with `%s`",
    (line, at) => {
      expect(said[at]).toMatchObject({ tool: "bash", status: "completed" });
      if (line.startsWith("cat")) expect(said[at]?.text).toMatch(/Permission denied$/m);
      expect(said[at]?.text).not.toContain(WORD);
    },
  );

  test("has what it needs (control)", () => {
    const [shell, read, search] = said.slice(REFUSED.length + SEARCHES.length + SHELLS.length);
    expect(shell?.text.trim()).toBe("own");
    expect(read?.text).toContain("own");
    expect(search?.text).toMatch(/^Found 1 matches\n.*own\.txt:/);
  });
});

describe.each(LAYERS)("a Worker, with $kind,", ({ sandbox }) => {
  const arena = sharedArena({ sandbox });
  let talk: Talk;
  let said: ToolCall[];
  let place: HostilePlace;
  const tries: Call[] = [
    call("read", { filePath: ".env" }),
    call("grep", { pattern: WORD, path: ".env" }),
    write("src/a/new.pem", "x\n"),
    write("src/a/.env.local", "x\n"),
    call("edit", { filePath: "src/a/old.pem", oldString: "old", newString: "new" }),
  ];
  const quiet: Call[] = [
    call("grep", { pattern: "KEY=", include: ".e*" }),
    bash("cat .env src/a/plain.txt 2>&1; grep -s KEY= .env; echo end"),
  ];
  const allowed: Call[] = [
    call("edit", { filePath: "src/a/open.pem", oldString: "open", newString: "changed" }),
    bash("cat src/a/open.pem src/a/old.pem; echo MADE > tmp.key; cat tmp.key"),
    bash("cat tmp.key; rm tmp.key"),
    call("grep", { pattern: "^changed$", path: "src/a" }),
  ];

  beforeAll(async () => {
    place = await secretPlace(arena);
    await put(place.top);
    const workers = [
      {
        ...{ name: "a", feature: "Feature a", spec: "as told" },
        scope: ["src/a/**", "src/a/open.pem", "tmp.key"],
        qa: [`grep -q ${WORD} .env && grep -q ${WORD} ${place.top}/.env && test -f src/a/ok.txt`],
      },
    ];
    talk = await arena.talk(place.ground, {
      commander: [...committed(["a"], { workers }), says("Committed.")],
      workers: {
        a: [
          calls(...tries),
          calls(...quiet),
          ...allowed.map((one) => calls(one)),
          calls(write("src/a/ok.txt", "a\n")),
          ...reported("a"),
        ],
      },
    });
    await talk.say("build a");
    said = await talk.calls(await talk.worker("a"));
  });

  test.each(tries.map((one, at) => [`${one.tool} ${Object.values(one.args)[0]}`, at] as const))(
    "may not %s: SECRET_FILE",
    async (_how, at) => {
      await expectNoted(place.ground, said[at], "SECRET_FILE");
      expect(said[at]?.text).not.toContain(WORD);
    },
  );

  test.each(quiet.map(({ tool }, at) => [tool, at + tries.length] as const))(
    "does not read what the set-up copied into its worktree with %s",
    (tool, at) => {
      expect(said[at]).toMatchObject({ tool, status: "completed" });
      expect(said[at]?.text).not.toContain(WORD);
    },
  );

  test("uses the file that the plan names in full, what git tracks, and what it made itself", async () => {
    const own = said.slice(tries.length + quiet.length).slice(0, allowed.length);
    for (const one of own) expectAccepted(one);
    expect(own.slice(1).map(({ text }) => text.trim())).toEqual([
      "changed\nold\nMADE",
      "MADE",
      expect.stringContaining("open.pem:"),
    ]);
    expect((await place.ground.state()).phase).toBe("DONE");
    expect(talk.divergences).toEqual([]);
  });
});
