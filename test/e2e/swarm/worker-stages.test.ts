import { beforeAll, expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import type { Ground } from "../../support/ground.ts";
import {
  bash,
  call,
  calls,
  dispatched,
  plan,
  says,
  waitForAll,
  write,
} from "../../support/script-lines.ts";

// A command reads the journal here; in bubblewrap it cannot.
const arena = sharedArena({ sandbox: "off" });
const NAMES = ["writer", "shell", "reader"];
const report = calls(call("worker_report", { summary: "done", changes: [], checks: [] }));
let ground: Ground;

/** Each Worker looks around first; the reader does nothing else. */
beforeAll(async () => {
  ground = await arena.ground();
  const looks = [
    calls(bash("ls")),
    calls(bash("git status")),
    calls(call("glob", { pattern: "*" })),
  ];
  // What a command reads in the journal was written before the command had any effect.
  const seen = (name: string) =>
    `sh -c "cat ../../runs/*.jsonl" | grep -c '"WORKER_STAGE","worker":"${name}","stage":"implementing"' > src/${name}/ok.txt`;
  const { workers } = plan(NAMES);
  const talk = await arena.talk(ground, {
    commander: [
      ...dispatched(NAMES, {
        workers: workers.map((one) =>
          one.name === "reader"
            ? { ...one, qa: ["git diff --quiet HEAD"], may_change_nothing: true }
            : one,
        ),
      }),
      calls(waitForAll()),
      calls(call("worker_retry", { worker: "writer", instructions: "Write more." })),
      calls(waitForAll()),
      says("They have ended."),
    ],
    workers: {
      writer: [
        ...looks,
        // Out of scope: a refused write begins nothing.
        calls(write("src/shell/no.txt", "no\n")),
        // Refused, since nothing is written: it goes on exploring.
        report,
        calls(write("src/writer/ok.txt", "ok\n"), write("src/writer/two.txt", "two\n")),
        calls(write("src/writer/three.txt", "three\n")),
        report,
        says("Done."),
        calls(write("src/writer/four.txt", "four\n")),
        report,
        says("Done."),
      ],
      shell: [
        ...looks,
        calls(bash(`mkdir -p src/shell && ${seen("shell")}`)),
        report,
        says("Done."),
      ],
      reader: [...looks, report, says("Done.")],
    },
  });
  await talk.say("build them");
  expect(talk.divergences).toEqual([]);
});

test("each attempt that writes is noted as implementing once, one that only reads never", async () => {
  const notes: string[] = [];
  for (const { event } of await ground.records()) {
    if (event.type === "WORKER_STARTING") notes.push(`${event.worker} starts`);
    if (event.type === "WORKER_STAGE") notes.push(`${event.worker} ${event.stage}`);
    if (event.type === "REPORT_REFUSED") notes.push(`${event.worker} refused`);
    if (event.type === "WORKER_COMPLETED") notes.push(`${event.worker} completed`);
  }
  const of = (name: string) =>
    notes.filter((note) => note.startsWith(`${name} `)).map((note) => note.split(" ")[1]);
  expect(of("writer")).toEqual([
    ...["starts", "self-qa", "refused", "implementing", "self-qa", "completed"],
    ...["starts", "implementing", "self-qa", "completed"],
  ]);
  expect(of("shell")).toEqual(["starts", "implementing", "self-qa", "completed"]);
  expect(of("reader")).toEqual(["starts", "self-qa", "completed"]);
});

test("the note is in the journal before the command that it announces has any effect", async () => {
  const done = (await ground.records()).flatMap(({ event }) =>
    event.type === "WORKER_COMPLETED" && event.worker === "shell" ? [event.commit] : [],
  );
  expect(done).toHaveLength(1);
  expect(await ground.git("show", `${done[0]}:src/shell/ok.txt`)).toBe("1");
});
