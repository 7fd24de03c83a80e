import { basename } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take longest, by measure: one that starts last would run alone at the end. */
const LONG = [
  "no-network",
  "killed-install",
  "killed-uninstall",
  "oracle",
  "rehearse",
  "command",
  "canary",
  "install-doctor",
  "hostile-question",
  "hostile-approval",
  "hostile-shell-commits",
  "hostile-user-work",
  "hostile-shell",
  "hostile-shell-elsewhere",
  "hostile-commit",
  "repository",
];
/** Files of a project one after another: workers are kept only for the same project. */
const PROJECTS = ["e2e", "integration", "unit"];

/** The long files first, then project by project, as the base class has them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}

function rank({ moduleId, project }: TestSpecification): number {
  const long = LONG.indexOf(basename(moduleId, ".test.ts"));
  return long >= 0 ? long - LONG.length : PROJECTS.indexOf(project.name);
}
