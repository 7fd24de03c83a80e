import { describe, expect, test } from "vitest";
import { eventWord } from "../../../src/runs/core/event-words.ts";
import { RUN_WORDS } from "../../../src/runs/core/words.ts";
import { readAct } from "../../../src/steering/core/read-act.ts";
import { STEERING_WORDS } from "../../../src/steering/core/words.ts";
import { GLOSSARY } from "../../../src/swarm/core/text/glossary.ts";
import { WORDS } from "../../../src/swarm/core/text/messages.ts";
import { TUI_WORDS } from "../../../src/tui/core/words.ts";

const ACTS = ["stop", "resume", "retry", "cancel", "abort"] as const;

describe.each(["en", "ko"] as const)("in %s", (language) => {
  const { act } = TUI_WORDS[language].acts;

  test.each(ACTS)("the dashboard's word for %s is the word that /aegis reads", (name) => {
    const worker = name === "retry" || name === "cancel" ? " w01" : "";
    expect(readAct(`${act[name]}${worker}`).act).toBe(name);
  });
});

/** The texts of an act and of the status that it leads to, with the root that they share and the other act's root. */
const KOREAN = {
  stop: {
    root: /멈/,
    other: new RegExp(GLOSSARY.abort.ko),
    texts: [
      GLOSSARY.stop.ko,
      TUI_WORDS.ko.acts.act.stop,
      TUI_WORDS.ko.acts.sure.stop(""),
      eventWord({ type: "WORKER_FAILED", isStop: true }, "ko"),
      STEERING_WORDS.ko.help.acts.stop,
      STEERING_WORDS.ko.stopped.workers("w01 a"),
      STEERING_WORDS.ko.idle["nothing-to-stop"],
      WORDS.ko.status.stopped,
      WORDS.ko.workersGoOn(2),
      RUN_WORDS.ko.yours["resume-workers"]({ what: "resume-workers", workers: ["a"] }),
    ],
  },
  abort: {
    root: new RegExp(GLOSSARY.abort.ko),
    other: /멈/,
    texts: [
      GLOSSARY.abort.ko,
      TUI_WORDS.ko.acts.act.abort,
      TUI_WORDS.ko.acts.sure.abort(""),
      eventWord({ type: "RUN_ABORTED" }, "ko"),
      STEERING_WORDS.ko.help.acts.abort,
      RUN_WORDS.ko.outcome.aborted,
      RUN_WORDS.ko.abort.done("1"),
      RUN_WORDS.ko.abort.asked(1),
      RUN_WORDS.ko.abort.dry("1"),
    ],
  },
};

test.each(Object.entries(KOREAN))(
  "the Korean texts of %s and of its status share a root",
  (_act, { root, other, texts }) => {
    for (const text of texts) {
      expect(text).toMatch(root);
      expect(text).not.toMatch(other);
    }
  },
);
