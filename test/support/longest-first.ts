import { basename } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The files that take longest when measured: a long file that starts last would run alone at the end. */
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
/** Files of one project run one after another, because only files of one project share workers. */
const PROJECTS = ["e2e", "integration", "unit"];

/** First the long files, then project by project in the order of the base class. */
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
