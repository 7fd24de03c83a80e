/** Ways to change git history from a shell; each way works if nothing confines the shell. */
export const SHELL_COMMITS = {
  "git commit": "git add -A && git commit -m x",
  "git commit --allow-empty": "git commit --allow-empty -m x",
  "git -C": "git -C . commit --allow-empty -m x",
  "sh -c": `sh -c "git commit --allow-empty -m x"`,
  "an alias": "git save",
  "a script": "sh scripts/save.sh",
  "--no-verify": "git commit --no-verify --allow-empty -m x",
  "a script with --no-verify": "sh scripts/force.sh",
  "commit-tree and update-ref": "git update-ref HEAD $(git commit-tree HEAD^{tree} -p HEAD -m x)",
  "commit-tree and update-ref in a script": "sh scripts/plumbing.sh",
  "a program": "node scripts/save.mjs",
} as const;
export type ShellCommit = keyof typeof SHELL_COMMITS;
export const SHELL_COMMIT_NAMES = Object.keys(SHELL_COMMITS) as ShellCommit[];

export const HARMLESS = {
  "git status": "git status --short",
  "git diff": "git diff --stat",
  "git log": "git log --oneline -3",
} as const;
export type Harmless = keyof typeof HARMLESS;

/** The scripts used above, for a ground's first commit. `git config` sets the alias. */
export const COMMIT_SCRIPTS = {
  "README.md": "# demo\n",
  "scripts/save.sh": "git commit --allow-empty -m x\n",
  "scripts/force.sh": "git commit --no-verify --allow-empty -m x\n",
  "scripts/plumbing.sh":
    'new=$(git commit-tree "HEAD^{tree}" -p HEAD -m x) && git update-ref refs/heads/main $new && git update-ref HEAD $new\n',
  "scripts/save.mjs":
    'import { execFileSync } from "node:child_process";\nexecFileSync("git", ["commit", "--allow-empty", "-m", "x"], { stdio: "inherit" });\n',
};
export const ALIAS = ["config", "alias.save", "commit --allow-empty -m x"] as const;

/** Everyone whose shell the commands run in, in the order in which a run reaches them. */
export const SHELL_ROLES = [
  "the Commander without a run",
  "the Commander in FOUNDATION",
  "a Worker",
  "the Commander in FINAL_QA, before QA",
  "the Commander in INTEGRATE after QA has failed",
  "the Commander after QA has passed",
] as const;
export type ShellRole = (typeof SHELL_ROLES)[number];
