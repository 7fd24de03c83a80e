import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import { childrenOf, type HostilePlace, hostilePlace } from "../../support/hostile.ts";
import { expectAccepted, expectNoted, expectRefused } from "../../support/refused.ts";
import { bash, call, calls, committed, reported, says, task, write } from "../../support/script-lines.ts";
import type { Talk, ToolCall } from "../../support/talk.ts";

const WORD = "word-of-the-user";
const LONG = "x".repeat(1_900);

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
  ["in an output that OpenCode cuts", { pattern: "KEY=|long", include: "{.e*,*.txt}" }],
];

async function secretPlace(arena: ReturnType<typeof sharedArena>): Promise<HostilePlace> {
  const place = await hostilePlace(arena, {
    ".gitignore": ".env\n.ssh/\n",
    "tracked.pem": `KEY=${WORD}\n`,
    "src/a/own.txt": "own\n",
    "src/a/long.txt": `${Array.from({ length: 60 }, (_, n) => `long ${n} ${LONG}`).join("\n")}\n`,
    "src/a/open.pem": "open\n",
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

describe.each(["scout", "librarian"] as const)("a %s", (agent) => {
  const arena = sharedArena();
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
          calls(bash("cat .env src/a/plain.txt; grep -rs KEY= . .env; cat src/a/own.txt")),
          calls(call("read", { filePath: "src/a/own.txt" }), call("grep", { pattern: "^own$" })),
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

  test.each(REFUSED.map(([how], at) => [how, at] as const))("does not read %s: SECRET_FILE", async (_how, at) => {
    expectRefused(said[at], "SECRET_FILE");
    expect(said[at]?.text).not.toContain(WORD);
  });

  test.each(SEARCHES.map(([how], at) => [how, at + REFUSED.length] as const))(
    "does not find it %s",
    async (_how, at) => {
      expectAccepted(said[at]);
      expect(said[at]?.text).not.toContain(WORD);
      expect(said[at]?.text).not.toContain("KEY=");
    },
  );

  test("has what it needs (control)", () => {
    const [shell, read, search] = said.slice(REFUSED.length + SEARCHES.length);
    expect(shell?.text).not.toContain(`=${WORD}\n.env`);
    expect(shell?.text).toContain("own");
    expect(read?.text).toContain("own");
    expect(search?.text).toMatch(/^Found 1 matches\n.*own\.txt:/);
    const cut = said[REFUSED.length + SEARCHES.length - 1]?.text ?? "";
    expect(cut).toContain("long 1 x");
  });
});
