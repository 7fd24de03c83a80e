import { beforeAll, expect, test } from "vitest";
import type { DenialCode } from "../../../src/swarm/core/run/denial.ts";
import { sharedArena } from "../../support/arena.ts";
import { expectUntouched, type HostilePlace, hostilePlace } from "../../support/hostile.ts";
import { expectNoted } from "../../support/refused.ts";
import {
  bash,
  call,
  calls,
  committed,
  goodWorker,
  reported,
  says,
  write,
} from "../../support/script-lines.ts";
import type { Talk, ToolCall } from "../../support/talk.ts";

interface Try {
  how: string;
  path: (place: HostilePlace) => string;
  code: DenialCode;
  /** What must stay as it was: an absolute path, or a path in the final commit. */
  victim: (place: HostilePlace) => string;
}

const tries: Try[] = [
  attempt("an absolute path into the main checkout", "OUT_OF_SCOPE", ({ top }) => `${top}/src/a/e`),
  attempt("an absolute path outside", "OUT_OF_SCOPE", ({ outside }) => `${outside}/evil.txt`),
  attempt("`..` out of the worktree", "OUT_OF_SCOPE", () => "../../../evil.txt", "/evil.txt"),
  attempt(
    "`..` within the worktree",
    "OUT_OF_SCOPE",
    () => "src/a/../b/evil.txt",
    "src/b/evil.txt",
  ),
  attempt("a symlink to an existing file", "OUT_OF_SCOPE", () => "src/a/existing", "../kept.txt"),
  attempt("a dangling symlink", "OUT_OF_SCOPE", () => "src/a/dangling", "../none.txt"),
  attempt("a symlinked directory", "OUT_OF_SCOPE", () => "src/a/away/e", "../folder/e"),
  attempt(
    "a symlink with a backslash in its name, beside a file of that path",
    "OUT_OF_SCOPE",
    () => "src/a/back\\slash/e",
    "../folder/e",
  ),
  attempt("the same to a new file", "OUT_OF_SCOPE", () => "src/a/back\\slash/new", "../folder/new"),
  attempt("a symlink to .git", "PROTECTED_PATH", () => "src/a/version/config", "/.git/config"),
  attempt("a hard link", "HARD_LINK", () => "src/a/hard.txt", "README.md"),
  attempt("another Worker's file", "OUT_OF_SCOPE", () => "src/b/old.txt", "src/b/old.txt"),
  attempt(
    "another Worker's file in NFD",
    "OUT_OF_SCOPE",
    () => "src/나/e".normalize("NFD"),
    "src/나/e",
  ),
  attempt("a shared file", "OUT_OF_SCOPE", () => "docs/guide.md", "docs/guide.md"),
  attempt("another worktree", "OUT_OF_SCOPE", ({ second }) => `${second}/src/b/e`, "src/b/e"),
  attempt("the worktree's .git file", "PROTECTED_PATH", () => ".git", "/.git/HEAD"),
  attempt(".git/config below it", "PROTECTED_PATH", () => ".git/config", "/.git/config"),
  attempt("the repository's .git/config", "PROTECTED_PATH", ({ top }) => `${top}/.git/config`),
  attempt("a git hook", "PROTECTED_PATH", ({ top }) => `${top}/.git/hooks/pre-commit`),
  attempt(".GIT/config", "PROTECTED_PATH", () => ".GIT/config", ".GIT/config"),
  attempt(".opencode", "PROTECTED_PATH", () => ".opencode/x", ".opencode/x"),
  attempt(".OpenCode", "PROTECTED_PATH", () => ".OpenCode/plugin/x.js", ".OpenCode/plugin/x.js"),
  attempt(
    ".opencode in its own scope",
    "PROTECTED_PATH",
    () => "src/a/.opencode/x",
    "src/a/.opencode/x",
  ),
  attempt("opencode.json", "PROTECTED_PATH", () => "opencode.json", "opencode.json"),
  attempt("opencode.json of the checkout", "PROTECTED_PATH", ({ top }) => `${top}/opencode.json`),
  attempt("a file beside the journal", "PROTECTED_PATH", ({ top }) => `${top}/.aegis/runs/e.jsonl`),
];

/** Without a victim the very path is the victim; `/x` lies in the checkout, `../x` outside. */
function attempt(how: string, code: DenialCode, path: Try["path"], victim?: string): Try {
  const place = (at: HostilePlace) => {
    if (victim === undefined) return path(at);
    if (victim.startsWith("/")) return `${at.top}${victim}`;
    return victim.startsWith("../") ? `${at.outside}${victim.slice(2)}` : victim;
  };
  return { how, code, path, victim: place };
}

const arena = sharedArena();
let place: HostilePlace;
let talk: Talk;
let said: ToolCall[];

beforeAll(async () => {
  place = await hostilePlace(arena, {
    "docs/guide.md": "guide\n",
    "opencode.json": "{}\n",
    "src/a/own.txt": "own\n",
    "src/b/old.txt": "old\n",
  });
  const scopes = { a: ["src/a/**", "src/가/**"], b: ["src/b/**", "src/나/**"] };
  const workers = (["a", "b"] as const).map((name) => ({
    name,
    feature: `Feature ${name}`,
    scope: scopes[name],
    spec: "as told",
    qa: [`test -f src/${name}/ok.txt`],
  }));
  talk = await arena.talk(place.ground, {
    commander: [...committed(["a", "b"], { workers }), says("Committed.")],
    workers: {
      a: [
        calls(bash("ln README.md src/a/hard.txt"), call("read", { filePath: "src/a/own.txt" })),
        calls(...tries.map(({ path }) => write(path(place), "evil\n"))),
        calls(bash("rm src/a/hard.txt")),
        calls(
          write("src/a/ok.txt", "a\n"),
          write("src/가/ok.txt".normalize("NFD"), "a\n"),
          call("edit", { filePath: "src/a/own.txt", oldString: "own", newString: "mine" }),
        ),
        ...reported("a"),
      ],
      b: goodWorker("b"),
    },
  });
  await talk.say("build a and b");
  said = (await talk.calls(await talk.worker("a"))).slice(2);
});

test.each(tries.map((one, at) => [one.how, one.code, at] as const))(
  "a Worker cannot write by %s: %s",
  async (_how, code, at) => {
    const one = tries[at] as Try;
    expect(said[at]?.input["filePath"]).toBe(one.path(place));
    await expectNoted(place.ground, said[at], code);
    await expectUntouched(place, one.victim(place));
  },
);

test("the same Worker writes and edits inside its scope, and only that is committed", async () => {
  const own = said.slice(tries.length + 1, tries.length + 4);
  expect(own.map(({ status }) => status)).toEqual(["completed", "completed", "completed"]);
  expect((await place.ground.state()).phase).toBe("DONE");
  const files = await place.ground.git("diff", "--name-only", "-z", place.before, "HEAD");
  expect(files.normalize("NFC").split("\0").filter(Boolean).sort()).toEqual(
    ["docs/contract.md", "src/a/ok.txt", "src/a/own.txt", "src/b/ok.txt", "src/가/ok.txt"].sort(),
  );
  expect(talk.divergences).toEqual([]);
});
