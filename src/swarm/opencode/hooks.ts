import type { Config, Hooks } from "@opencode-ai/plugin";
import { AegisError } from "../../kit/errors.ts";
import { isAgentName } from "../core/agents.ts";
import { stopRunaway } from "./breakers.ts";
import { endCall } from "./call-end.ts";
import { answerWrittenCall, refuteClaims, showPlan } from "./completion-hook.ts";
import { countReturned } from "./event-counts.ts";
import { watchEvents } from "./event-hook.ts";
import { guardToolCalls, noteSeen } from "./guard-hook.ts";
import type { Project } from "./project.ts";
import { carryThroughCompaction, hideLiveRows, stabiliseSystem } from "./prompt-hooks.ts";
import { putPlanQuestion } from "./question-hook.ts";
import { hideFound } from "./secret-guard.ts";
import { setSampling, watchMessages } from "./session-hooks.ts";
import { describeTools, type ToolDescriptions } from "./tool-descriptions.ts";
import { deliveryTools } from "./tools/delivery.ts";
import { designTools } from "./tools/design.ts";
import { reportTools } from "./tools/report.ts";
import { workerTools } from "./tools/workers.ts";

/** One instance of the plugin: one of the user's directories, or a Worker's worktree. */
export interface Instance {
  directory: string;
  /** Rejects with AegisError if no run is possible (no repository, damaged journal, bad settings). */
  project: () => Promise<Project>;
  /** Is this call of `task` one of the user's commands with `subtask: true`? */
  isSubtask: (call: { sessionID: string; callID: string }) => Promise<boolean>;
  configure: (config: Config) => Promise<void>;
  /** The user's slash command, which asks no model: `answer` carries it out and shows what came of it. Never rejects. */
  steering: {
    command: string;
    answer: (
      call: { sessionID: string; said: string },
      project: () => Promise<Project>,
    ) => Promise<void>;
  };
  /** Tells the user once what `configure` took out. */
  notice: () => Promise<void>;
  descriptions: ToolDescriptions;
  log: (message: string) => Promise<void>;
  dispose: (project: Project | undefined) => void;
}

/** All hooks of an instance. Each asks for the project when OpenCode calls the hook, never while OpenCode starts. */
export function hooksFor(instance: Instance): Hooks {
  const { directory, project } = instance;
  let isOpen = false;
  /** The agent of each session, known also without a project: other agents are free there. */
  const agents = new Map<string, string>();
  /** The first message opens the project; events do not, because opening a project runs git. */
  const open = async (): Promise<Project | undefined> => {
    try {
      const here = await project();
      isOpen = true;
      return here;
    } catch (error) {
      await instance.log(`no project for ${directory}: ${String(error)}`);
      return undefined;
    }
  };
  /** Asks again at each call, because a worktree's project may have been reopened meanwhile. */
  const opened = async (): Promise<Project | undefined> => (isOpen ? open() : undefined);
  return {
    config: (config) => instance.configure(config),
    tool: {
      ...designTools(withReason(project)),
      ...workerTools(withReason(project)),
      ...deliveryTools(withReason(project)),
      ...reportTools(withReason(project)),
    },
    "tool.definition": describeTools(instance.descriptions),
    "chat.message": async (input, output) => {
      agents.set(input.sessionID, output.message.agent);
      await instance.notice().catch((error: unknown) => instance.log(`notice: ${String(error)}`));
      const here = await open();
      if (here) await watchMessages(here)(input, output);
    },
    "command.execute.before": async ({ command, sessionID, arguments: said }) => {
      if (command !== instance.steering.command) return;
      await instance.steering.answer({ sessionID, said }, async () => {
        const here = await project();
        isOpen = true;
        return here;
      });
      // OpenCode asks the model unless we throw.
      throw new Error(`/${command} is answered in the conversation; no model is asked.`);
    },
    "chat.params": async (input, output) => {
      const here = await opened();
      if (!here) return;
      await setSampling(here)(input, output);
      await stopRunaway(here, input);
    },
    // `doctor` and `install` read the running version from this header.
    "chat.headers": async ({ agent }, output) => {
      if (isAgentName(agent)) output.headers["X-Aegis-Version"] = __VERSION__;
    },
    "tool.execute.before": async (call, output) => {
      // A refusal here would break the session for good.
      if (call.tool === "task" && (await instance.isSubtask(call))) return;
      const ours = isAgentName(agents.get(call.sessionID) ?? "commander");
      const here = ours ? await openOrReadOnly(project, call.tool) : await open();
      isOpen ||= here !== undefined;
      if (!here) return;
      await guardToolCalls(here, directory)(call, output);
      await putPlanQuestion(here)(call, output);
    },
    "tool.execute.after": async (call, output) => {
      const here = await opened();
      if (!here) return;
      noteSeen(here, directory, call);
      hideFound(here, directory, call, output);
      await endCall(here, call, output);
      countReturned(here, call, output);
    },
    "shell.env": async (input, output) => {
      const here = await opened();
      const { sessionID, callID } = input;
      if (sessionID && callID)
        Object.assign(output.env, here?.shell.environment(sessionID, callID) ?? {});
    },
    event: async (input) => {
      const here = await opened();
      if (here) await watchEvents(here)(input);
    },
    "experimental.text.complete": async (input, output) => {
      const here = await opened();
      if (!here) return;
      await answerWrittenCall(here)(input, output);
      await refuteClaims(here)(input, output);
      await showPlan(here)(input, output);
    },
    "experimental.chat.system.transform": async (input, output) => {
      const here = await opened();
      if (here) await stabiliseSystem(here, directory)(input, output);
    },
    "experimental.chat.messages.transform": hideLiveRows(),
    "experimental.session.compacting": async (input, output) => {
      const here = await opened();
      if (here) await carryThroughCompaction(here)(input, output);
    },
    dispose: async () => instance.dispose(await opened()),
  };
}

const FREE = new Set<string>([
  ...["read", "glob", "grep", "list", "question", "todowrite", "todoread", "invalid"],
]);

/**
 * Without a project (no repository, a damaged journal) we cannot enforce any rule, so our agents may only
 * read. The model gets the reason and the fix.
 */
async function openOrReadOnly(
  project: () => Promise<Project>,
  tool: string,
): Promise<Project | undefined> {
  try {
    return await project();
  } catch (error) {
    if (FREE.has(tool)) return undefined;
    throw unfit(error);
  }
}

function withReason(project: () => Promise<Project>): () => Promise<Project> {
  return () =>
    project().catch((error) => {
      throw unfit(error);
    });
}

function unfit(error: unknown): Error {
  if (!(error instanceof AegisError))
    return error instanceof Error ? error : new Error(String(error));
  return new Error(`[AEGIS REPOSITORY_UNFIT] ${error.message}\nNext: tell the user: ${error.hint}`);
}
