import type { InTurn } from "../../kit/in-turn.ts";
import type { Lease } from "../../kit/lease.ts";
import type { ShellScopes, WritePaths } from "../../shell/port.ts";
import type { Supervisor } from "../app/supervisor.ts";
import type { Swarm } from "../app/swarm.ts";
import type { ApprovalWay } from "../core/run/event-parts.ts";
import type { SecretRule } from "../core/secrets/secret-rule.ts";
import type { UserMessage } from "../core/words/approval.ts";
import type { ControlPlane } from "../ports.ts";
import type { CallWatch } from "./call-watch.ts";
import type { HostEventReader, PermissionRequest } from "./host-event.ts";
import type { JudgedWrites } from "./judged-writes.ts";
import type { LiveStage, MessagePlace } from "./live-stage.ts";
import type { Notes } from "./notes.ts";
import type { Openings } from "./openings.ts";
import type { PlanQuestions } from "./plan-question.ts";
import type { SessionViews } from "./session-views.ts";
import type { StillTree } from "./still-tree.ts";
import type { TreeQueue } from "./tree-queue.ts";
import type { UsageWatch } from "./usage-watch.ts";
import type { UserLanguage } from "./user-language.ts";

/**
 * One checkout with its run and all state that lives only as long as the process. No member is ever replaced;
 * members that change have methods that name each change.
 */
export interface Project {
  readonly swarm: Swarm;
  readonly supervisor: Supervisor;
  readonly shell: ShellScopes;
  readonly paths: WritePaths;
  readonly secretOf: SecretRule;
  readonly lease: Lease;
  /** Runs steps one after another; two steps of one message would otherwise mix their checks and changes. */
  readonly inTurn: InTurn;
  /** `opencode run` ends at the first idle, so dispatch has to wait there. */
  readonly oneShot: boolean;
  readonly controlPlane: ControlPlane;
  /** Did the user, and no agent, start the command that asks? */
  readonly isUsers: (request: { from: number; changedAt: number }) => boolean;
  /** True if the kernel keeps our folder from every program of an agent: what is asked there comes from the user. */
  readonly holdsState: boolean;
  /** The command that started OpenCode, for people. */
  readonly startCommand: string;
  readonly tree: StillTree;
  readonly trees: TreeQueue;
  readonly written: JudgedWrites;
  readonly questions: PlanQuestions;
  readonly stage: LiveStage;
  readonly notes: Notes;
  readonly sessions: SessionViews;
  readonly openings: Openings;
  readonly usage: UsageWatch;
  readonly calls: CallWatch;
  readonly language: UserLanguage;
  readonly readEvent: HostEventReader;
  readonly transcript: Transcript;
  /** Shows a person sentences above the current screen; a failure is only logged. */
  toast(sentences: readonly string[]): Promise<void>;
  /** Answers a permission question of a child session, which no person would answer. */
  settleAsk(sessionID: string, request: PermissionRequest): Promise<void>;
  /** Gives the user's answer to the question that this call asks; false if OpenCode has no such question. */
  answerQuestion(call: { sessionID: string; callID: string }, answer: string): Promise<boolean>;
  /** Starts queued Workers whose turn it is; after a restart nothing else starts them. */
  startQueued(): void;
  /** Does OpenCode still run this call? Rejects if OpenCode does not say. */
  isRunning(call: { sessionID: string; callID: string }): Promise<boolean>;
  log(level: "info" | "warn" | "error", message: string): Promise<void>;
}

/** The texts that we put into the host's sessions and read from them. */
export interface Transcript {
  /** Shows people a text in the Commander's message; the model never reads the text. Rejects with HOST_REFUSED. */
  show(place: MessagePlace, text: string): Promise<void>;
  /** Stores a message for the model without starting a turn. */
  say(sessionID: string, text: string): Promise<void>;
  /** The session's user messages as the host stored them. */
  userMessages(sessionID: string): Promise<UserMessage[]>;
}

/** The way on which the user's words reach us. Over a port nobody can tell the user's program from another one. */
export function approvalWay(here: Pick<Project, "oneShot" | "controlPlane">): ApprovalWay {
  if (here.controlPlane.listens()) return "server";
  return here.oneShot ? "command-line" : "terminal";
}
