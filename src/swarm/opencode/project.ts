import type { InTurn } from "../../kit/in-turn.ts";
import type { Lease } from "../../kit/lease.ts";
import type { ShellScopes, WritePaths } from "../../shell/port.ts";
import type { Supervisor } from "../app/supervisor.ts";
import type { Swarm } from "../app/swarm.ts";
import type { UserMessage } from "../core/words/approval.ts";
import type { HostEventReader, PermissionRequest } from "./host-event.ts";
import type { LiveStage, MessagePlace } from "./live-stage.ts";
import type { Openings } from "./openings.ts";
import type { PlanQuestions } from "./plan-question.ts";
import type { SessionViews } from "./session-views.ts";
import type { StillTree } from "./still-tree.ts";
import type { UserLanguage } from "./user-language.ts";

/**
 * One checkout with its run and everything around it that lives only as long as the process. No member is
 * ever replaced; those that change have methods that say what happens.
 */
export interface Project {
  readonly swarm: Swarm;
  readonly supervisor: Supervisor;
  readonly shell: ShellScopes;
  readonly paths: WritePaths;
  readonly lease: Lease;
  /** Runs steps one after another: two of one message would overtake each other between a check and its act. */
  readonly inTurn: InTurn;
  /** `opencode run` ends at the first idle, so dispatch has to wait there. */
  readonly oneShot: boolean;
  readonly tree: StillTree;
  readonly questions: PlanQuestions;
  readonly stage: LiveStage;
  readonly sessions: SessionViews;
  readonly openings: Openings;
  readonly language: UserLanguage;
  readonly readEvent: HostEventReader;
  readonly transcript: Transcript;
  /** Answers a permission question of a child session: nobody else will. */
  settleAsk(sessionID: string, request: PermissionRequest): Promise<void>;
  /** Starts queued Workers whose turn it is: after a restart nothing else does. */
  startQueued(): void;
  log(level: "info" | "warn" | "error", message: string): Promise<void>;
}

/** What we put into the host's sessions and read from them. */
export interface Transcript {
  /** Puts a text for people into a message of the Commander's; the model never reads it. Rejects with HOST_REFUSED. */
  show(place: MessagePlace, text: string): Promise<void>;
  /** Stores a message for the model without starting a turn. */
  say(sessionID: string, text: string): Promise<void>;
  /** The session's user messages as the host stored them. */
  userMessages(sessionID: string): Promise<UserMessage[]>;
}
