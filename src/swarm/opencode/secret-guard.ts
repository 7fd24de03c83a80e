import { statePaths } from "../../kit/state-paths.ts";
import type { LocatedPath } from "../../shell/port.ts";
import type { Denial } from "../core/run/denial.ts";
import { isKeptFromSecrets, judgeInclude, judgeSecret } from "../core/secrets/judge-secret.ts";
import { withoutSecrets } from "../core/secrets/search-output.ts";
import { located } from "./located.ts";
import type { Project } from "./project.ts";
import { type EndedCall, type GuardedCall, guardedCall, type ToolOutput } from "./tool-call.ts";
import { writtenPaths } from "./written-paths.ts";

/** Why a file tool may not touch a path that it names. */
export function judgeSecretPaths(project: Project, call: GuardedCall): Denial | undefined {
  if (!isKeptFromSecrets(call.actor)) return undefined;
  for (const path of [...writtenPaths(call.tool, call.args), ...readPaths(call)]) {
    const denial = judgeOne(project, call, path);
    if (denial) return denial;
  }
  const { include } = call.args;
  return call.tool === "grep" && typeof include === "string"
    ? judgeInclude(call.actor, include, project.secretOf)
    : undefined;
}

/** Takes the matches in secret files out of what a search found. OpenCode 1.18.33 cuts and keeps no output of grep. */
export function hideFound(
  project: Project,
  directory: string,
  ended: EndedCall,
  output: ToolOutput,
): void {
  if (ended.tool !== "grep") return;
  const call = guardedCall(project, directory, ended, ended.args);
  if (!isKeptFromSecrets(call.actor)) return;
  const isSecret = (path: string) => judgeOne(project, call, path) !== undefined;
  output.output = withoutSecrets(String(output.output), isSecret);
}

function judgeOne(project: Project, call: GuardedCall, path: string): Denial | undefined {
  const target = located(project, call, path);
  const own = target.where === "worktree";
  const { top } = project.swarm;
  const names = {
    own,
    path: inTree(top, target, target.path),
    named: inTree(top, target, target.named),
  };
  return judgeSecret(call.actor, names, project.secretOf, project.swarm.run.state);
}

/** The path below the top of another worktree; "" for a tree's top itself. */
function inTree(top: string, { where }: Pick<LocatedPath, "where">, path: string): string {
  const { worktrees } = statePaths(top);
  if (path === top) return "";
  if (where !== "outside" || !path.startsWith(`${worktrees}/`)) return path;
  return path
    .slice(worktrees.length + 1)
    .split("/")
    .slice(1)
    .join("/");
}

function readPaths({ tool, args }: GuardedCall): string[] {
  const path = READ[tool] && args[READ[tool]];
  return typeof path === "string" ? [path] : [];
}

const READ: Readonly<Record<string, string>> = {
  read: "filePath",
  grep: "path",
  glob: "path",
  list: "path",
};
