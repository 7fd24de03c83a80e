import { expect, test } from "vitest";
import { readAct } from "../../../src/steering/core/read-act.ts";
import { languageHere } from "../../../src/steering/language-here.ts";
import type { Project } from "../../../src/swarm/opencode/project.ts";
import { sessionViews } from "../../../src/swarm/opencode/session-views.ts";
import { userLanguage } from "../../../src/swarm/opencode/user-language.ts";
import { dispatched, emptyRun, type RunBuilder } from "../../support/run-builder.ts";

/** A project as it stands after a restart of OpenCode; `last` is the user's latest message in the conversation. */
function restarted(run: RunBuilder, last = "") {
  const language = userLanguage({
    ...{ setting: "auto", locale: "en" },
    run: () => ({ state: run.state, submit: async (event) => void run.add(event) }),
  });
  const project = {
    sessions: sessionViews(),
    swarm: { run },
    language,
    transcript: { userMessages: async () => [{ texts: [{ text: last, synthetic: false }] }] },
    log: async (_level: string, message: string) => {
      throw new Error(message);
    },
  } as unknown as Project;
  const typed = (said: string) =>
    languageHere(project, { sessionID: "ses-1", said }, readAct(said), "en");
  return { project, typed };
}

test("a Korean word for an act makes the answer Korean, and what follows it, also after the next restart", async () => {
  const run = dispatched("a").start("a");
  const { project, typed } = restarted(run);
  expect(await typed("status")).toBe("en");
  expect(await typed("재개")).toBe("ko");
  expect([project.language.now, run.state.language]).toEqual(["ko", "ko"]);
  // The English word of an act is no English.
  expect(await typed("status")).toBe("ko");
  expect(await restarted(run).typed("resume")).toBe("ko");
});

test("the free words of an act say the language, the act does not", async () => {
  const { typed } = restarted(dispatched("a").start("a"));
  expect(await typed("retry w01 제목을 고쳐 주세요")).toBe("ko");
  expect(await typed("choose QA 2")).toBe("ko");
  expect(await typed("retry w01 mend the title")).toBe("en");
});

test("without an open run the latest message of the conversation counts, also from before the start", async () => {
  const { typed } = restarted(
    emptyRun().add({ type: "RUN_ABORTED", quote: "x", kept: [] }),
    "게시판을 만들어 주세요",
  );
  expect(await typed("status")).toBe("ko");
});

test("before the project is open the typed words count, then the locale", async () => {
  const asked = (said: string) => languageHere(undefined, { said }, readAct(said), "en");
  expect([await asked("도움말"), await asked("help")]).toEqual(["ko", "en"]);
});
