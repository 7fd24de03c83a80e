import { type Actor, isAgentName } from "../core/agents.ts";
import { workerOfSession } from "../core/run/workers-of.ts";
import type { Project } from "./project.ts";

/** Who acts in a session: the journal tells it for Workers, the host's messages for all others. */
export function actorOf(project: Project, sessionID: string): Actor {
  const worker = workerOfSession(project.swarm.run.state, sessionID);
  if (worker) return { role: "worker", worker: worker.spec.name };
  const view = project.sessions.known(sessionID);
  const agent = view?.agent ?? "";
  if (agent === "scout" || agent === "librarian") return { role: agent };
  // A worker agent without a dispatched Worker behind it has no scope, so it may write nothing.
  if (agent === "worker") return { role: "worker", worker: "(not dispatched)" };
  if (agent === "commander" && view?.parent === undefined) return { role: "commander" };
  return isAgentName(agent) ? { role: "scout" } : { role: "other", agent };
}

/** The actor's name in the journal: a Worker's own name, otherwise the role. */
export function nameOf(actor: Actor): string {
  return actor.role === "worker" ? actor.worker : actor.role;
}
