import { describe, expect, test } from "vitest";
import { type Arena, sharedArena } from "../../support/arena.ts";
import { filesBelow } from "../../support/fingerprint.ts";
import type { Ground } from "../../support/ground.ts";
import {
  bareRepository,
  unmerged,
  withoutCommit,
  withoutGit,
  withoutIdentity,
} from "../../support/odd-grounds.ts";
import { expectAccepted, expectRefused } from "../../support/refused.ts";
import { bash, call, calls, propose, says, write } from "../../support/script-lines.ts";

const arena = sharedArena({ undo: true });

interface Unfit {
  name: string;
  make: (arena: Arena) => Promise<Ground>;
  /** Words of the reason, and of the fix the user is told. */
  why: RegExp;
  fix: RegExp;
  /** What the user does about it, as the fix says. */
  mend?: (ground: Ground) => Promise<unknown>;
}

const UNFIT: Unfit[] = [
  {
    name: "no git",
    make: withoutGit,
    why: /is not inside a git checkout/,
    fix: /git init && git commit --allow-empty -m init/,
    mend: async ({ git }) => {
      await git("init", "-q");
      await git("commit", "-q", "--allow-empty", "-m", "init");
    },
  },
  {
    name: "git without a commit",
    make: withoutCommit,
    why: /has no commit yet/,
    fix: /git commit --allow-empty -m init/,
    mend: ({ git }) => git("commit", "-q", "--allow-empty", "-m", "init"),
  },
  { name: "a bare repository", make: bareRepository, why: /bare repository/, fix: /Clone it/ },
  {
    name: "an unmerged index",
    make: unmerged,
    why: /merge is unresolved: file\.txt/,
    fix: /git merge --abort/,
    mend: ({ git }) => git("merge", "--abort"),
  },
  {
    name: "no git identity",
    make: withoutIdentity,
    why: /does not know who the user is/,
    fix: /git config user\.name/,
    mend: async ({ git }) => {
      await git("config", "user.name", "Somebody");
      await git("config", "user.email", "somebody@example.com");
    },
  },
];

describe.each(UNFIT)("$name", ({ make, why, fix, mend }) => {
  test("is refused in one sentence with the fix, and nothing is written", async () => {
    const ground = await make(arena);
    const before = await filesBelow(ground.dir);
    const talk = await arena.talk(ground, {
      commander: [calls(propose(["a"])), says("I see.")],
    });
    await talk.say("build a");
    const refused = await talk.last("design_propose");
    expectRefused(refused, "REPOSITORY_UNFIT", why, fix);
    expect(refused.text.split("\n")).toHaveLength(2);
    expect(await filesBelow(ground.dir)).toEqual(before);
  });

  test.runIf(mend !== undefined)("control: once mended, the same session goes on", async () => {
    const ground = await make(arena);
    const again = calls(propose(["a"]));
    const talk = await arena.talk(ground, { commander: [again, says("I see."), again, says("?")] });
    await talk.say("build a");
    expectRefused(await talk.last("design_propose"), "REPOSITORY_UNFIT");
    await mend?.(ground);
    await talk.say("try again");
    expectAccepted(await talk.last("design_propose"));
    expect((await ground.state()).proposal?.plan.workers).toHaveLength(1);
  });
});

test("where no run can be, the Commander's shell and file tools are refused, and reading is not", async () => {
  const ground = await withoutGit(arena);
  const talk = await arena.talk(ground, {
    commander: [
      calls(write("new.txt", "x"), bash("touch new.txt")),
      calls(call("read", { filePath: `${ground.dir}/README.md` })),
      says("I see."),
    ],
  });
  await talk.say("look around");
  expectRefused(await talk.last("write"), "REPOSITORY_UNFIT");
  expectRefused(await talk.last("bash"), "REPOSITORY_UNFIT");
  expect((await talk.last("read")).text).toContain("# demo");
  expect(Object.keys(await filesBelow(ground.dir))).toEqual(["README.md"]);
});
