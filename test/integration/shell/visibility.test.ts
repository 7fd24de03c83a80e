import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { alike } from "../../../src/kit/sentence.ts";
import type { Sandbox } from "../../../src/shell/sandbox.ts";
import { sampled } from "../../support/whole.ts";
import { machineSandbox, writeFiles } from "./guarded-project.ts";
import { SECRETS, VARIABLES } from "./lists/private-things.ts";
import { type HomeOptions, type PrivateHome, privateHome, WORD } from "./private-home.ts";
import { shellUsers } from "./users.ts";

const found = await machineSandbox();
const compare: Sandbox = { kind: "compare", reason: alike("under test") };

const NEEDED: [string, (place: PrivateHome) => string, string][] = [
  ["the project", ({ top }) => `cat ${top}/src/a.txt`, "project"],
  ["a tool on PATH with its libraries", () => "tool", "tool ran"],
  ["a toolchain that keeps keys", () => "cargo-thing", "cargo ran"],
  ["a linked package", ({ top }) => `cat ${top}/node_modules/linked/index.js`, "linked package"],
  ["the user's git configuration", () => "git config alias.own", "status"],
  ["git's history", () => "git log --format=%s", "init"],
  [
    "git's difference",
    () => "echo x >> src/a.txt; git diff --name-only; git stash list",
    "src/a.txt",
  ],
  ["an empty home for writing", () => "echo x > ~/.tool && cat ~/.tool", "x"],
  ["an empty /var/tmp", () => "echo x > /var/tmp/x && cat /var/tmp/x", "x"],
  ["node", () => "node -p 6*7", "42"],
  ["npm", () => "npm --version | grep -c '^[0-9.]*$'", "1"],
];

const USERS: [string, Pick<HomeOptions, "uid">][] = await shellUsers();
/** The last user's lists are played whole, the others' in part. */
const forUser = <T>(user: object, all: readonly T[]) =>
  user === USERS.at(-1)?.[1] ? [...all] : sampled(all, 4);

describe.skipIf(found.kind !== "bubblewrap").each(USERS)("in bubblewrap as %s", (_who, user) => {
  test.each(forUser(user, SECRETS))("a shell and QA do not see %s", async (_name, line) => {
    const place = await privateHome({ sandbox: found, ...user });
    expect(await place.agent(`echo began; ${line(place)}`)).toMatch(/^began/);
    expect(await place.agent(line(place))).not.toContain(WORD);
    expect(await place.qa(line(place))).not.toContain(WORD);
  });

  test.each(forUser(user, NEEDED))("a shell and QA have %s", async (_name, line, expected) => {
    const place = await privateHome({ sandbox: found, ...user });
    expect(await place.agent(line(place))).toBe(expected);
  });

  test("nothing of the machine's root is left but what was bound", async () => {
    const place = await privateHome({ sandbox: found, ...user });
    const names = (await place.agent("ls -A /")).split("\n");
    const system = ["bin", "sbin", "lib", "lib32", "lib64", "libx32", "usr", "etc", "opt"];
    const own = ["dev", "proc", "run", "sys", "tmp", "var", "nix", "gnu"];
    const programs = (process.env["PATH"] ?? "").split(delimiter);
    const bound = [place.top, process.cwd(), process.env["HOME"] ?? "/root", ...programs];
    const first = bound.map((path) => path.split("/")[1] ?? "");
    expect(names.filter((name) => ![...system, ...own, ...first].includes(name))).toEqual([]);
    expect(await place.agent("ls -A /var")).toBe("tmp");
    expect(await place.agent("touch /x 2>&1 || ls /x 2>&1")).toContain("Read-only");
  });
});

describe("control", () => {
  test.each(sampled(SECRETS, 3))("without a sandbox a shell and QA see %s", async (_name, line) => {
    const place = await privateHome({ sandbox: compare });
    expect(await place.agent(line(place))).toContain(WORD);
    expect(await place.qa(line(place))).toContain(WORD);
  });
});

describe.skipIf(found.kind !== "bubblewrap")("in bubblewrap", () => {
  test("the user's setting shows a path", async () => {
    const place = await privateHome({
      sandbox: found,
      chosen: (home) => ({ visible: [join(home, ".aws")], env: [] }),
    });
    expect(await place.agent("cat ~/.aws/credentials; cat ~/.ssh/id_rsa")).toContain(WORD);
    expect(await place.agent("cat ~/.ssh/id_rsa")).not.toContain(WORD);
  });

  test("a journal that is written while a shell runs is hidden, too", async () => {
    const place = await privateHome({ sandbox: found });
    const runs = join(place.top, ".aegis/runs");
    await rm(runs, { recursive: true });
    const going = join(place.worktree, "going");
    const shell = place.agent(
      `touch going; until [ -e ${place.top}/src/go ]; do sleep 0.05; done; cat ${runs}/* 2>&1; echo end`,
    );
    await vi.waitUntil(() => existsSync(going), { timeout: 20_000 });
    await writeFiles(place.top, { ".aegis/runs/r.jsonl": WORD, "src/go": "" });
    const output = await shell;
    expect(output).toMatch(/end$/);
    expect(output).not.toContain(WORD);
  });

  test("files of /etc that are not for everybody are hidden from root, too", async () => {
    const place = await privateHome({ sandbox: found });
    const names = (await readdir("/etc")).filter((name) => /^g?shadow-?$/.test(name));
    expect(names).toContain("shadow");
    for (const name of names)
      expect(await place.agent(`cat /etc/${name}`)).toContain("Permission denied");
    expect(await place.agent("grep -c ^root: /etc/passwd")).toBe("1");
  });

  test.each([
    ["in bubblewrap", found, "refused"],
    ["without a sandbox (control)", compare, "reached"],
  ])("a socket in the home, %s: %s", async (_name, sandbox, expected) => {
    const place = await privateHome({ sandbox });
    const path = join(place.home, "agent.sock");
    const server = createServer((socket) => socket.end()).listen(path);
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const knock =
      `const s = require("net").connect("${path}"); ` +
      's.on("connect", () => { console.log("reached"); s.end(); }); ' +
      's.on("error", () => console.log("refused"))';
    expect(await place.agent(`node -e '${knock}'`)).toBe(expected);
  });
});

const PASSED = {
  NODE_ENV: "test",
  LC_ALL: "C.UTF-8",
  MY_TOKEN: "chosen",
  npm_config_loglevel: "warn",
};
const PRINT = "cat /proc/self/environ | tr '\\0' '\\n'; git version";

describe.each([found, compare].filter(({ kind }, at) => at > 0 || kind === "bubblewrap"))(
  "the environment ($kind)",
  (sandbox) => {
    test("holds what builds need and the user chose, and nothing else", async () => {
      const place = await privateHome({
        sandbox,
        variables: { ...VARIABLES, ...PASSED },
        chosen: () => ({ visible: [], env: ["MY_TOKEN"] }),
      });
      for (const output of [await place.agent(PRINT), await place.qa(PRINT)]) {
        expect(output).not.toContain(WORD);
        expect(output).toContain("git version");
        for (const [name, value] of Object.entries(PASSED))
          expect(output.split("\n")).toContain(`${name}=${value}`);
      }
      expect(await place.qa("echo $CI")).toBe("1");
    });
  },
);
