import { existsSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import type { DenialCode } from "../../../src/swarm/core/run/denial.ts";
import { sharedArena } from "../../support/arena.ts";
import { contentOf, type HostilePlace, hostilePlace, landedIn } from "../../support/hostile.ts";
import { expectNoted } from "../../support/refused.ts";
import { call, calls, committed, reported, says } from "../../support/script-lines.ts";
import type { Talk, ToolCall } from "../../support/talk.ts";

/** OpenCode offers apply_patch, and no other file tool, to a model with such a name. */
const MODEL = "gpt-5-local";

const patch = (...lines: string[]) =>
  call("apply_patch", { patchText: ["*** Begin Patch", ...lines, "*** End Patch"].join("\n") });
const update = (from: string, to: string) => [
  `*** Update File: ${from}`,
  to,
  "@@",
  "-own",
  "+evil",
];

type Try = [
  how: string,
  code: DenialCode,
  lines: (place: HostilePlace) => string[],
  victim: string,
];
const tries: Try[] = [
  [
    "a move out of scope",
    "OUT_OF_SCOPE",
    () => update("src/a/own.txt", "*** Move to: src/b/evil.txt"),
    "src/b/evil.txt",
  ],
  [
    "a move into the checkout",
    "OUT_OF_SCOPE",
    ({ top }) => update("src/a/own.txt", `*** Move to: ${top}/evil.txt`),
    "/evil.txt",
  ],
  [
    "a move into .git",
    "PROTECTED_PATH",
    ({ top }) => update("src/a/own.txt", `*** Move to: ${top}/.git/evil`),
    "/.git/evil",
  ],
  [
    "a move without a blank after the mark",
    "OUT_OF_SCOPE",
    () => update("src/a/own.txt", "*** Move to:src/b/evil2.txt"),
    "src/b/evil2.txt",
  ],
  [
    "an added file without a blank after the mark",
    "OUT_OF_SCOPE",
    ({ top }) => [`*** Add File:${top}/evil3.txt`, "+evil"],
    "/evil3.txt",
  ],
  [
    "a path with a line separator in it",
    "OUT_OF_SCOPE",
    () => ["*** Add File: src/a/x\u2028/../../../evil4.txt", "+evil"],
    "evil4.txt",
  ],
  [
    "a path with a carriage return in it",
    "OUT_OF_SCOPE",
    () => ["*** Add File: src/a/x\r/../../../evil5.txt", "+evil"],
    "evil5.txt",
  ],
  [
    "a secret in scope",
    "SECRET_FILE",
    () => ["*** Add File: src/a/evil.pem", "+evil"],
    "src/a/evil.pem",
  ],
  [
    "a second file of a patch whose first is in scope",
    "OUT_OF_SCOPE",
    () => ["*** Add File: src/a/first.txt", "+evil", "*** Add File: src/b/evil6.txt", "+evil"],
    "src/a/first.txt",
  ],
  [
    "the deletion of another's file",
    "OUT_OF_SCOPE",
    () => ["*** Delete File: src/b/old.txt"],
    "src/b/old.txt",
  ],
];

const arena = sharedArena({ modelId: MODEL });
let place: HostilePlace;
let talk: Talk;
let said: ToolCall[];

beforeAll(async () => {
  place = await hostilePlace(arena, { "src/a/own.txt": "own\n", "src/b/old.txt": "old\n" });
  const steps = committed(["a"]).map((step) =>
    step.calls?.some(({ tool }) => tool === "write")
      ? calls(patch("*** Add File: docs/contract.md", "+contract"))
      : step,
  );
  talk = await arena.talk(place.ground, {
    commander: [...steps, says("Committed.")],
    workers: {
      a: [
        calls(...tries.map(([, , lines]) => patch(...lines(place)))),
        calls(patch("*** Add File: src/a/ok.txt", "+a")),
        calls(
          patch(
            "*** Update File: src/a/own.txt",
            "*** Move to: src/a/moved.txt",
            "@@",
            "-own",
            "+mine",
          ),
        ),
        ...reported("a"),
      ],
    },
  });
  await talk.say("build a");
  said = await talk.calls(await talk.worker("a"));
});

test.each(tries.map(([how, code, , victim], at) => [how, code, victim, at] as const))(
  "a Worker cannot patch by %s: %s",
  async (_how, code, victim, at) => {
    expect(said[at]?.tool).toBe("apply_patch");
    await expectNoted(place.ground, said[at], code);
    if (victim.startsWith("/")) expect(existsSync(`${place.top}${victim}`)).toBe(false);
    else expect(await contentOf(place, victim)).toBe(await contentOf(place, victim, place.before));
  },
);

test("the same Worker adds and moves files inside its scope, and only that is committed", async () => {
  expect((await place.ground.state()).phase).toBe("DONE");
  expect(await landedIn(place)).toEqual([
    "A\tdocs/contract.md",
    "A\tsrc/a/moved.txt",
    "A\tsrc/a/ok.txt",
    "D\tsrc/a/own.txt",
  ]);
  expect(await contentOf(place, "src/a/moved.txt")).toBe("mine");
  expect(talk.divergences).toEqual([]);
});
