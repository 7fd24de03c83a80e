import type { LocatedPath } from "../../shell/port.ts";
import { workerNamed } from "../core/run/workers-of.ts";
import type { Project } from "./project.ts";
import type { GuardedCall } from "./tool-call.ts";

/** Where a path of a tool call really lies. */
export function located(
  project: Project,
  { actor, directory }: Pick<GuardedCall, "actor" | "directory">,
  path: string,
): LocatedPath {
  const { state } = project.swarm.run;
  const own = actor.role === "worker" ? workerNamed(state, actor.worker)?.home : undefined;
  return project.paths.locate(path, directory, own?.directory);
}
