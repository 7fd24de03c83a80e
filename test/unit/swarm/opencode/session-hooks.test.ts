import { expect, test } from "vitest";
import type { Project } from "../../../../src/swarm/opencode/project.ts";
import { watchMessages } from "../../../../src/swarm/opencode/session-hooks.ts";
import { sessionViews } from "../../../../src/swarm/opencode/session-views.ts";
import { userLanguage } from "../../../../src/swarm/opencode/user-language.ts";
import { dispatched } from "../../../support/run-builder.ts";

/** The parts of a project that the hook touches; the Korean user has spoken. */
async function scene() {
  const run = dispatched("a").start("a");
  const language = userLanguage({
    ...{ setting: "auto", locale: "en" },
    run: () => ({ state: run.state, submit: async (event) => void run.add(event) }),
  });
  await language.heard("인사말 세 개를 만들어 주세요", { sessionID: "ses-1", withCommander: true });
  const spoken = { times: 0 };
  const project = {
    sessions: sessionViews(),
    swarm: { run: { state: run.state } },
    language,
    notes: { userSpoke: () => void spoken.times++ },
  } as unknown as Project;
  const say = (sessionID: string, agent: string, text: string) =>
    watchMessages(project)(
      { sessionID },
      { message: { id: "msg", agent } as never, parts: [{ type: "text", text } as never] },
    );
  return { language, spoken, say };
}

// The event that names the parent of a session may come after the session's first message, or to another instance.
test.each([
  ["ses-a", "worker"],
  ["ses-new", "worker"],
  ["ses-scout", "scout"],
  ["ses-lib", "librarian"],
])("the first words in %s to a %s are not the user's", async (sessionID, agent) => {
  const { language, spoken, say } = await scene();
  await say(sessionID, agent, "Worker: a. Write src/a/a.txt.");
  expect([language.now, spoken.times]).toEqual(["ko", 0]);
});

test.each(["commander", "build"])("words to %s are the user's (control)", async (agent) => {
  const { language, spoken, say } = await scene();
  await say("ses-1", agent, "go on in English");
  expect([language.now, spoken.times]).toEqual(["en", 1]);
});
